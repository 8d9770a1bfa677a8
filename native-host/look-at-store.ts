import { AppError } from '../lib/protocol/errors.ts';
import { readSchemaVersion } from '../lib/store/migrate.ts';
import type { SqlDatabase } from '../lib/store/sql-database.ts';
import { openDatabase, openReadOnly } from './database.ts';

/** What a store's file says of itself. */
export interface StoreLook {
  readonly schemaVersion: number;
  /** No table at all, as in a file that was only just created. */
  readonly isEmpty: boolean;
}

/**
 * Looks at an existing store without writing to it, so that a newer one keeps its every byte. Errors: `store-corrupt`,
 * `read-only`, `busy`.
 */
export function lookAtStore(path: string): StoreLook {
  try {
    return look(openReadOnly(path));
  } catch (error) {
    if (!hasUnfinishedTransaction(error)) throw error;
    return look(openDatabase(path));
  }
}

function look(db: SqlDatabase): StoreLook {
  try {
    return {
      schemaVersion: readSchemaVersion(db),
      isEmpty: db.get('SELECT 1 FROM sqlite_schema') === undefined,
    };
  } finally {
    db.close();
  }
}

/**
 * A program that died in mid-transaction left a rollback journal, which only a writer can undo. Stores from before
 * version 4 may be so; ours, also newer ones, keep a write-ahead log instead.
 */
function hasUnfinishedTransaction(error: unknown): boolean {
  return error instanceof AppError && error.details['sqliteCode'] === 'SQLITE_READONLY_ROLLBACK';
}
