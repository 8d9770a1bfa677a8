import { AppError } from '../protocol/errors.ts';
import type { SqlDatabase, SqlValue } from '../store/sql-database.ts';
import { foldedColumns } from './folded-recordings.ts';
import type { Row } from './row-json.ts';
import { columnsOf, sessionColumnOf, type TableName } from './tables.ts';

/** A page ends at so many rows, or bytes of text, with at least one row: a text can have 16 MiB. */
const PAGE_ROWS = 500;
const PAGE_BYTES = 128 * 1024;

interface Place {
  readonly place: number;
  readonly bytes: number;
}

export interface RowsOptions {
  /** Default: the rows of all. */
  readonly sessionId?: string | undefined;
  /** Default: those of this version. */
  readonly columns?: readonly string[];
  /** Rows of more bytes are passed over. */
  readonly maxRowBytes?: number;
}

/**
 * The rows of a table in stored order, a page at a time. Errors: `store-corrupt` when the order goes back, as in a damaged file
 * that would have rows without end.
 */
export function* readRows(db: SqlDatabase, table: TableName, options: RowsOptions = {}): Generator<Row[]> {
  const { sessionId, columns = columnsOf(table), maxRowBytes = Number.MAX_SAFE_INTEGER } = options;
  const session = sessionId === undefined ? null : sessionColumnOf(table);
  const ofSession: SqlValue[] = session === null || sessionId === undefined ? [] : [sessionId];
  const where = session === null ? '' : `${session} = ? AND`;
  // A session's messages by their index, which a million others do not slow down.
  const key = session !== null && table === 'messages' ? 'sequence' : 'rowid';
  const size = columns.map((column) => `coalesce(octet_length(${column}), 0)`).join(' + ');
  const values = table === 'recordings' ? foldedColumns(db, columns) : columns;
  for (let after = Number.MIN_SAFE_INTEGER; ; ) {
    const places = db.all<Place>(
      `SELECT ${key} AS place, ${size} AS bytes FROM ${table} WHERE ${where} ${key} > ? ORDER BY ${key} LIMIT ?`,
      [...ofSession, after, PAGE_ROWS],
    );
    const last = lastOfPage(places);
    if (last === undefined) return;
    if (last <= after) throw new AppError('store-corrupt', `The rows of ${table} are out of order.`);
    yield db.all<Row>(
      `SELECT ${values.join(', ')} FROM ${table} WHERE ${where} ${key} > ? AND ${key} <= ? AND ${size} <= ? ORDER BY ${key}`,
      [...ofSession, after, last, maxRowBytes],
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
