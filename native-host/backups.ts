import type { Result } from '../lib/protocol/methods.ts';
import type { DataPaths } from './paths.ts';

/** The copies of the store, newest first, and the room on their disk. */
export function listBackups({ backups }: Pick<DataPaths, 'backups'>): Result<'backups/list'> {
  return { backups: [], folder: backups, freeBytes: null, heldUntil: null, keptByHand: 0 };
}
