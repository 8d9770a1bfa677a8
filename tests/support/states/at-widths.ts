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
  widths: readonly number[] = WIDTHS,
): Promise<void> {
  const session = await panel.context().newCDPSession(panel);
  // What moves for as long as something lasts stands still, and what comes with a movement is there at once.
  await panel.emulateMedia({ reducedMotion: 'reduce' });
  for (const width of widths) {
    await setSize(panel, session, width);
    await show();
    // What lies under the pointer, which stays where the last click was, looks otherwise.
    await panel.mouse.move(0, 0);
    await settle(panel);
    await act(width, session);
  }
  await session.send('Emulation.clearDeviceMetricsOverride');
  await session.detach();
  await followSize(panel);
}

/** `scale`: pixels of a picture for one of the page. */
export async function setSize(panel: Page, session: CDPSession, width: number, scale = 1): Promise<void> {
  const metrics = { width, height: HEIGHT, deviceScaleFactor: scale, mobile: false };
  await session.send('Emulation.setDeviceMetricsOverride', metrics);
  await followSize(panel);
}

/** A sidebar becomes a sheet, or the other way round, a few frames later; who looks before sees the one that goes. */
function followSize(panel: Page): Promise<void> {
  return frames(panel, 6);
}

/** Nothing moves for longer. */
const MAX_MOVING_MS = 3000;

/** What comes late is there, and the layout has followed. As text: scripts are compiled without the browser's types. */
export async function settle(panel: Page): Promise<void> {
  const ends = 'animation.effect.getComputedTiming().endTime !== Infinity';
  // What stands still, as in a part that is not drawn, never ends.
  await panel.evaluate(`Promise.race([
    new Promise((resolve) => setTimeout(resolve, ${MAX_MOVING_MS})),
    Promise.all(
      document.getAnimations().filter((animation) => ${ends}).map((animation) => animation.finished.catch(() => {})),
    ).then(() => {}),
  ])`);
  await frames(panel, 4);
}
