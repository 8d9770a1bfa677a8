import { sweep } from '../lib/store/sweep.ts';
import type { JobParams, JobResult } from './maintenance-jobs.ts';
import { reclaim } from './reclaim.ts';
import { type Workplace, withStore } from './workplace.ts';

/** The longest that a waiting writer sleeps (see `createBeginImmediate`), and a little: each of them gets its turn. */
const TURN_MS = 5;

/** Sweeps the store of this workplace. Errors: `busy`, `disk-full`, `read-only`, `store-corrupt`. */
export function sweepStore(
  { reason, confirmClock, onlyIfDue, nowMs }: JobParams<'sweep'>,
  place: Workplace,
): Promise<JobResult<'sweep'>> {
  const pause = (ms = TURN_MS) => place.pause(ms);
  return withStore(place, async (db) => ({
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
  }));
}
