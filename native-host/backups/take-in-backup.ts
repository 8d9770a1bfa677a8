import { chmodSync, existsSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { syncFile, syncFolder, translateFileError } from '../verified-copy.ts';
import { asOnlyRun, type Workplace } from '../workplace.ts';
import { BY_HAND, backupName } from './backup-name.ts';
import { BESIDE, copyDatabase } from './readable-copy.ts';

/**
 * Copies a file from anywhere, with the log beside it, among the backups, so that it has a name there; it is not looked into.
 * Returns that name. Errors: `disk-full`, `read-only`, `store-corrupt`.
 */
export function takeInBackup(file: string, place: Workplace): Promise<string> {
  return asOnlyRun(place, async () => {
    const { backups: folder } = place.paths;
    let ms = place.now();
    while (existsSync(join(folder, backupName(ms, BY_HAND)))) ms++;
    const name = backupName(ms, BY_HAND);
    const temporary = join(folder, `${name}.partial`);
    try {
      copyDatabase(file, temporary);
      chmodSync(temporary, 0o600);
      syncFile(temporary);
      renameSync(temporary, join(folder, name));
      syncFolder(folder);
      return name;
    } catch (error) {
      throw translateFileError(error, folder);
    } finally {
      for (const suffix of ['', ...BESIDE]) rmSync(temporary + suffix, { force: true });
    }
  });
}
