import type { SnapshotMark } from '../protocol/snapshot-shapes.ts';
import { toSnapshotType } from './snapshots.ts';
import type { SqlDatabase, SqlValue } from './sql-database.ts';

/** More would not fit on a line of any screen, and the answer stays one page. */
export const MAX_MARKS = 10_000;

/** Which snapshots. Times in the stored form, `to` not included. */
export interface MarkRange {
  readonly sessionId?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** Moment and kind of each snapshot, newest first; of more than 10,000 the newest ones (`isPartial`). */
export function listSnapshotMarks(
  db: SqlDatabase,
  { sessionId, from, to }: MarkRange,
): { marks: SnapshotMark[]; isPartial: boolean } {
  const conditions: [string, SqlValue][] = [];
  if (sessionId !== undefined) conditions.push(['session_id = ?', sessionId]);
  if (from !== undefined) conditions.push(['timestamp >= ?', from]);
  if (to !== undefined) conditions.push(['timestamp < ?', to]);
  const where = conditions.length > 0 ? `WHERE ${conditions.map(([sql]) => sql).join(' AND ')}` : '';
  const rows = db.all<{ id: string; timestamp: string; type: string; starred: number | null }>(
    `SELECT id, timestamp, type, starred FROM snapshots ${where} ORDER BY timestamp DESC, id DESC LIMIT ${MAX_MARKS + 1}`,
    conditions.map(([, value]) => value),
  );
  return {
    marks: rows.slice(0, MAX_MARKS).map(({ id, timestamp, type, starred }) => {
      return { id, timestamp, type: toSnapshotType(type), starred: starred === 1 };
    }),
    isPartial: rows.length > MAX_MARKS,
  };
}
