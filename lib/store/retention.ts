import type { ExpiredRows, RetentionPolicy } from '../protocol/keeping-shapes.ts';
import type { Result } from '../protocol/methods.ts';
import { formatTimestamp } from '../protocol/timestamp.ts';
import { clockRefusal } from './clock-guard.ts';
import { BEING_PURGED } from './purge.ts';
import type { SqlDatabase } from './sql-database.ts';
import { getStoreFact, setStoreFact } from './store-info.ts';
import { lastSweepAt } from './sweeps.ts';

const DAY_MS = 24 * 3600 * 1000;

/** A sweep is due when the last one is older. */
const SWEEP_EVERY_MS = DAY_MS;

/** The numbers of the specification, and a month for what a person deleted. */
export const DEFAULT_POLICY: RetentionPolicy = { snapshotDays: 30, analyticsDays: 90, trashDays: 30 };

/** The rules in force. */
export function getRetentionPolicy(db: SqlDatabase): RetentionPolicy {
  return getStoreFact(db, 'retention') ?? DEFAULT_POLICY;
}

/** Changes the rules and returns them. Runs inside the caller's transaction. */
export function setRetentionPolicy(db: SqlDatabase, policy: RetentionPolicy): RetentionPolicy {
  setStoreFact(db, 'retention', policy);
  return policy;
}

/** Rows from before these moments are expired; a row exactly as old stays. */
export interface Cutoffs {
  readonly snapshots: string;
  readonly analytics: string;
  readonly trash: string;
}

/** The moments at `now`. A rule that is off has one that no row is older than, but for a removal that was begun. */
export function cutoffsAt(policy: RetentionPolicy, now: string): Cutoffs {
  const cutoff = (days: number | null) =>
    days === null ? FIRST_MOMENT : formatTimestamp(Date.parse(now) - days * DAY_MS);
  return {
    snapshots: cutoff(policy.snapshotDays),
    analytics: cutoff(policy.analyticsDays),
    trash: cutoff(policy.trashDays),
  };
}

/** The first moment after {@link BEING_PURGED}. */
const FIRST_MOMENT = '0000-01-01T00:00:00.001Z';

/** When the next sweep is due, in the stored form; not later than `now` when it is due now. */
export function nextSweepAt(db: SqlDatabase, now: string): string {
  const last = lastSweepAt(db, now);
  return last === undefined ? now : formatTimestamp(Date.parse(last) + SWEEP_EVERY_MS);
}

/**
 * What an unreadable time would say of its row's age is not known, and text order would call it old: only times in the stored
 * form count.
 */
const isTime = (column: string) => `${column} GLOB '????-??-??T??:??:??.???Z'`;

/** Sessions that a sweep removes; one parameter. */
export const EXPIRED_SESSIONS = `SELECT id FROM sessions
  WHERE deleted_at IS NOT NULL AND deleted_at < ? AND ${isTime('deleted_at')} ORDER BY deleted_at, id`;

/** Snapshots that a sweep removes for their own age; one parameter. Starred ones stay. */
export const EXPIRED_SNAPSHOTS = `SELECT id FROM snapshots
  WHERE timestamp < ? AND ${isTime('timestamp')} AND coalesce(starred, 0) = 0 ORDER BY timestamp`;

/** Events that a sweep removes; one parameter. */
export const EXPIRED_ANALYTICS = `SELECT id FROM analytics
  WHERE timestamp < ? AND ${isTime('timestamp')} ORDER BY timestamp`;

/**
 * Exactly what a sweep would remove at `now`. A session's snapshots go with it: they are among the snapshots, and neither they
 * nor messages among the ids of the trash.
 */
export function previewSweep(db: SqlDatabase, now: string): Result<'retention/preview'> {
  const cutoffs = cutoffsAt(getRetentionPolicy(db), now);
  const inAll = db.get<{ count: number; bytes: number }>(
    `SELECT count(*) AS count, coalesce(sum(${SNAPSHOT_BYTES}), 0) AS bytes FROM snapshots`,
  );
  return {
    snapshots: rowsOf(
      db.all<Row>(
        `SELECT id, timestamp AS at, ${SNAPSHOT_BYTES} AS bytes FROM snapshots
         WHERE id IN (${EXPIRED_SNAPSHOTS}) OR session_id IN (${EXPIRED_SESSIONS}) ORDER BY timestamp, id`,
        [cutoffs.snapshots, cutoffs.trash],
      ),
    ),
    analytics: rowsOf(
      db.all<Row>(
        `SELECT id, timestamp AS at,
           octet_length(event_type) + coalesce(octet_length(metadata_json), 0) + ${ANALYTICS_ROW_BYTES} AS bytes
         FROM analytics WHERE id IN (${EXPIRED_ANALYTICS}) ORDER BY timestamp, id`,
        [cutoffs.analytics],
      ),
    ),
    trash: rowsOf(
      db.all<Row>(
        `SELECT id, deleted_at AS at, (SELECT coalesce(sum(octet_length(content) + coalesce(octet_length(tool_calls), 0)
             + coalesce(octet_length(provider_json), 0)), 0) FROM messages WHERE session_id = sessions.id)
           + (SELECT coalesce(sum(octet_length(patch)), 0) FROM file_changes WHERE session_id = sessions.id)
           + (SELECT coalesce(sum(octet_length(goals_json) + octet_length(diagnostics_json)), 0) FROM proofs
             WHERE session_id = sessions.id)
           + (SELECT coalesce(sum(octet_length(raw_json)), 0) FROM originals WHERE session_id = sessions.id) AS bytes
         FROM sessions WHERE id IN (${EXPIRED_SESSIONS}) ORDER BY deleted_at, id`,
        [cutoffs.trash],
      ),
    ),
    nextSweepAt: nextSweepAt(db, now),
    refusal: clockRefusal(db, now) ?? null,
    snapshotsInAll: inAll ?? { count: 0, bytes: 0 },
  };
}

const SNAPSHOT_BYTES = 'octet_length(state_json) + octet_length(summary_json)';

/** Its numbers and its place in two indexes, about. */
const ANALYTICS_ROW_BYTES = 100;

interface Row {
  readonly id: string | number;
  readonly at: string;
  readonly bytes: number;
}

/** Rows in the order of their moments. */
function rowsOf(rows: readonly Row[]): ExpiredRows {
  const moments = rows.map(({ at }) => at).filter((at) => at !== BEING_PURGED);
  return {
    count: rows.length,
    bytes: rows.reduce((sum, { bytes }) => sum + bytes, 0),
    oldest: moments[0] ?? null,
    newest: moments.at(-1) ?? null,
    ids: rows.map(({ id }) => id),
  };
}
