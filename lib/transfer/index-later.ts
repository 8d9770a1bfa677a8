import { AppError } from '../protocol/errors.ts';
import { write } from '../store/migrate.ts';
import { fillSearchIndex, hasSearchIndex } from '../store/search-index.ts';
import type { SqlDatabase } from '../store/sql-database.ts';
import { getStoreFact, setStoreFact } from '../store/store-info.ts';
import type { Progress } from './pace.ts';

/**
 * Says that messages added from here on are not in the search index: they follow in slices of their own, since indexing them
 * within the transaction would let others wait ten times as long. Part of that transaction, after messages are removed in it:
 * what is added next may get their numbers.
 */
export function leaveIndexBehind(db: SqlDatabase): void {
  if (!hasSearchIndex(db)) return;
  const last = db.get<{ last: number | null }>('SELECT max(rowid) AS last FROM main.messages')?.last ?? 0;
  setStoreFact(db, 'searchIndexedTo', Math.min(last, getStoreFact(db, 'searchIndexedTo') ?? last));
}

/**
 * Brings the index to its end, telling progress from `from` to 1. Whoever cancels, or wants the store, only ends this: what was
 * added is there, and another run goes on with it.
 */
export async function fillIndex(db: SqlDatabase, { pause, onProgress }: Progress, from: number): Promise<void> {
  if (!hasSearchIndex(db)) return;
  try {
    for (let share: number | undefined = 0; share !== undefined; ) {
      share = write(db, () => fillSearchIndex(db));
      onProgress(from + (1 - from) * (share ?? 1), 'indexing');
      await pause();
    }
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
  }
}
