import { MAX_LIST_BYTES } from '../protocol/limits.ts';
import { parseCursor, toCursor } from './cursor.ts';
import { requireSession } from './sessions.ts';
import type { SqlDatabase, SqlValue } from './sql-database.ts';

/** Which rows of a session. */
export interface PageRange {
  readonly sessionId: string;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

interface PagedTable {
  readonly table: 'file_changes' | 'proofs';
  /** Whose cursors they are. */
  readonly method: string;
  readonly columns: string;
  /** How long a row is, as SQL. */
  readonly bytes: string;
  /** A column and its value. */
  readonly only?: readonly [column: string, value: SqlValue];
}

/**
 * Rows of a session by `created_at` and id, oldest first: up to `limit` of them and `MAX_LIST_BYTES`, at least one. Errors:
 * `not-found` (session), `invalid` (cursor).
 */
export function readPage<Row>(
  db: SqlDatabase,
  { sessionId, limit, cursor }: PageRange,
  { table, method, columns, bytes, only }: PagedTable,
): { rows: Row[]; nextCursor: string | null } {
  requireSession(db, sessionId);
  const [after, filter] = [cursor === undefined ? [] : parseCursor(cursor, method), only ? [only[1]] : []];
  const where = `session_id = ? ${cursor === undefined ? '' : 'AND (created_at, id) > (?, ?)'} ${only ? `AND ${only[0]} = ?` : ''}`;
  const sizes = db.all<{ created_at: string; id: string; bytes: number }>(
    `SELECT created_at, id, ${bytes} AS bytes FROM ${table} WHERE ${where} ORDER BY created_at, id LIMIT ?`,
    [sessionId, ...after, ...filter, limit + 1],
  );
  let sum = 0;
  const tooMany = sizes.findIndex((row, index) => {
    sum += row.bytes;
    return index > 0 && (index >= limit || sum > MAX_LIST_BYTES);
  });
  const fitting = tooMany < 0 ? sizes.length : tooMany;
  const rows = db.all<Row>(`SELECT ${columns} FROM ${table} WHERE ${where} ORDER BY created_at, id LIMIT ?`, [
    sessionId,
    ...after,
    ...filter,
    fitting,
  ]);
  const last = sizes[fitting - 1];
  return { rows, nextCursor: last && fitting < sizes.length ? toCursor(last.created_at, last.id) : null };
}
