import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { forgetFacts } from './backup-facts.ts';
import { readBackupName } from './backup-name.ts';
import { readBackups } from './list-backups.ts';
import { backupsToRemove, countedBytes, type RotationOptions } from './rotation.ts';

/** What a run that died left of a copy, and what SQLite kept beside that. */
const LEFTOVER = /\.db(\.(current|readable))?\.partial(-wal|-shm|-journal)?$/;

/** Removes the backups that go by their rules. One that cannot be removed now goes with a later backup. */
export function rotateBackups(folder: string, options: RotationOptions): void {
  const backups = readBackups(folder);
  for (const name of backupsToRemove(backups, { ...options, storeBytes: countedBytes(backups, options) })) {
    const file = join(folder, name);
    // The facts last: a backup without them would count as one that nobody has looked into.
    quietly(() => {
      rmSync(file, { force: true });
      forgetFacts(file);
    });
  }
}

/** Removes what runs that died left behind. Only the one maintenance run may do this: another one's work looks the same. */
export function removeLeftovers(folder: string): void {
  for (const name of readdirQuietly(folder)) {
    const isFactsOfNothing = isFactsName(name) && !existsSync(join(folder, name.replace(/\.json$/, '.db')));
    if (LEFTOVER.test(name) || isFactsOfNothing) quietly(() => rmSync(join(folder, name), { force: true }));
  }
}

/** Other files of that kind in the folder are not ours. */
function isFactsName(name: string): boolean {
  return name.endsWith('.json') && readBackupName(name.replace(/\.json$/, '.db')) !== undefined;
}

function readdirQuietly(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** Whatever hinders here hinders the copy as well, which tells. */
function quietly(work: () => void): void {
  try {
    work();
  } catch {
    // It stays until the next time.
  }
}
