import { AppError } from '../protocol/errors.ts';
import type { Sweep } from '../protocol/keeping-shapes.ts';
import { formatTimestamp } from '../protocol/timestamp.ts';
import { recordAnalytics } from './analytics.ts';
import { clockRefusal, noteClock } from './clock-guard.ts';
import { write } from './migrate.ts';
import { fittingSlice, purgeSession, SLICE_ROWS } from './purge.ts';
import {
  type Cutoffs,
  cutoffsAt,
  EXPIRED_ANALYTICS,
  EXPIRED_SESSIONS,
  EXPIRED_SNAPSHOTS,
  getRetentionPolicy,
  nextSweepAt,
} from './retention.ts';
import { deletingSecurely } from './secure-delete.ts';
import type { SqlDatabase } from './sql-database.ts';
import { beginSweep, DELETED_FOREVER, newestSweep, noteSweep, requireSweep } from './sweeps.ts';

/** How long a known request is remembered: nothing is sent again after it. */
const REQUEST_DAYS = 90;

export interface SweepOptions {
  /** Milliseconds since 1970. */
  readonly nowMs: number;
  /** Why: a word for the log. */
  readonly reason: string;
  /** A person says that the clock is right. */
  readonly confirmClock?: boolean | undefined;
  /** Does nothing when no sweep is due: another process may have been first. */
  readonly onlyIfDue?: boolean | undefined;
  /** Awaited between two transactions; rejects to end the run there. */
  readonly pause: () => Promise<void>;
  readonly onProgress: (progress: number, step: string) => void;
  /** Gives the room of what was removed back to the disk, and takes its text out of everything; returns the bytes. */
  readonly reclaim: () => Promise<number>;
}

/**
 * Removes what the rules say, in small transactions, and returns the run's row in the log, which is kept whatever comes. Of a run
 * that is cancelled or fails, what was removed is removed; the next one goes on. Errors: what a transaction or `pause` met, but
 * `cancelled`, which the row tells.
 */
export async function sweep(db: SqlDatabase, options: SweepOptions): Promise<Sweep> {
  const now = formatTimestamp(options.nowMs);
  const last = options.onlyIfDue && nextSweepAt(db, now) > now ? newestSweep(db) : undefined;
  if (last) return last;
  const id = write(db, () => beginSweep(db, options.reason, now));
  const run = { db, id, counts: { snapshotsDeleted: 0, analyticsDeleted: 0, sessionsPurged: 0, bytesFreed: 0 } };
  const end = (outcome: Sweep['outcome'], detail: string | null) => {
    write(db, () => noteSweep(db, id, run.counts, { outcome, detail, now }));
    return requireSweep(db, id);
  };
  try {
    const refusal = isChosen(options) ? undefined : clockRefusal(db, now);
    if (refusal !== undefined) return end('refused', refusal);
    await remove(run, options, now);
    return end('done', null);
  } catch (error) {
    if (error instanceof AppError && error.code === 'cancelled')
      return end('cancelled', 'Cancelled; the rest stays until the next run.');
    noteFailure(() => end('failed', error instanceof Error ? error.message : String(error)));
    throw error;
  }
}

/** What a person deleted for ever, or confirmed, does not hang on the clock. */
function isChosen({ confirmClock, reason }: SweepOptions): boolean {
  return confirmClock === true || reason === DELETED_FOREVER;
}

/** A disk that takes nothing takes no note either; the first error is the one to tell. */
function noteFailure(note: () => void): void {
  try {
    note();
  } catch {
    // The next run tells of this one that it did not come to its end.
  }
}

interface Run {
  readonly db: SqlDatabase;
  readonly id: number;
  counts: { snapshotsDeleted: number; analyticsDeleted: number; sessionsPurged: number; bytesFreed: number };
}

