import { chmodSync, copyFileSync, mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { writeFacts } from '../../../native-host/backups/backup-facts.ts';
import { backupName } from '../../../native-host/backups/backup-name.ts';
import type { Profile } from '../browser/profile.ts';

const DAY_MS = 24 * 3600 * 1000;

/** Leaves a daily backup of a store that no host has open, as if it had been made and verified so many days ago. */
export function leaveBackup({ home, database }: Profile, daysAgo: number): void {
  const madeMs = Date.now() - daysAgo * DAY_MS;
  const folder = join(home, 'backups');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, backupName(madeMs, 'daily'));
  copyFileSync(database, file);
  chmodSync(file, 0o600);
  writeFacts(file, {
    verifiedAt: new Date(madeMs).toISOString(),
    counts: { sessions: 1, messages: 4, newest: null },
    schemaVersion: 1,
    bytes: statSync(file).size,
  });
}
