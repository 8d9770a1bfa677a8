import { statSync } from 'node:fs';
import { AppError } from '../../lib/protocol/errors.ts';
import { BY_HAND } from '../backups/backup-name.ts';
import { readBackups } from '../backups/list-backups.ts';
import type { DataPaths } from '../paths.ts';
import { asStoreDamage } from '../store-damage.ts';

type Places = Pick<DataPaths, 'database' | 'backups'>;

/** How a store lost all it had, in words. */
const LOST = {
  emptied: 'The store is an empty file, though it held something before.',
  gone: 'The store is not there, though it was. What is newer than its newest backup is gone with it.',
} as const;

/**
 * In which way a store lost all it had: its file is empty or not there, as is that of one which was never written, but there are
 * copies of what it held, or a log of it, which SQLite would remove. Undefined where it lost nothing.
 */
function howLost({ database, backups }: Places): keyof typeof LOST | undefined {
  const bytes = sizeOf(database);
  if (bytes !== undefined && bytes > 0) return undefined;
  const copies = readBackups(backups);
  const hasLog = (sizeOf(`${database}-wal`) ?? 0) > 0;
  if (bytes !== undefined) return hasLog || copies.length > 0 ? 'emptied' : undefined;
  // Nothing of the store itself is left to tell that files of a person are copies of it.
  return hasLog || copies.some(({ reason }) => reason !== BY_HAND) ? 'gone' : undefined;
}

/** The same in words. */
export function lossInWords(places: Places): string | undefined {
  const how = howLost(places);
  return how && LOST[how];
}

/** Errors: `store-corrupt` where a store lost all it had. */
export function refuseLost(places: Places): void {
  const words = lossInWords(places);
  if (words !== undefined) throw asStoreDamage(new AppError('store-corrupt', words));
}

function sizeOf(file: string): number | undefined {
  return statSync(file, { throwIfNoEntry: false })?.size;
}
