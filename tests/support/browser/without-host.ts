import type { Page } from '@playwright/test';
import { type ProviderChoice, setUpProvider } from '../../../scripts/browser/drive-panel.ts';
import type { RunningBrowser } from '../../../scripts/browser/launch-browser.ts';
import type { Profile } from './profile.ts';

/** A browser whose panel knows whom to ask, but finds no host. `prepare` is done while there is one. */
export async function launchWithoutHost(
  profile: Profile,
  provider: ProviderChoice,
  prepare: (panel: Page) => Promise<void> = async () => {},
): Promise<RunningBrowser> {
  const first = await profile.launch();
  const panel = await first.openPanel();
  await setUpProvider(panel, provider);
  await prepare(panel);
  await quit(first, panel);
  profile.unregisterHost();
  return profile.launch();
}

/** Ends a browser and, before that, its panel: on a busy machine one that quits may end before the end of its panel is written down. */
export async function quit(browser: RunningBrowser, panel: Page): Promise<void> {
  await panel.goto('about:blank');
  await browser.close();
}
