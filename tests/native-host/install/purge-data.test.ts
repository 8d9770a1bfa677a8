import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { backupName } from '../../../native-host/backups/backup-name.ts';
import { quarantineFolder } from '../../../native-host/heal/quarantine.ts';
import { purgeData } from '../../../native-host/install/purge-data.ts';
import { dataPaths, ensureDataFolders } from '../../../native-host/paths.ts';
import { holdStore } from '../../../native-host/store-lock.ts';
import { stagingName } from '../../../native-host/uploads.ts';
import { temporaryFolder } from '../../support/temporary-store.ts';

function aDataFolder() {
  const home = join(temporaryFolder(), 'data');
  const paths = dataPaths({ HOLDFAST_HOME: home }, process.platform, home);
  ensureDataFolders(paths);
  for (const name of ['holdfast.db', 'holdfast.db-wal', 'holdfast.db-shm']) writeFileSync(join(home, name), '');
  const copy = join(paths.backups, backupName(NOW_MS, 'daily'));
  for (const file of [copy, `${copy}.partial-wal`, copy.replace('.db', '.json')]) writeFileSync(file, '');
  for (const name of ['host.log', 'host.log.1']) writeFileSync(join(paths.logs, name), '');
  for (const name of [ID, stagingName(ID)]) writeFileSync(join(paths.uploads, name), '');
  writeFileSync(paths.database, 'no store any more');
  const { folder } = quarantineFolder(paths, NOW_MS);
  mkdirSync(folder);
  writeFileSync(join(folder, 'holdfast.db'), '');
  // Shared ones stay when they are let go.
  holdStore(paths.locks)?.();
  return paths;
}

const NOW_MS = Date.UTC(2026, 10, 25, 21, 30);
const ID = '01234567-89ab-7cde-8f01-23456789abcd';

describe('purgeData', () => {
  it('deletes everything, and the folder', () => {
    const paths = aDataFolder();
    // Of a repair that was killed.
    mkdirSync(join(paths.home, 'holdfast-healing-x1'));
    writeFileSync(join(paths.home, 'holdfast-healing-x1', 'damaged.db'), '');
    expect(purgeData(paths)).toEqual([]);
    expect(existsSync(paths.home)).toBe(false);
  });

  it('leaves what is not ours, and says so', () => {
    const paths = aDataFolder();
    const foreign = ['healing-sounds', 'holdfast.db.odt', 'thesis.odt'].map((name) => join(paths.home, name));
    for (const file of foreign) writeFileSync(file, '');
    expect(purgeData(paths)).toEqual(foreign);
    expect(foreign.every(existsSync)).toBe(true);
  });

  it('leaves what a person has in folders of the same names', () => {
    const paths = aDataFolder();
    const { backups, quarantine, logs, uploads, locks } = paths;
    const folders = [backups, locks, logs, quarantine, uploads];
    for (const folder of folders) writeFileSync(join(folder, 'photos.zip'), '');
    writeFileSync(join(locks, 'doors.db'), '');
    expect(purgeData(paths).toSorted()).toEqual(folders);
    expect(folders.map((folder) => readdirSync(folder))).toEqual([
      ['photos.zip'],
      ['doors.db', 'photos.zip'],
      ...[['photos.zip'], ['photos.zip'], ['photos.zip']],
    ]);
  });
});
