import type { CDPSession, Page } from '@playwright/test';
import { frames } from '../browser/log-probe.ts';

/** As narrow as the browser lets the panel be, as wide as most have it, and wide enough for a sidebar. */
export const WIDTHS = [320, 400, 900] as const;
export const HEIGHT = 640;

/** Gives the panel each width in turn, shows the state and calls `act` once nothing moves. Ends at the panel's own size. */
export async function atWidths(
  panel: Page,
  show: () => Promise<unknown>,
  act: (width: number, session: CDPSession) => Promise<void>,
): Promise<void> {
  const session = await panel.context().newCDPSession(panel);
  for (const width of WIDTHS) {
    const metrics = { width, height: HEIGHT, deviceScaleFactor: 1, mobile: false };
    await session.send('Emulation.setDeviceMetricsOverride', metrics);
    await frames(panel, 2);
    await show();
    await settle(panel);
    await act(width, session);
  }
  await session.send('Emulation.clearDeviceMetricsOverride');
  await session.detach();
}

/** What comes late is there, and the layout has followed. As text: scripts are compiled without the browser's types. */
async function settle(panel: Page): Promise<void> {
  const ends = 'animation.effect.getComputedTiming().endTime !== Infinity';
  await panel.evaluate(`Promise.all(
    document.getAnimations().filter((animation) => ${ends}).map((animation) => animation.finished.catch(() => {})),
  ).then(() => {})`);
  await frames(panel, 4);
}
