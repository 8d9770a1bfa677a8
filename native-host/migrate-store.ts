import { join } from 'node:path';
import { formatTimestamp } from '../lib/protocol/timestamp.ts';
import { addMissingHashes } from '../lib/store/content-hash.ts';
import { migrate, refuseNewer, SCHEMA_VERSION, write } from '../lib/store/migrate.ts';
import type { SqlDatabase } from '../lib/store/sql-database.ts';
import { setStoreFact } from '../lib/store/store-info.ts';
import { openDatabase } from './database.ts';
import { claimLock } from './locks.ts';
import { lookAtStore } from './look-at-store.ts';
import type { DataPaths } from './paths.ts';
import { makeVerifiedCopy } from './verified-copy.ts';

/** Messages hashed in one transaction: short enough that others may write in between. */
const HASH_BATCH = 500;

/** One maintenance run at a time, whatever it does. */
const LOCK = 'maintenance';

/** How often a process that waits for another one's maintenance looks whether it is over. */
const WAIT_MS = 50;

type Paths = Pick<DataPaths, 'database' | 'backups' | 'locks'>;
type OnProgress = (progress: number, step: string) => void;

/**
 * Brings an existing store to this version: a verified copy in `backups/` first, then step after step. Two browsers may
 * start this at once: one process does it, the other waits. Errors: what the copy or a step meets; the store is then
 * whole, of an older version. Returns the copy's path; undefined when there was nothing to do.
 */
export function migrateStore(paths: Paths, nowMs: number, onProgress: OnProgress): string | undefined {
  refuseNewer(lookAtStore(paths.database).schemaVersion);
  const release = claimLock(paths.locks, LOCK) ?? waitForLock(paths.locks, onProgress);
  try {
    return migrateAlone(paths, nowMs, onProgress);
  } finally {
    release();
  }
}

/** Blocks: whoever migrates has nothing else to do. A process that dies frees its lock. */
function waitForLock(folder: string, onProgress: OnProgress): () => void {
  onProgress(0, 'waiting for another process');
  for (;;) {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, WAIT_MS);
    const release = claimLock(folder, LOCK);
    if (release) return release;
  }
}

function migrateAlone(paths: Paths, nowMs: number, onProgress: OnProgress): string | undefined {
  const from = lookAtStore(paths.database).schemaVersion;
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
