import { AppError } from '../../lib/protocol/errors.ts';
import { readSchemaVersion } from '../../lib/store/migrate.ts';
import { openReadOnly } from '../database.ts';
import type { DataPaths } from '../paths.ts';
import { isStoreDamage } from '../store-damage.ts';

/** What a command met; where the store itself is damaged, with the command that puts it right. */
export function namingRepair(error: unknown, { database }: Pick<DataPaths, 'database'>): unknown {
  if (!(error instanceof AppError && error.code === 'store-corrupt')) return error;
  // It may tell of a backup, or of another file that was read.
  if (!isStoreDamage(error) && !isDamaged(database)) return error;
  const message = `${error.message} To put the store right: holdfast doctor --repair`;
  return new AppError(error.code, message, { details: error.details, cause: error });
}

function isDamaged(database: string): boolean {
  try {
    const db = openReadOnly(database);
    try {
      readSchemaVersion(db);
      return db.get<{ quick_check: string }>('PRAGMA quick_check(1)')?.quick_check !== 'ok';
    } finally {
      db.close();
    }
  } catch (error) {
    return error instanceof AppError && error.code === 'store-corrupt';
  }
}
