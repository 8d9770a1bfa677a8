import { AppError } from '../lib/protocol/errors.ts';
import { isIndexDamage } from '../lib/store/check-search-index.ts';
import type { SqlDatabase } from '../lib/store/sql-database.ts';

/** The same store; `onDamage` is told of each error that says it is damaged, before whoever asked gets that error. */
export function watchForDamage(db: SqlDatabase, onDamage: (error: AppError) => void): SqlDatabase {
  function watching<Result>(work: () => Result): Result {
    try {
      return work();
    } catch (error) {
      // A search index that is damaged is made anew from the messages.
      if (error instanceof AppError && error.code === 'store-corrupt' && !isIndexDamage(error)) onDamage(error);
      throw error;
    }
  }

  return {
    ...db,
    exec: (sql) => watching(() => db.exec(sql)),
    run: (sql, params) => watching(() => db.run(sql, params)),
    get: (sql, params) => watching(() => db.get(sql, params)),
    all: (sql, params) => watching(() => db.all(sql, params)),
    transaction: (work) => watching(() => db.transaction(work)),
  };
}
