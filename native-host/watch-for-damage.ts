import { AppError } from '../lib/protocol/errors.ts';
import { isIndexDamage } from '../lib/store/check-search-index.ts';
import { resetSearchIndex } from '../lib/store/search-index.ts';
import type { SqlDatabase } from '../lib/store/sql-database.ts';

interface DamageListeners {
  /** Told of each error that says the store is damaged, before whoever asked gets that error. */
  readonly onDamage: (error: AppError) => void;
  /** The search index was damaged and is empty now, to be filled again. */
  readonly onIndexReset: () => void;
}

/**
 * The same store, watched. A search index that is damaged would keep every message from being saved: the first change that
 * meets it fails and has it emptied, and the change succeeds when it is sent again.
 */
export function watchForDamage(db: SqlDatabase, { onDamage, onIndexReset }: DamageListeners): SqlDatabase {
  function watching<Result>(work: () => Result): Result {
    try {
      return work();
    } catch (error) {
      if (error instanceof AppError && error.code === 'store-corrupt' && !isIndexDamage(error)) onDamage(error);
      throw error;
    }
  }

  function change<Result>(work: () => Result): Result {
    try {
      return db.transaction(work);
    } catch (error) {
      if (isIndexDamage(error)) {
        db.transaction(() => resetSearchIndex(db));
        onIndexReset();
      }
      throw error;
    }
  }

  return {
    ...db,
    exec: (sql) => watching(() => db.exec(sql)),
    run: (sql, params) => watching(() => db.run(sql, params)),
    get: (sql, params) => watching(() => db.get(sql, params)),
    all: (sql, params) => watching(() => db.all(sql, params)),
    transaction: (work) => watching(() => change(work)),
  };
}
