import { join } from 'node:path';
import { formatTimestamp } from '../lib/protocol/timestamp.ts';
import { addMissingHashes } from '../lib/store/content-hash.ts';
import { migrate, refuseNewer, SCHEMA_VERSION, write } from '../lib/store/migrate.ts';
import type { SqlDatabase } from '../lib/store/sql-database.ts';
import { setStoreFact } from '../lib/store/store-info.ts';
import { openDatabase } from './database.ts';
import { lookAtStore } from './look-at-store.ts';
import type { DataPaths } from './paths.ts';
import { makeVerifiedCopy } from './verified-copy.ts';

/** Messages hashed in one transaction: short enough that others may write in between. */
const HASH_BATCH = 500;

/**
 * Brings an existing store to this version: a verified copy in `backups/` first, then step after step. Errors: what the
 * copy or a step meets; the store is then whole, of an older version. Returns the copy's path.
 */
export function migrateStore(
  paths: Pick<DataPaths, 'database' | 'backups'>,
  nowMs: number,
  onProgress: (progress: number, step: string) => void,
): string | undefined {
  const { schemaVersion: from } = lookAtStore(paths.database);
  refuseNewer(from);
  if (from >= SCHEMA_VERSION) return undefined;
  const db = openDatabase(paths.database);
  try {
    onProgress(0, 'making a verified copy');
    const now = formatTimestamp(nowMs);
    const copy = join(paths.backups, `${now.replaceAll(':', '-')}-before-migration-from-${from}.db`);
    makeVerifiedCopy(db, copy);
    migrate(db, {
      onStep: ({ version, name }) => onProgress((version - from) / (SCHEMA_VERSION - from + 1), name),
    });
    write(db, () => setStoreFact(db, 'lastVerifiedBackupAt', now));
    onProgress(0.95, 'checking texts');
    addHashes(db);
    return copy;
  } finally {
    db.close();
  }
}

function addHashes(db: SqlDatabase): void {
  let last: number | undefined = 0;
  while (last !== undefined) {
    const after: number = last;
    last = write(db, () => addMissingHashes(db, after, HASH_BATCH));
  }
}
