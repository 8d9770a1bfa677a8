import { write } from './migrate.ts';
import type { SqlDatabase } from './sql-database.ts';

/** Who asks for a change, and when. */
export interface Change {
  readonly requestId: string;
  /** The stored form of a time. */
  readonly now: string;
}

/**
 * A change that acts once: `work` and the record of the request commit together. For a request already applied nothing
 * happens, and `current` tells how things are now.
 */
export function applyOnce<Result>(db: SqlDatabase, change: Change, work: () => Result, current: () => Result): Result {
  return write(db, () => {
    const { changes } = db.run('INSERT INTO requests (id, applied_at) VALUES (?, ?) ON CONFLICT (id) DO NOTHING', [
      change.requestId,
      change.now,
    ]);
    return changes === 1 ? work() : current();
  });
}
