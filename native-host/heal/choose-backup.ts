import { join } from 'node:path';
import { AppError } from '../../lib/protocol/errors.ts';
import type { Backup } from '../../lib/protocol/keeping-shapes.ts';
import { BY_HAND } from '../backups/backup-name.ts';
import { readBackups } from '../backups/list-backups.ts';
import { copyDatabase, withCurrent } from '../backups/readable-copy.ts';
import { verifyBackup } from '../backups/verify-backup.ts';
import type { Workplace } from '../workplace.ts';

/** What a backup itself can have wrong. With anything else the next one would not fare better. */
const UNUSABLE = ['store-corrupt', 'store-newer-than-host', 'invalid', 'not-found'];

/**
 * Copies the newest backup that is whole now to `target`, in this version's schema, and returns it; undefined when there is
 * none, and then there is no `target`. Files that a person put there may be of another store, and are left alone. Errors:
 * `disk-full`, `read-only`.
 */
export async function takeNewestBackup(place: Workplace, target: string): Promise<Backup | undefined> {
  const { backups: folder } = place.paths;
  for (const { name } of readBackups(folder).filter(({ reason }) => reason !== BY_HAND)) {
    try {
      const backup = await verifyBackup(name, place, { from: 0.2, to: 0.4, step: 'checking the newest backup' });
      await withCurrent(join(folder, name), place, async (file) => copyDatabase(file, target));
      return backup;
    } catch (error) {
      if (!(error instanceof AppError && UNUSABLE.includes(error.code))) throw error;
    }
  }
  return undefined;
}
