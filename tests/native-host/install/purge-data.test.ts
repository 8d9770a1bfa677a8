import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { purgeData } from '../../../native-host/install/purge-data.ts';
import { dataPaths, ensureDataFolders } from '../../../native-host/paths.ts';
import { temporaryFolder } from '../../support/temporary-store.ts';

function aDataFolder() {
  const home = join(temporaryFolder(), 'data');
  const paths = dataPaths({ HOLDFAST_HOME: home }, process.platform, home);
  ensureDataFolders(paths);
  for (const name of ['holdfast.db', 'holdfast.db-wal', 'holdfast.db-shm']) writeFileSync(join(home, name), '');
  writeFileSync(join(paths.backups, 'copy.db'), '');
  return paths;
}

describe('purgeData', () => {
  it('deletes everything, and the folder', () => {
    const paths = aDataFolder();
    // Of a repair that was killed.
    mkdirSync(join(paths.home, 'healing-x1'));
    writeFileSync(join(paths.home, 'healing-x1', 'damaged.db'), '');
    expect(purgeData(paths)).toEqual([]);
    expect(existsSync(paths.home)).toBe(false);
  });

  it('leaves what is not ours, and says so', () => {
    const paths = aDataFolder();
    const foreign = join(paths.home, 'thesis.odt');
    writeFileSync(foreign, '');
    expect(purgeData(paths)).toEqual([foreign]);
    expect(readdirSync(paths.home)).toEqual(['thesis.odt']);
  });
});
