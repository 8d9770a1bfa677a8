import { cpSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Result } from '../../../lib/protocol/methods.ts';
import { isLongRun } from '../../support/fault-figures.ts';
import { createRandom, faultSeed } from '../../support/rounds.ts';
import { sleep } from '../hosts/store-under-load.ts';
import {
  ask,
  createSession,
  expectSound,
  openAskingPage,
  profileWithoutHost,
  startWriting,
  whenMoreIs,
} from './embedded-profile.ts';

const LONGEST_TEXT = 2000;

/** What a browser does to its databases when their files are damaged, or what a repair of the profile does to them. */
const DAMAGES: Readonly<Record<string, (folder: string, earlier: string) => void>> = {
  'are gone': (folder) => rmSync(folder, { recursive: true }),
  'are overwritten': (folder) => {
    const random = createRandom(faultSeed, folder);
    for (const name of readdirSync(folder)) {
      const bytes = Buffer.from(Array.from({ length: statSync(join(folder, name)).size }, () => random.below(256)));
      writeFileSync(join(folder, name), bytes);
    }
  },
  'are cut off': (folder) => {
    for (const name of readdirSync(folder)) writeFileSync(join(folder, name), '');
  },
  'are those of an earlier state': (folder, earlier) => {
    rmSync(folder, { recursive: true });
    cpSync(earlier, folder, { recursive: true });
  },
  'can be neither opened nor deleted': (folder) => {
    rmSync(folder, { recursive: true });
    writeFileSync(folder, 'no folder');
  },
};

/** One of them, another each time; `npm run test:faults` does all. */
const CHOSEN = isLongRun ? Object.entries(DAMAGES) : [createRandom(faultSeed).pick(Object.entries(DAMAGES))];

describe('a browser whose databases', () => {
  it.each(CHOSEN)(
    '%s has every conversation from the second copy, and says so',
    { timeout: 120_000 },
    async (_, damage) => {
      const profile = profileWithoutHost();
      let browser = await profile.launch();
      let page = await openAskingPage(browser);
      const sessionId = await createSession(page);
      const write = async () => {
        const stop = await startWriting(page, sessionId, LONGEST_TEXT);
        await whenMoreIs(page, 0);
        await sleep(500);
        const acknowledged = await stop();
        // The second copy follows a moment later.
        await sleep(500);
        await browser.close();
        return acknowledged;
      };
      const first = await write();
      const folder = databasesOf(profile.userDataFolder);
      const earlier = join(profile.userDataFolder, '..', 'earlier');
      cpSync(folder, earlier, { recursive: true });

      browser = await profile.launch();
      page = await openAskingPage(browser);
      const second = await write();
      damage(folder, earlier);

      browser = await profile.launch();
      page = await openAskingPage(browser);
      await expectSound(page, sessionId, [...first, ...second], LONGEST_TEXT);
      const { damage: told } = await ask<Result<'doctor/damage'>>(page, 'doctor/damage', {});
      expect(told).toMatchObject({ lost: 0, backup: 'the second copy in this browser' });
    },
  );
});

function databasesOf(userDataFolder: string): string {
  const folder = join(userDataFolder, 'Default', 'IndexedDB');
  const name = readdirSync(folder).find((found) => found.startsWith('chrome-extension_') && found.endsWith('.leveldb'));
  if (name === undefined) throw new Error(`There are no databases of an extension in ${folder}`);
  return join(folder, name);
}
