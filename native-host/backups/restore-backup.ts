import { join } from 'node:path';
import type { Result } from '../../lib/protocol/methods.ts';
import { migrate, readSchemaVersion, write } from '../../lib/store/migrate.ts';
import { createSearchIndex } from '../../lib/store/search-index.ts';
import type { SqlDatabase } from '../../lib/store/sql-database.ts';
import { ensureStoreId } from '../../lib/store/store-info.ts';
import { fillIndex } from '../../lib/transfer/index-later.ts';
import { type Workplace, withStore } from '../workplace.ts';
import { withAttached } from './attached-backup.ts';
import { requireBackup } from './list-backups.ts';
import { makeBackup } from './make-backup.ts';
import { withCurrent } from './readable-copy.ts';
import { refuseOlderStore } from './refuse-version.ts';
import { restoreRows } from './restore-rows.ts';
import { removeLeftovers } from './tidy-backups.ts';
import { verifyBackup } from './verify-backup.ts';

/**
 * Makes the store's rows those of a backup, after the backup was found whole and the store as it is was copied. One
 * transaction: whenever the process dies, the store is wholly as before or wholly as after. No file is swapped, so whoever has
 * the store open goes on with it. Errors: `not-found`, `store-corrupt`, `store-newer-than-host`, `disk-full`, those of a pause;
 * after each the store is as it was.
 */
export function restoreBackup(name: string, place: Workplace): Promise<Result<'backups/restore'>> {
  return withStore(place, async (db) => {
    requireBackup(place.paths.backups, name);
    removeLeftovers(place.paths.backups);
    beginNewStore(db, place.newId);
    refuseOlderStore(db);
    await verifyBackup(name, place, { from: 0, to: 0.3, step: 'checking the backup' });
    return withCurrent(join(place.paths.backups, name), place, async (file) => {
      const safety = await makeBackup(db, place, {
        reason: 'before-restore',
        stretch: { from: 0.3, to: 0.6, step: 'copying the store as it is' },
        inUse: [name],
      });
      const changes = await withAttached(db, file, async (tables) => {
        await place.pause();
        let done = 0;
        const tell = (table: string) => place.onProgress(0.6 + (0.3 * done++) / tables.size, `restoring ${table}`);
        return write(db, () => restoreRows(db, tables, tell));
      });
      await fillIndex(db, place, 0.9);
      return { safetyBackup: safety.name, ...changes };
    });
  });
}

/** Where there is none yet, as on a new machine. */
function beginNewStore(db: SqlDatabase, newId: () => string): void {
  if (readSchemaVersion(db) > 0 || db.get('SELECT 1 FROM sqlite_schema')) return;
  migrate(db);
  write(db, () => {
    ensureStoreId(db, newId);
    createSearchIndex(db);
  });
}
