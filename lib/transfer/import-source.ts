import type { IMPORT_FORMATS } from '../protocol/keeping-shapes.ts';
import type { TableName } from './tables.ts';

/** One row as a file says it, whatever that is. `where`: its place in the file, for people. */
export interface RawRow {
  readonly table: TableName;
  readonly where: string;
  readonly row: unknown;
}

/** A file that can be imported, opened. */
export interface ImportSource {
  readonly format: (typeof IMPORT_FORMATS)[number];
  /** Whether it holds a whole store. */
  readonly isComplete: boolean;
  /**
   * Its rows in stored order, some at a time, each with the share of the file that is read by then. Rejects with `invalid`
   * when the file is cut off, altered or no such file at all; what was read before is worth nothing then.
   */
  rows(): AsyncIterable<{ readonly rows: readonly RawRow[]; readonly share: number }>;
  close(): void | Promise<void>;
}

/** The longest text of one row, in bytes: a message of 16 MiB can take six times as much in JSON. */
export const MAX_ROW_BYTES = 256 * 1024 * 1024;
