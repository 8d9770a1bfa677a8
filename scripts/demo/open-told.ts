import type { Page } from '@playwright/test';
import { type LaunchOptions, launchBrowser, type RunningBrowser } from '../browser/launch-browser.ts';
import type { TellStep } from './tell-step.ts';
import { since } from './watch-reply.ts';

/** Opens the browser and its panel, and tells how long that took. */
export async function openTold(
  { launch, tell }: { readonly launch: LaunchOptions; readonly tell: TellStep },
  what: string,
): Promise<{ browser: RunningBrowser; panel: Page }> {
  const startedAt = performance.now();
  const browser = await launchBrowser(launch);
  const launchedMs = since(startedAt);
  const panel = await browser.openPanel();
  await panel.getByRole('button', { name: 'Settings', exact: true }).waitFor();
  await tell(what, [`browser ${launchedMs} ms`, `panel usable after ${since(startedAt)} ms`], panel, 'open');
  return { browser, panel };
}
