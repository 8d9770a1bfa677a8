import type { Page } from '@playwright/test';
import { openSession, setUpProvider } from '../../../scripts/browser/drive-panel.ts';
import type { RunningBrowser } from '../../../scripts/browser/launch-browser.ts';
import type { Setting } from './journey.ts';
import { TIDE_TABLE } from './talks.ts';
import { writeSession } from './write-session.ts';

/** The talk that journeys about the store begin with. */
const TALK = 'Where to keep the tide table';

/** Writes a talk of four messages into the store, which no host has open. */
export function writeTalk({ profile }: Setting): void {
  const texts = TIDE_TABLE.slice(0, 4);
  writeSession(profile.database, { title: TALK, texts, lastMs: Date.now() - 60_000, apartMs: 60_000 });
}

/** Starts a browser whose panel shows that talk. */
export async function openTalk({ profile, server }: Setting): Promise<{ browser: RunningBrowser; panel: Page }> {
  const browser = await profile.launch();
  const panel = await browser.openPanel();
  await setUpProvider(panel, server);
  await openSession(panel, TALK);
  await panel.getByText('And how large may it become?').waitFor();
  return { browser, panel };
}
