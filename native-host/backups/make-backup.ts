import { existsSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { formatBytes } from '../../lib/format-size.ts';
import { AppError } from '../../lib/protocol/errors.ts';
import type { Backup } from '../../lib/protocol/keeping-shapes.ts';
import { formatTimestamp } from '../../lib/protocol/timestamp.ts';
import { runWithPauses, type Stretch } from '../../lib/steps.ts';
import { readSchemaVersion, refuseNewer, SCHEMA_VERSION, write } from '../../lib/store/migrate.ts';
import type { SqlDatabase } from '../../lib/store/sql-database.ts';
import { setStoreFact } from '../../lib/store/store-info.ts';
import { asStoreDamage } from '../store-damage.ts';
import { copyVerified, type ProvenCopy, translateFileError } from '../verified-copy.ts';
import type { Workplace } from '../workplace.ts';
import { writeFacts } from './backup-facts.ts';
import { backupName } from './backup-name.ts';
import { freeBytes, requireBackup } from './list-backups.ts';
import { rotateBackups } from './tidy-backups.ts';

interface BackupOptions {
  readonly reason: string;
  readonly stretch: Stretch;
  /** Backups that must not go because of this one. */
  readonly inUse?: readonly string[];
}

/**
 * Copies the store, proves the copy, writes down what was found, and lets older ones go by their rules. Runs as the only
 * maintenance. Errors: `disk-full`, `read-only`, `store-corrupt` (the copy is not whole, nor is then the store), those of a
 * pause; nothing half done is left.
 */
export async function makeBackup(
  db: SqlDatabase,
  place: Workplace,
  { reason, stretch, inUse = [] }: BackupOptions,
): Promise<Backup> {
  const { backups: folder } = place.paths;
  const version = readSchemaVersion(db);
  refuseNewer(version);
  const needed = usedBytes(db);
  refuseWithoutRoom(folder, needed);
  const name = freeName(folder, place.now(), reason);
  const file = join(folder, name);
  const verifiedAt = formatTimestamp(place.now());
  const found = await copyStore(db, file, place, stretch);
  noteFound(file, found, verifiedAt);
  // A store of before that has no place for it yet.
  if (version === SCHEMA_VERSION) write(db, () => setStoreFact(db, 'lastVerifiedBackupAt', verifiedAt));
  rotateBackups(folder, { nowMs: place.now(), storeBytes: needed, inUse });
  return requireBackup(folder, name);
}

/** A copy that is not whole is damage of the store, which the host then puts right. */
async function copyStore(db: SqlDatabase, file: string, place: Workplace, stretch: Stretch): Promise<ProvenCopy> {
  try {
    return await runWithPauses(copyVerified(db, file), place, stretch);
  } catch (error) {
    throw asStoreDamage(error);
  }
}

/** Writes down what was found in a new copy; without that, there is no copy. Errors: `disk-full`, `read-only`. */
export function noteFound(file: string, found: ProvenCopy, verifiedAt: string): void {
  try {
    writeFacts(file, { ...found, verifiedAt, bytes: statSync(file).size });
  } catch (error) {
    rmSync(file, { force: true });
    throw translateFileError(error, file);
  }
}

/** What a copy takes at most: pages without content are not copied. */
function usedBytes(db: SqlDatabase): number {
  const read = (pragma: string) => db.get<Record<string, number>>(`PRAGMA ${pragma}`)?.[pragma] ?? 0;
  return (read('page_count') - read('freelist_count')) * read('page_size');
}

/** Told beforehand: a copy that is written until the disk is full leaves the store itself no room for the next message. */
function refuseWithoutRoom(folder: string, needed: number): void {
  const free = freeBytes(folder);
  if (free === undefined || free >= needed) return;
  throw new AppError(
    'disk-full',
    `A copy of the store needs ${formatBytes(needed)} and the disk of ${folder} has ${formatBytes(free)} left. Free some space.`,
    { details: { neededBytes: needed, freeBytes: free } },
  );
}

/** Two of one millisecond and reason must not replace each other. */
function freeName(folder: string, nowMs: number, reason: string): string {
  for (let ms = nowMs; ; ms++) {
    const name = backupName(ms, reason);
    if (!existsSync(join(folder, name))) return name;
  }
}
