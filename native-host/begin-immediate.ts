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
 * BEGIN IMMEDIATE, tried again after short random pauses for as long as the connection's `busy_timeout` says; then it
 * throws SQLITE_BUSY. SQLite's own waiting pauses longer the longer it has waited, so the newest comes first and the
 * oldest starves. Eight processes that write without a break, syncs of 5 ms, longest wait of all: SQLite's 5,007 ms,
 * with one SQLITE_BUSY, and 50 to 411 commits a process; these pauses 552 ms, none, 110 to 147. With pauses of up to
 * 1 ms 338 ms, for four times the looking; of up to 10 ms 1,002 ms.
 */
export function beginImmediate(database: Database.Database, { now, random, sleep }: Patience): void {
  const limitMs = Number(database.pragma('busy_timeout', { simple: true }));
  const startMs = now();
  database.exec('PRAGMA busy_timeout = 0');
  try {
    while (!tryToBegin(database, () => now() - startMs < limitMs)) sleep(random() * MAX_PAUSE_MS);
  } finally {
    // Reading can meet a lock too, and waits in SQLite's own way.
    database.exec(`PRAGMA busy_timeout = ${limitMs}`);
  }
}

function tryToBegin(database: Database.Database, mayWait: () => boolean): boolean {
  try {
    database.exec('BEGIN IMMEDIATE');
    return true;
  } catch (error) {
    if (error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY') && mayWait()) return false;
    throw error;
  }
}
