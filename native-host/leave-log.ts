import type { SqlDatabase } from '../lib/store/sql-database.ts';
import type { RunMaintenance } from './maintenance-process.ts';

/** SQLite's own: a commit that finds this many pages in the log takes them into the file. */
const USUAL_PAGES = 1000;

/**
 * The same, but while a process works on the store, that process takes the log into the file, not whoever saves a message: a
 * sweep and a backup let it grow to many times its usual size, and one message then waited 126 ms.
 */
export function leavingLog(run: RunMaintenance, db: () => SqlDatabase): RunMaintenance {
  let running = 0;

  function takeInFrom(pages: number): void {
    try {
      db().exec(`PRAGMA wal_autocheckpoint = ${pages}`);
    } catch {
      // The store is not open: when it is opened, it has what is usual.
    }
  }

  return async (...job) => {
    if (running++ === 0) takeInFrom(0);
    try {
      return await run(...job);
    } finally {
      if (--running === 0) takeInFrom(USUAL_PAGES);
    }
  };
}
