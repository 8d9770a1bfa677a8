import { AppError } from '../../lib/protocol/errors.ts';
import { write } from '../../lib/store/migrate.ts';
import { fillSearchIndex, hasSearchIndex } from '../../lib/store/search-index.ts';
import type { SqlDatabase } from '../../lib/store/sql-database.ts';
import type { Workplace } from '../workplace.ts';

/**
 * Brings the index to its end, telling progress from `from` to 1. Whoever cancels, or wants the store, only ends this: what was
 * added is there, and another run goes on with it.
 */
export async function fillIndex(db: SqlDatabase, place: Workplace, from: number): Promise<void> {
  if (!hasSearchIndex(db)) return;
  try {
    for (let share: number | undefined = 0; share !== undefined; ) {
      share = write(db, () => fillSearchIndex(db));
      place.onProgress(from + (1 - from) * (share ?? 1), 'indexing');
      await place.pause();
    }
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
  }
}
