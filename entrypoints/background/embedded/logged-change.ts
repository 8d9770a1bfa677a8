import type { SqlParams, SqlValue } from '../../../lib/store/sql-database.ts';

/** One statement that wrote, as it was run; without parameters: one or more statements as text. */
export interface LoggedStatement {
  readonly sql: string;
  readonly params?: SqlParams;
}

/**
 * The statements of one transaction, numbered without a gap. Run again on the database as it was before, they give the database
 * as it was after: no statement of ours asks SQLite for the time or for chance.
 */
export interface LoggedChange {
  readonly number: number;
  readonly statements: readonly LoggedStatement[];
}

/** What a row of bookkeeping takes beside the text in it; measured in IndexedDB, about. */
const OVERHEAD_BYTES = 64;

/** About how many bytes a change takes on the disk. */
export function sizeOfChange({ statements }: LoggedChange): number {
  return statements.reduce(
    (sum, { sql, params = [] }) => sum + OVERHEAD_BYTES + sql.length + params.reduce<number>(addSize, 0),
    OVERHEAD_BYTES,
  );
}

function addSize(sum: number, value: SqlValue): number {
  return sum + (typeof value === 'string' || value instanceof Uint8Array ? value.length : 8);
}

/** Whether a statement has to be in the log. What only looks like it writes is logged too, which costs a few bytes. */
export function mayWrite(sql: string): boolean {
  return !/^\s*(select|explain|values|pragma\s+\w+\s*(\(|;|$))/i.test(sql);
}

/** Whether a text concerns the connection alone: a log has no use for it, and some of it SQLite takes only outside of a transaction. */
export function isOfConnection(sql: string): boolean {
  return sql.split(';').every((one) => /^\s*((pragma|attach|detach|vacuum)\b|$)/i.test(one));
}
