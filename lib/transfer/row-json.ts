import type { SqlValue } from '../store/sql-database.ts';

/** A row as it is stored, by column. */
export type Row = Record<string, SqlValue>;

/**
 * A row as one line of JSON, without the line's end. What JSON has no form for is told by its name, so that nothing is turned
 * into something else without a word: bytes and numbers that are not finite, which only other programs write.
 */
export function toLine(row: Readonly<Row>): string {
  return JSON.stringify(row, (_, value: unknown) => {
    if (typeof value === 'number' && !Number.isFinite(value)) return { $number: String(value) };
    return value instanceof Uint8Array ? { $bytes: toHex(value) } : value;
  });
}

function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
