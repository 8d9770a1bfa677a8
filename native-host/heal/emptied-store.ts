import { statSync } from 'node:fs';
import { readBackups } from '../backups/list-backups.ts';
import type { DataPaths } from '../paths.ts';

/**
 * Whether a store lost all it had: an empty file is one that was never written, unless there are copies of what it held, or a
 * log of it, which SQLite would remove.
 */
export function wasEmptied({ database, backups }: Pick<DataPaths, 'database' | 'backups'>): boolean {
  if (sizeOf(database) !== 0) return false;
  return (sizeOf(`${database}-wal`) ?? 0) > 0 || readBackups(backups).length > 0;
}

function sizeOf(file: string): number | undefined {
  return statSync(file, { throwIfNoEntry: false })?.size;
}
