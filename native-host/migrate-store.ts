import { join } from 'node:path';
import { AppError } from '../lib/protocol/errors.ts';
import { formatTimestamp } from '../lib/protocol/timestamp.ts';
import { isSearchIndexPlausible } from '../lib/store/check-search-index.ts';
import { addMissingHashes } from '../lib/store/content-hash.ts';
import { migrate, refuseNewer, SCHEMA_VERSION, write } from '../lib/store/migrate.ts';
import {
  createSearchIndex,
  fillSearchIndex,
  isSearchIndexComplete,
  resetSearchIndex,
} from '../lib/store/search-index.ts';
import type { SqlDatabase } from '../lib/store/sql-database.ts';
import { setStoreFact } from '../lib/store/store-info.ts';
import { backupName } from './backups/backup-name.ts';
import { noteFound } from './backups/make-backup.ts';
import { PATIENCE } from './begin-immediate.ts';
import { openDatabase, openReadOnly } from './database.ts';
import { claimLock } from './locks.ts';
import { lookAtStore } from './look-at-store.ts';
import type { OnProgress } from './maintenance-jobs.ts';
import type { DataPaths } from './paths.ts';
import { holdStore } from './store-lock.ts';
import { makeVerifiedCopy } from './verified-copy.ts';
import { MAINTENANCE_LOCK } from './workplace.ts';

/** Messages hashed in one transaction: short enough that others may write in between. */
const HASH_BATCH = 500;

/** How far a run is when its steps are over: filling the search index takes as long as everything before it. */
const STEPS_SHARE = 0.5;
const HASHES_SHARE = 0.1;

/** How often a process that waits for another one's maintenance looks whether it is over. */
const WAIT_MS = 50;

type Paths = Pick<DataPaths, 'database' | 'backups' | 'locks'>;

/**
 * Brings an existing store to this version: a verified copy in `backups/` first, then step after step. Two browsers may
 * start this at once: one process does it, the other waits. Errors: what the copy or a step meets; the store is then
 * whole, of an older version. Returns the copy's path; undefined when there was nothing to do.
 */
export function migrateStore(paths: Paths, nowMs: number, onProgress: OnProgress): string | undefined {
  refuseNewer(lookAtStore(paths.database).schemaVersion);
  const letGo = holdStore(paths.locks);
  if (!letGo) throw new AppError('busy', 'Another process works on the store. Start the browser again in a moment.');
  try {
    const release = claimLock(paths.locks, MAINTENANCE_LOCK) ?? waitForLock(paths, onProgress);
    try {
      return migrateAlone(paths, nowMs, onProgress);
    } finally {
      release();
    }
  } finally {
    letGo();
  }
}

/** Blocks: whoever migrates has nothing else to do. A process that dies frees its lock. */
function waitForLock(paths: Paths, onProgress: OnProgress): () => void {
  const from = versionNow(paths) ?? 0;
  let told = -1;
  for (;;) {
    const version = versionNow(paths) ?? from;
    if (version > told) onProgress((version - from) / (SCHEMA_VERSION - from + 1), 'waiting for another process');
    told = Math.max(told, version);
    PATIENCE.sleep(WAIT_MS);
    const release = claimLock(paths.locks, MAINTENANCE_LOCK);
    if (release) return release;
  }
}

/** How far the other process is; undefined when the store cannot be looked at right now. */
function versionNow({ database }: Paths): number | undefined {
  try {
    return lookAtStore(database).schemaVersion;
  } catch {
    return undefined;
  }
}

function migrateAlone(paths: Paths, nowMs: number, onProgress: OnProgress): string | undefined {
  const from = lookAtStore(paths.database).schemaVersion;
  refuseNewer(from);
  const db = openDatabase(paths.database);
  try {
    if (from >= SCHEMA_VERSION) {
      finish(db, onProgress);
      return undefined;
    }
    onProgress(0, 'making a verified copy');
    const now = formatTimestamp(nowMs);
    const copy = join(paths.backups, backupName(nowMs, `before-migration-from-${from}`));
    noteFound(copy, makeVerifiedCopy(db, copy), now);
    convertVacuum(db, (step) => onProgress(0, step));
    migrate(db, {
      onStep: ({ version, name }) => onProgress((STEPS_SHARE * (version - from)) / (SCHEMA_VERSION - from + 1), name),
    });
    write(db, () => setStoreFact(db, 'lastVerifiedBackupAt', now));
    finish(db, onProgress);
    return copy;
  } finally {
    db.close();
  }
}

/**
 * A file from before version 4 cannot give the room of single rows back until all of it was written anew once: only then does it
 * keep the pages for that. The copy was just made.
 */
function convertVacuum(db: SqlDatabase, onStep: (step: string) => void): void {
  if (db.get<{ auto_vacuum: number }>('PRAGMA auto_vacuum')?.auto_vacuum === INCREMENTAL) return;
  onStep('making room for clean-ups');
  db.exec('PRAGMA auto_vacuum = INCREMENTAL; VACUUM');
}

/** What SQLite calls it. */
const INCREMENTAL = 2;

/**
 * Whether a store of this version lacks what a migration adds after its steps: the hash of every text, and a search index
 * that holds every message at its place. Looks without writing.
 */
export function isUnfinished(path: string): boolean {
  const db = openReadOnly(path);
  try {
    // A store without messages gets its index when it is opened.
    if (db.get('SELECT 1 FROM messages') === undefined) return false;
    return lacksHashes(db) || !isSearchIndexComplete(db) || !isSearchIndexPlausible(db);
  } finally {
    db.close();
  }
}

/**
 * Whether complete messages have no hash yet. Hashes are added in the order of the rows, and no host writes before that is done,
 * so the last row tells.
 */
export function lacksHashes(db: SqlDatabase): boolean {
  const last = db.get<{ content_hash: string | null }>(
    "SELECT content_hash FROM messages WHERE status = 'complete' ORDER BY rowid DESC LIMIT 1",
  );
  return last?.content_hash === null;
}

/** In small transactions, each of which leaves a whole store: a run that is cut off goes on at the next start. */
function finish(db: SqlDatabase, onProgress: OnProgress): void {
  onProgress(STEPS_SHARE, 'checking texts');
  addHashes(db);
  onProgress(STEPS_SHARE + HASHES_SHARE, 'indexing texts');
  if (isSearchIndexPlausible(db)) write(db, () => createSearchIndex(db));
  else write(db, () => resetSearchIndex(db));
  for (;;) {
    const done = write(db, () => fillSearchIndex(db));
    if (done === undefined) return;
    onProgress(STEPS_SHARE + HASHES_SHARE + (1 - STEPS_SHARE - HASHES_SHARE) * done, 'indexing texts');
  }
}

function addHashes(db: SqlDatabase): void {
  let last: number | undefined = 0;
  while (last !== undefined) {
    const after: number = last;
    last = write(db, () => addMissingHashes(db, after, HASH_BATCH));
  }
}
