import type { SqlDatabase } from './sql-database.ts';

/**
 * Runs `work` so that what it deletes is overwritten in its pages: SQLite's default leaves the text readable in the file until
 * something else is written there. May be used inside a transaction.
 */
export function deletingSecurely<Result>(db: SqlDatabase, work: () => Result): Result {
  db.exec('PRAGMA secure_delete = ON');
  try {
    return work();
  } finally {
    // What every connection has (see the pragmas of the host's database).
    db.exec('PRAGMA secure_delete = FAST');
  }
}