async function remove(run: Run, options: SweepOptions, now: string): Promise<void> {
  const { db, id } = run;
  const isOnlyDeleted = options.reason === DELETED_FOREVER;
  const policy = isOnlyDeleted ? NOTHING_EXPIRES : getRetentionPolicy(db);
  const cutoffs = cutoffsAt(policy, now);
  const total = Math.max(1, countExpired(db, cutoffs));
  let removed = 0;

  /** One transaction; false when there was nothing left to remove. */
  async function slice(step: string, work: () => Partial<Run['counts']> | undefined): Promise<boolean> {
    const isDone = write(db, () => {
      const gone = work();
      if (!gone) return true;
      for (const [name, count] of Object.entries(gone)) run.counts[name as keyof Run['counts']] += count;
      noteSweep(db, id, run.counts);
      return false;
    });
    const { snapshotsDeleted, analyticsDeleted, sessionsPurged } = run.counts;
    removed = snapshotsDeleted + analyticsDeleted + sessionsPurged;
    options.onProgress(Math.min(1, removed / total) * SWEEP_SHARE, step);
    await options.pause();
    return !isDone;
  }

  while (
    await slice('removing sessions of the trash', () => {
      const expired = db.get<{ id: string }>(`${EXPIRED_SESSIONS} LIMIT 1`, [cutoffs.trash]);
      if (!expired) return undefined;
      const { isGone, snapshotIds } = purgeSession(db, expired.id);
      return { sessionsPurged: Number(isGone), snapshotsDeleted: snapshotIds.length };
    })
  );
  while (
    await slice('removing snapshots', () => {
      const changes = deleteSlice(db, 'snapshots', EXPIRED_SNAPSHOTS, cutoffs.snapshots);
      return changes > 0 ? { snapshotsDeleted: changes } : undefined;
    })
  );
  while (
    await slice('removing statistics', () => {
      const changes = deleteSlice(db, 'analytics', EXPIRED_ANALYTICS, cutoffs.analytics);
      return changes > 0 ? { analyticsDeleted: changes } : undefined;
    })
  );
  if (!isOnlyDeleted) {
    await forgetRequests(run, options, now);
    write(db, () => recordSweep(run, options.reason, now));
  }
  options.onProgress(SWEEP_SHARE, 'giving the room back');
  run.counts.bytesFreed = await options.reclaim();
}

/** The run as a usage event. The clock is right, or this would be taken as a sign of use at another time. */
function recordSweep({ db, id, counts }: Run, reason: string, timestamp: string): void {
  const { snapshotsDeleted, analyticsDeleted, sessionsPurged } = counts;
  const metadata = { sweepId: id, reason, snapshotsDeleted, analyticsDeleted, sessionsPurged };
  recordAnalytics(db, { timestamp, eventType: 'sweep', metadata });
}

const NOTHING_EXPIRES = { snapshotDays: null, analyticsDays: null, trashDays: null };

/** How much of a run's progress is removing; the rest is giving the room back. */
const SWEEP_SHARE = 0.7;

function countExpired(db: SqlDatabase, cutoffs: Cutoffs): number {
  const count = (sql: string, cutoff: string) =>
    db.get<{ count: number }>(`SELECT count(*) AS count FROM (${sql})`, [cutoff])?.count ?? 0;
  return (
    count(EXPIRED_SESSIONS, cutoffs.trash) +
    count(EXPIRED_SNAPSHOTS, cutoffs.snapshots) +
    count(EXPIRED_ANALYTICS, cutoffs.analytics)
  );
}

/** The column of a table that has most of a row. */
const LARGEST = { snapshots: 'state_json', analytics: 'metadata_json' } as const;

function deleteSlice(db: SqlDatabase, table: keyof typeof LARGEST, expired: string, cutoff: string): number {
  const rows = db.all<{ id: string | number; bytes: number }>(
    `SELECT id, coalesce(octet_length(${LARGEST[table]}), 0) AS bytes FROM ${table} WHERE id IN (${expired} LIMIT ${SLICE_ROWS})`,
    [cutoff],
  );
  return deletingSecurely(db, () =>
    fittingSlice(rows).reduce((gone, { id }) => gone + db.run(`DELETE FROM ${table} WHERE id = ?`, [id]).changes, 0),
  );
}

/** Keeps nobody's data, so it counts nowhere. The clock is right: this is the moment to keep that. */
async function forgetRequests({ db }: Run, options: SweepOptions, now: string): Promise<void> {
  const before = formatTimestamp(Date.parse(now) - REQUEST_DAYS * 24 * 3600 * 1000);
  let changes = SLICE_ROWS;
  while (changes === SLICE_ROWS) {
    changes = write(db, () => {
      noteClock(db, now);
      return db.run('DELETE FROM requests WHERE id IN (SELECT id FROM requests WHERE applied_at < ? LIMIT ?)', [
        before,
        SLICE_ROWS,
      ]).changes;
    });
    await options.pause();
  }
}
