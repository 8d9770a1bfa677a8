/** What SQLite stores and returns; booleans and dates are ours to map. */
export type SqlValue = string | number | null | Uint8Array;
export type SqlParams = readonly SqlValue[];

/**
 * The store's port to SQLite, synchronous, the same for the host's file and for the browser's memory. An adapter turns
 * SQLite's failures into `AppError` (`disk-full`, `read-only`, `busy`, `store-corrupt`) and prepares each statement once.
 */
export interface SqlDatabase {
  /** Runs one or more statements without parameters. */
  exec(sql: string): void;
  /** Runs one statement; the number of rows it changed. */
  run(sql: string, params?: SqlParams): { readonly changes: number };
  get<Row>(sql: string, params?: SqlParams): Row | undefined;
  all<Row>(sql: string, params?: SqlParams): Row[];
  /** BEGIN IMMEDIATE, `work`, COMMIT; ROLLBACK when `work` throws. Does not nest. */
  transaction<Result>(work: () => Result): Result;
  /** SHA-256, hex, of text in UTF-8, from engines that have it in native code: 1 µs for 400 characters against 7 µs. */
  readonly sha256?: (text: string) => string;
  close(): void;
}
