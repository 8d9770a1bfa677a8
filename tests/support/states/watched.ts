import { copyFileSync, mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setStoreFact } from '../../../lib/store/store-info.ts';
import { writeFacts } from '../../../native-host/backups/backup-facts.ts';
import { backupName } from '../../../native-host/backups/backup-name.ts';
import { openDatabase } from '../../../native-host/database.ts';
import type { Journey, Setting } from './journey.ts';
import { openTalk, writeTalk } from './open-talk.ts';

const DAY_MS = 24 * 3600 * 1000;

/** What the panel says unasked of backups and of the store. */
export const watched: Journey = {
  name: 'What the panel tells of the store',
  states: {
    'store-mended': 'The store was damaged and put right: what was lost, until somebody has read it.',
    'backup-old': 'The last verified backup is old: a mark in the header, with words when it has the focus.',
  },

  async walk(setting, visit) {
    writeTalk(setting);
    leaveOldBackup(setting, 9);
    tellOfDamage(setting);
    setting.profile.registerHost();
    const { panel } = await openTalk(setting);
    const note = panel.getByText('The store was damaged on');
    await visit(panel, 'store-mended', () => note.waitFor());
    await panel.getByRole('button', { name: 'Dismiss' }).click();
    await note.waitFor({ state: 'hidden' });
    const mark = panel.getByRole('button', { name: 'Open Backups' });
    await visit(panel, 'backup-old', async () => {
      await mark.waitFor();
      await panel.getByRole('textbox', { name: 'Message' }).focus();
      await panel.keyboard.press('Shift+Tab');
      await mark.focus();
      await panel.getByRole('tooltip').waitFor();
    });
  },
};

/** The only copy there is; the store is told that a newer one was made, so that the host makes none. */
function leaveOldBackup({ profile }: Setting, daysAgo: number): void {
  const createdMs = Date.now() - daysAgo * DAY_MS;
  const folder = join(profile.home, 'backups');
  mkdirSync(folder, { recursive: true });
  const db = openDatabase(profile.database);
  setStoreFact(db, 'lastVerifiedBackupAt', new Date().toISOString());
  db.close();
  const file = join(folder, backupName(createdMs, 'daily'));
  copyFileSync(profile.database, file);
  writeFacts(file, {
    verifiedAt: new Date(createdMs).toISOString(),
    counts: { sessions: 1, messages: 4, newest: null },
    schemaVersion: 1,
    bytes: statSync(file).size,
  });
}

function tellOfDamage({ profile }: Setting): void {
  const db = openDatabase(profile.database);
  setStoreFact(db, 'damage', {
    at: new Date(Date.now() - 2 * DAY_MS).toISOString(),
    cause: 'database disk image is malformed',
    quarantine: join(profile.home, 'quarantine', '2026-11-23T08-12-04.511Z-9f2c'),
    backup: '2026-11-23T02-00-00.000Z-daily.db',
    ...{ restored: 4210, salvaged: 37, lost: 2 },
  });
  db.close();
}
