import { AppError } from '../protocol/errors.ts';
import { SWEEP_OUTCOMES, type Sweep } from '../protocol/keeping-shapes.ts';
import type { SqlDatabase, SqlValue } from './sql-database.ts';

interface SweepRow {
  readonly id: number;
  readonly started_at: string;
  readonly finished_at: string | null;
  readonly reason: string;
  readonly snapshots_deleted: number;
  readonly analytics_deleted: number;
  readonly sessions_purged: number;
  readonly bytes_freed: number;
  readonly outcome: string;
  readonly detail: string | null;
}

/** Reason of the run that finishes what a person deleted for ever. It sweeps nothing else, and puts off no other run. */
export const DELETED_FOREVER = 'deleted forever';

/** What a run has removed. */
export interface SweepCounts {
  readonly snapshotsDeleted: number;
  readonly analyticsDeleted: number;
  readonly sessionsPurged: number;
  readonly bytesFreed: number;
}

/** Writes down that a run begins and returns its id. Runs that never told their end ended with their process. */
export function beginSweep(db: SqlDatabase, reason: string, now: string): number {
  db.run(
    "UPDATE sweeps SET outcome = 'failed', finished_at = ?, detail = 'The process ended before its work was done. The next run goes on with it.' WHERE outcome = 'running'",
    [now],
  );
  db.run("INSERT INTO sweeps (started_at, reason, outcome) VALUES (?, ?, 'running')", [now, reason]);
  return db.get<{ id: number }>('SELECT last_insert_rowid() AS id')?.id ?? 0;
}

/** Writes down what a run has removed so far, and how it ended, if it did. Returns its row. */
export function noteSweep(
  db: SqlDatabase,
  id: number,
  counts: SweepCounts,
  end?: { readonly outcome: Sweep['outcome']; readonly detail: string | null; readonly now: string },
): void {
  db.run(
    `UPDATE sweeps SET snapshots_deleted = ?, analytics_deleted = ?, sessions_purged = ?, bytes_freed = ?,
       outcome = coalesce(?, outcome), detail = ?, finished_at = ? WHERE id = ?`,
    [
      counts.snapshotsDeleted,
      counts.analyticsDeleted,
      counts.sessionsPurged,
      counts.bytesFreed,
      end?.outcome ?? null,
      end?.detail ?? null,
      end?.now ?? null,
      id,
    ],
  );
}

/** One run. Errors: `not-found`. */
export function requireSweep(db: SqlDatabase, id: number): Sweep {
  const row = db.get<SweepRow>('SELECT * FROM sweeps WHERE id = ?', [id]);
  if (!row) throw new AppError('not-found', `There is no sweep ${id} in the log.`);
  return toSweep(row);
}

/** When the newest run of the rules that was not cut off and did not fail began; undefined when there was none up to `now`. */
export function lastSweepAt(db: SqlDatabase, now: string): string | undefined {
  const row = db.get<{ at: string | null }>(
    `SELECT max(started_at) AS at FROM sweeps
     WHERE outcome IN ('done', 'refused', 'cancelled') AND reason <> ? AND started_at <= ?`,
    [DELETED_FOREVER, now],
  );
  return row?.at ?? undefined;
}

/** The newest run; undefined when there was none. */
export function newestSweep(db: SqlDatabase): Sweep | undefined {
  const row = db.get<SweepRow>('SELECT * FROM sweeps ORDER BY id DESC LIMIT 1');
  return row && toSweep(row);
}

/** When rows were last removed, or could have been. */
export function lastDoneSweepAt(db: SqlDatabase): string | undefined {
  const row = db.get<{ at: string | null }>(
    "SELECT max(started_at) AS at FROM sweeps WHERE outcome = 'done' AND reason <> ?",
    [DELETED_FOREVER],
  );
  return row?.at ?? undefined;
}

export interface SweepPage {
  readonly sweeps: Sweep[];
  readonly nextCursor: string | null;
}

/** Runs, newest first. `cursor` continues after the last one of an earlier page. Errors: `invalid`. */
export function listSweeps(
  db: SqlDatabase,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): SweepPage {
  const before: SqlValue[] = cursor === undefined ? [] : [parseCursor(cursor)];
  const rows = db.all<SweepRow>(
    `SELECT * FROM sweeps ${cursor === undefined ? '' : 'WHERE id < ?'} ORDER BY id DESC LIMIT ?`,
    [...before, limit + 1],
  );
  const sweeps = rows.slice(0, limit).map(toSweep);
  const last = sweeps.at(-1);
  return { sweeps, nextCursor: last && rows.length > limit ? String(last.id) : null };
}

function parseCursor(cursor: string): number {
  if (/^\d{1,15}$/.test(cursor)) return Number(cursor);
  throw new AppError('invalid', 'The cursor is not one that retention/log returned. Start from the first page.');
}

function toSweep(row: SweepRow): Sweep {
  return {
    id: row.id,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    reason: row.reason,
    snapshotsDeleted: row.snapshots_deleted,
    analyticsDeleted: row.analytics_deleted,
    sessionsPurged: row.sessions_purged,
    bytesFreed: row.bytes_freed,
    outcome: SWEEP_OUTCOMES.find((known) => known === row.outcome) ?? 'failed',
    detail: row.detail,
  };
}
