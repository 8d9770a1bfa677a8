import type { Timers } from '../../../lib/clock.ts';
import type { SweepRequest } from '../../../lib/handlers/retention.ts';
import { AppError } from '../../../lib/protocol/errors.ts';
import type { Sweep } from '../../../lib/protocol/keeping-shapes.ts';
import type { Announce } from '../../../lib/protocol/notifications.ts';
import { formatTimestamp } from '../../../lib/protocol/timestamp.ts';
import type { RequestContext } from '../../../lib/rpc/connection.ts';
import { giveRoomBack } from '../../../lib/store/give-room-back.ts';
import { isPurgeUnfinished } from '../../../lib/store/purge.ts';
import type { SqlDatabase } from '../../../lib/store/sql-database.ts';
import { sweep } from '../../../lib/store/sweep.ts';
import { isSweepDue } from '../../../lib/store/sweep-due.ts';
import { DELETED_FOREVER } from '../../../lib/store/sweeps.ts';
import type { EmbeddedStore } from './embedded-store.ts';
import type { OnlyRun } from './only-run.ts';

/** Requests get their turn between two slices. */
const TURN_MS = 5;

/** What is deleted for ever one after the other is finished together. */
const FINISH_AFTER_MS = 2000;

export interface StoreSweepsOptions {
  readonly store: Pick<EmbeddedStore, 'db' | 'settled' | 'forgetRemoved'>;
  readonly asOnlyRun: OnlyRun;
  readonly announce: Announce;
  readonly timers: Timers;
  readonly now: () => number;
  /** Hears what went wrong in work that nobody waits for. */
  readonly report: (error: unknown, what: string) => void;
}

/** The sweeps of a store in the browser: those that are due, those that a person asks for, and the end of what was deleted. */
export interface StoreSweeps {
  /** A sweep for a person who waits. */
  sweep(request: SweepRequest, context: RequestContext): Promise<{ sweep: Sweep }>;
  /** Finishes what was deleted for ever, where that was cut off, and sweeps if it is due. Never rejects. */
  sweepIfDue(): Promise<void>;
  /** A person deleted something for ever: what is left of it goes soon. */
  finishDeleting(): void;
}

export function createStoreSweeps(options: StoreSweepsOptions): StoreSweeps {
  const { store, asOnlyRun, announce, timers, now, report } = options;
  const db = everCurrent(store.db);
  let finishing: unknown;

  function run(request: Partial<SweepRequest> & { reason: string; onlyIfDue?: boolean }, context?: RequestContext) {
    async function pause(): Promise<void> {
      await store.settled();
      await new Promise<void>((resolve) => timers.set(resolve, TURN_MS));
      if (context?.signal.aborted) throw new AppError('cancelled', 'Cancelled; nothing half done is left.');
    }

    return asOnlyRun(async () => {
      const done = await sweep(db, {
        ...request,
        nowMs: request.nowMs ?? now(),
        pause,
        onProgress: (progress, step) => context?.progress({ progress, step }),
        reclaim: () => giveRoomBack(db, { pause, onProgress: () => {} }),
      });
      if (hasRemoved(done) || request.reason === DELETED_FOREVER) await store.forgetRemoved();
      return { sweep: done };
    });
  }

  async function finish(): Promise<void> {
    try {
      await run({ reason: DELETED_FOREVER });
    } catch (error) {
      if (error instanceof AppError && error.code === 'busy') return finishSoon();
      report(error, 'what was deleted for ever could not be finished; the next sweep does it');
    }
  }

  function finishSoon(): void {
    timers.clear(finishing);
    finishing = timers.set(() => void finish(), FINISH_AFTER_MS);
  }

  return {
    sweep: (request, context) => run(request, context),
    async sweepIfDue() {
      try {
        // The worker that was to do it may have been stopped, and a sweep that is due may be refused.
        if (isPurgeUnfinished(db)) await finish();
        if (!isSweepDue(db, formatTimestamp(now()))) return;
        announce('sweep/done', await run({ reason: 'scheduled', onlyIfDue: true }));
      } catch (error) {
        report(error, 'the sweep failed');
      }
    },
    finishDeleting: finishSoon,
  };
}

/** The store as it is at each call: it is opened anew when the disk takes nothing, and long work goes on with the new one. */
function everCurrent(open: () => SqlDatabase): SqlDatabase {
  return {
    exec: (sql) => open().exec(sql),
    run: (sql, params) => open().run(sql, params),
    get: (sql, params) => open().get(sql, params),
    all: (sql, params) => open().all(sql, params),
    transaction: (work) => open().transaction(work),
    close: () => open().close(),
  };
}

function hasRemoved({ snapshotsDeleted, analyticsDeleted, sessionsPurged }: Sweep): boolean {
  return snapshotsDeleted + analyticsDeleted + sessionsPurged > 0;
}
