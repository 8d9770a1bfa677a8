import type { SqlDatabase, SqlValue } from '../../lib/store/sql-database.ts';
import type { Row } from '../../lib/transfer/row-json.ts';
import { columnsOf, sessionColumnOf, type TableName } from '../../lib/transfer/tables.ts';

/** A page ends at so many rows, or bytes of text, with at least one row: a text can have 16 MiB. */
const PAGE_ROWS = 500;
const PAGE_BYTES = 512 * 1024;

interface Place {
  readonly place: number;
  readonly bytes: number;
}

/** The rows of a table, or of one session in it, in stored order, a page at a time. */
export function* readRows(
  db: SqlDatabase,
  table: TableName,
  { sessionId, columns = columnsOf(table) }: { sessionId?: string | undefined; columns?: readonly string[] } = {},
): Generator<Row[]> {
  const session = sessionId === undefined ? null : sessionColumnOf(table);
  const ofSession: SqlValue[] = session === null || sessionId === undefined ? [] : [sessionId];
  const where = session === null ? '' : `${session} = ? AND`;
  // A session's messages by their index, which a million others do not slow down.
  const key = session !== null && table === 'messages' ? 'sequence' : 'rowid';
  const size = columns.map((column) => `coalesce(octet_length(${column}), 0)`).join(' + ');
  for (let after = Number.MIN_SAFE_INTEGER; ; ) {
    const places = db.all<Place>(
      `SELECT ${key} AS place, ${size} AS bytes FROM ${table} WHERE ${where} ${key} > ? ORDER BY ${key} LIMIT ?`,
      [...ofSession, after, PAGE_ROWS],
    );
    const last = lastOfPage(places);
    if (last === undefined) return;
    yield db.all<Row>(
      `SELECT ${columns.join(', ')} FROM ${table} WHERE ${where} ${key} > ? AND ${key} <= ? ORDER BY ${key}`,
      [...ofSession, after, last],
    );
    after = last;
  }
}

function lastOfPage(places: readonly Place[]): number | undefined {
  let bytes = 0;
  let last: number | undefined;
  for (const { place, bytes: more } of places) {
    bytes += more;
    if (last !== undefined && bytes > PAGE_BYTES) break;
    last = place;
  }
  return last;
}

/** How many rows a table, or one session in it, has. */
export function countRows(db: SqlDatabase, table: TableName, sessionId?: string): number {
  const session = sessionId === undefined ? null : sessionColumnOf(table);
  const sql = `SELECT count(*) AS rows FROM ${table} ${session === null ? '' : `WHERE ${session} = ?`}`;
  return db.get<{ rows: number }>(sql, session === null || sessionId === undefined ? [] : [sessionId])?.rows ?? 0;
}
