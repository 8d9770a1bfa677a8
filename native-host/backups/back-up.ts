import type { Result } from '../../lib/protocol/methods.ts';
import { type Workplace, withStore } from '../workplace.ts';
import { makeBackup } from './make-backup.ts';
import { removeLeftovers } from './tidy-backups.ts';

/** Makes a backup as the only maintenance run. `reason`: `daily`, `manual`, `before-…`. Errors: as `makeBackup`. */
export function backUp(reason: string, place: Workplace): Promise<Result<'backups/create'>> {
  return withStore(place, async (db) => {
    removeLeftovers(place.paths.backups);
    const stretch = { from: 0, to: 1, step: 'copying and checking' };
    return { backup: await makeBackup(db, place, { reason, stretch }) };
  });
}
