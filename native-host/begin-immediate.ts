import Database from 'better-sqlite3';

/** How a transaction waits for its turn. */
export interface Patience {
  /** Milliseconds that never go back. */
  readonly now: () => number;
  /** From 0 to below 1. */
  readonly random: () => number;
  /** Blocks, since a transaction is synchronous. */
  readonly sleep: (ms: number) => void;
}

const NEVER_CHANGES = new Int32Array(new SharedArrayBuffer(4));

/** Real time and real chance. */
export const PATIENCE: Patience = {
  now: () => performance.now(),
  random: Math.random,
  sleep: (ms) => void Atomics.wait(NEVER_CHANGES, 0, 0, ms),
};

/** The longest pause between two attempts. */
const MAX_PAUSE_MS = 4;

/**
 * BEGIN IMMEDIATE for one connection, tried again after short random pauses for `limitMs`, the connection's
 * `busy_timeout`; then it throws SQLITE_BUSY. SQLite's own waiting pauses longer the longer it has waited, so the newest
 * comes first and the oldest starves. Eight processes that write without a break, syncs of 5 ms, longest wait of all:
 * SQLite's 5,007 ms, with one SQLITE_BUSY, and 50 to 411 commits a process; these pauses 552 ms, none, 110 to 147. With
 * pauses of up to 1 ms 338 ms, for four times the looking; of up to 10 ms 1,002 ms.
 */
export function createBeginImmediate(
  database: Database.Database,
  limitMs: number,
  { now, random, sleep }: Patience,
): () => void {
  const begin = database.prepare('BEGIN IMMEDIATE');

  function tryToBegin(mayWait: () => boolean): boolean {
    try {
      begin.run();
      return true;
    } catch (error) {
      if (error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY') && mayWait()) return false;
      throw error;
    }
  }

  return () => {
    const startMs = now();
    // By exec: SQLite sets it when the statement is prepared, so that a prepared one would do nothing the second time.
    database.exec('PRAGMA busy_timeout = 0');
    try {
      while (!tryToBegin(() => now() - startMs < limitMs)) sleep(random() * MAX_PAUSE_MS);
    } finally {
      // Reading can meet a lock too, and waits in SQLite's own way.
      database.exec(`PRAGMA busy_timeout = ${limitMs}`);
    }
  };
}
