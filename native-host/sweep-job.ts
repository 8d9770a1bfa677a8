import type { SqlDatabase } from '../lib/store/sql-database.ts';
import { sweep } from '../lib/store/sweep.ts';
import type { JobParams, JobResult } from './maintenance-jobs.ts';
import { reclaim } from './reclaim.ts';
import { type Workplace, withStore } from './workplace.ts';

/** The longest that a waiting writer sleeps (see `createBeginImmediate`), and a little: each of them gets its turn. */
const TURN_MS = 8;

/** Pages of the log at which it is taken into the file: long before a commit makes it 1,000, which then has to do that itself. */
const LOG_PAGES = 250;

/** Sweeps the store of this workplace. Errors: `busy`, `disk-full`, `read-only`, `store-corrupt`. */
export function sweepStore(
  { reason, confirmClock, onlyIfDue, nowMs }: JobParams<'sweep'>,
  place: Workplace,
): Promise<JobResult<'sweep'>> {
  return withStore(place, async (db) => {
    const pause = pausesBetweenSlices(db, place);
    return {
      sweep: await sweep(db, {
        nowMs: nowMs ?? place.now(),
        ...{ reason, confirmClock, onlyIfDue, pause },
        onProgress: place.onProgress,
        reclaim: () =>
          reclaim(db, {
            pause,
            onProgress: (part) => place.onProgress(0.7 + 0.3 * part, 'giving the room back'),
          }),
      }),
    };
  });
}

/**
 * Between two slices others get the store. The log is taken in after their turn, with a turn of its own: right after a slice, its
 * writing would keep the disk from whoever waited for that slice already.
 */
function pausesBetweenSlices(db: SqlDatabase, place: Workplace): Workplace['pause'] {
  db.exec('PRAGMA wal_autocheckpoint = 0');
  return async (ms = TURN_MS) => {
    await place.pause(ms);
    const state = db.get<{ log: number; checkpointed: number }>('PRAGMA wal_checkpoint(NOOP)');
    if (!state || state.log - state.checkpointed < LOG_PAGES) return;
    db.get('PRAGMA wal_checkpoint(PASSIVE)');
    await place.pause(TURN_MS);
  };
}
