import { setTimeout as sleep } from 'node:timers/promises';
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

const END_WAIT_MS = 10_000;

/** Ends a browser when the end of its panel is written down; on a busy machine a browser that quits may not get to it. */
export async function quit(browser: RunningBrowser, panel: Page): Promise<void> {
  await panel.goto('about:blank');
  const deadline = Date.now() + END_WAIT_MS;
  while (!(await browser.worker.evaluate<boolean>(EVERY_PANEL_ENDED))) {
    if (Date.now() > deadline) throw new Error('The end of the panel is not written down');
    await sleep(25);
  }
  await browser.close();
}

/** As text: the tests are compiled without the browser's types. */
const EVERY_PANEL_ENDED = `new Promise((resolve, reject) => {
  const opening = indexedDB.open('holdfast');
  opening.onerror = reject;
  opening.onsuccess = () => {
    const rows = opening.result.transaction('panels').objectStore('panels').getAll();
    rows.onerror = reject;
    rows.onsuccess = () => {
      opening.result.close();
      resolve(rows.result.every(({ endedAt }) => typeof endedAt === 'number'));
    };
  };
})`;
