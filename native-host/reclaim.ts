import { giveRoomBack } from '../lib/store/give-room-back.ts';
import { write } from '../lib/store/migrate.ts';
import { holdsDeletedText, leaveMerge, mergeSearchIndex } from '../lib/store/search-index.ts';
import { deletingSecurely } from '../lib/store/secure-delete.ts';
import type { SqlDatabase } from '../lib/store/sql-database.ts';

/** Pages of the search index merged in one transaction. */
const MERGED_AT_ONCE = 64;

/** How often it is tried to empty the log while others read it, and how long is waited in between. */
const CHECKPOINT_TRIES = 40;
const CHECKPOINT_WAIT_MS = 50;

interface ReclaimOptions {
  readonly pause: (ms?: number) => Promise<void>;
  readonly onProgress: (progress: number) => void;
}

/**
 * Gives the room of deleted rows back to the disk, in small transactions, and empties the log beside the file, so that neither
 * holds their text any more. Returns the bytes by which the file became smaller. A reader that never ends keeps the log as it
 * is: it is emptied by a later run.
 */
export async function reclaim(db: SqlDatabase, { pause, onProgress }: ReclaimOptions): Promise<number> {
  await mergeIndex(db, pause);
  const bytes = await giveRoomBack(db, { pause, onProgress });
  await emptyLog(db, pause);
  return bytes;
}

/** Until what was there is one segment: before that, each may hold what another one says is deleted. */
async function mergeIndex(db: SqlDatabase, pause: ReclaimOptions['pause']): Promise<void> {
  if (!holdsDeletedText(db)) return;
  try {
    let isMore = true;
    for (let isFirst = true; isMore; isFirst = false) {
      isMore = write(db, () => deletingSecurely(db, () => mergeSearchIndex(db, MERGED_AT_ONCE, isFirst)));
      await pause();
    }
  } catch (error) {
    leaveQuietly(db);
    throw error;
  }
}

/** The next run begins anew. A disk that takes nothing takes this neither; the first error is the one to tell. */
function leaveQuietly(db: SqlDatabase): void {
  try {
    write(db, () => leaveMerge(db));
  } catch {
    // The next run sets it back at its end.
  }
}

async function emptyLog(db: SqlDatabase, pause: ReclaimOptions['pause']): Promise<void> {
  const { timeout } = db.get<{ timeout: number }>('PRAGMA busy_timeout') ?? { timeout: 0 };
  // Waiting inside SQLite would keep writers out for as long.
  db.exec('PRAGMA busy_timeout = 0');
  try {
    for (let tries = 0; tries < CHECKPOINT_TRIES; tries++) {
      // Copies nearly all without keeping anybody out; what is left for the second one is little.
      db.get('PRAGMA wal_checkpoint(PASSIVE)');
      if (db.get<{ busy: number }>('PRAGMA wal_checkpoint(TRUNCATE)')?.busy === 0) return;
      await pause(CHECKPOINT_WAIT_MS);
    }
  } finally {
    db.exec(`PRAGMA busy_timeout = ${timeout}`);
  }
}
