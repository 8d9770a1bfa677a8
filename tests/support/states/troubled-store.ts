import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openFile } from '../../../native-host/database.ts';
import { messageField, saveStatus, send } from '../../../scripts/browser/drive-panel.ts';
import type { Journey } from './journey.ts';
import { openTalk, writeTalk } from './open-talk.ts';

const PROGRAM = join(import.meta.dirname, '..', 'programs', 'host-on-failing-disk.ts');
const LATER_VERSION = 999;

/** The host is there; its file is not as it should be. */
export const troubledStore: Journey = {
  name: 'Trouble with the store',
  states: {
    'store-newer': 'A later version of Holdfast wrote the file: it is left as it is.',
    'store-locked': 'Another program holds the file: a question is queued, with the reason.',
    'disk-full': 'There is no room left: a question is queued, with what to do.',
    'store-read-only': 'The file may not be written: what to change. What is written meanwhile is queued.',
  },

  async walk(setting, visit) {
    const { profile } = setting;
    writeTalk(setting);
    const disk = join(profile.home, 'disk');
    profile.registerHost({ program: PROGRAM });
    const version = setVersion(profile.database, LATER_VERSION);
    const before = await profile.launch();
    const told = await before.openPanel();
    await visit(told, 'store-newer', () =>
      told.getByRole('heading', { name: 'Your conversations need a newer host' }).waitFor(),
    );
    await before.close();

    setVersion(profile.database, version);
    const { browser, panel } = await openTalk(setting);
    const other = openFile(profile.database, {});
    other.exec('BEGIN EXCLUSIVE');
    try {
      await send(panel, 'Which columns would you begin with?');
      await visit(panel, 'store-locked', () =>
        saveStatus(panel).getByText('Something else is being written').waitFor(),
      );
    } finally {
      other.close();
    }
    await panel.getByRole('button', { name: 'Copy reply' }).nth(2).waitFor();

    writeFileSync(disk, 'SQLITE_FULL');
    await send(panel, 'And which of them is the key?');
    await visit(panel, 'disk-full', () => saveStatus(panel).getByText('There is no room left').waitFor());
    rmSync(disk);
    await panel.getByRole('button', { name: 'Copy reply' }).nth(3).waitFor();
    await browser.close();

    writeFileSync(disk, 'SQLITE_READONLY');
    const after = await (await profile.launch()).openPanel();
    const heading = after.getByRole('heading', { name: 'The store could not be opened' });
    await heading.waitFor();
    await messageField(after).fill('Does it keep what I write now?');
    await visit(after, 'store-read-only', async () => {
      await heading.waitFor();
      await saveStatus(after).getByText('Queued').waitFor();
    });
  },
};

/** Writes the version of the schema. Returns the one before. */
function setVersion(database: string, version: number): number {
  const file = openFile(database, {});
  const before = file.pragma('user_version', { simple: true }) as number;
  file.pragma(`user_version = ${version}`);
  file.prepare('UPDATE schema_version SET version = ?').run(version);
  file.close();
  return before;
}
