import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { dataPaths, ensureDataFolders } from '../../native-host/paths.ts';

describe('dataPaths', () => {
  it('names every place inside the data folder, and the one for exports', () => {
    expect(dataPaths({}, 'linux', '/home/ada')).toEqual({
      home: '/home/ada/.local/share/holdfast',
      database: '/home/ada/.local/share/holdfast/holdfast.db',
      backups: '/home/ada/.local/share/holdfast/backups',
      quarantine: '/home/ada/.local/share/holdfast/quarantine',
      locks: '/home/ada/.local/share/holdfast/locks',
      logs: '/home/ada/.local/share/holdfast/logs',
      uploads: '/home/ada/.local/share/holdfast/uploads',
      downloads: '/home/ada/Downloads',
    });
  });

  it.each([
    ['linux', { XDG_DATA_HOME: '/data' }, '/data/holdfast'],
    ['linux', { XDG_DATA_HOME: 'relative' }, '/home/ada/.local/share/holdfast'],
    ['linux', { XDG_DATA_HOME: '', HOLDFAST_HOME: '' }, '/home/ada/.local/share/holdfast'],
    ['linux', { XDG_DATA_HOME: '/data', HOLDFAST_HOME: '/own place' }, '/own place'],
    ['darwin', { XDG_DATA_HOME: '/data' }, '/home/ada/Library/Application Support/holdfast'],
    ['win32', { LOCALAPPDATA: 'D:\\Local' }, 'D:\\Local\\holdfast'],
    ['win32', {}, '\\home\\ada\\AppData\\Local\\holdfast'],
  ] as const)('on %s with %j is %s', (platform, env, home) => {
    expect(dataPaths(env, platform, '/home/ada').home).toBe(home);
  });
});

describe('ensureDataFolders', () => {
  const folder = mkdtempSync(join(tmpdir(), 'paths-'));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it.skipIf(process.platform === 'win32')('makes the folders for their owner only, and closes an open one', () => {
    const paths = dataPaths({ HOLDFAST_HOME: join(folder, 'home') }, process.platform, '/none');
    mkdirSync(paths.home, { recursive: true });
    chmodSync(paths.home, 0o755);

    ensureDataFolders(paths);
    ensureDataFolders(paths);

    const folders = [paths.home, paths.backups, paths.quarantine, paths.locks, paths.logs];
    expect(folders.map((path) => (statSync(path).mode & 0o777).toString(8))).toEqual(Array(5).fill('700'));
  });
});
