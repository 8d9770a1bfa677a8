import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
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

describe('dataPaths without a home folder', () => {
  it.each(['', 'ada'])(
    'refuses the relative %j: what is written would depend on where a program was started',
    (homedir) => {
      expect(() => dataPaths({}, 'linux', homedir)).toThrow(/HOME names none.*HOLDFAST_HOME/);
      expect(dataPaths({ HOLDFAST_HOME: '/own' }, 'linux', homedir).home).toBe('/own');
    },
  );
});

describe('the folder for downloads', () => {
  const home = mkdtempSync(join(tmpdir(), 'downloads-'));
  afterAll(() => rmSync(home, { recursive: true, force: true }));
  const downloads = (env: NodeJS.ProcessEnv, platform: NodeJS.Platform = 'linux') =>
    dataPaths(env, platform, home).downloads;

  it('is the one that is named, else the one of the home folder', () => {
    expect(downloads({ HOLDFAST_DOWNLOADS: '/out' })).toBe('/out');
    expect(downloads({}, 'darwin')).toBe(join(home, 'Downloads'));
    expect(downloads({})).toBe(join(home, 'Downloads'));
  });

  it.each([
    ['XDG_DOWNLOAD_DIR="$HOME/Téléchargements"\n', '$HOME/Téléchargements'],
    ['# XDG_DOWNLOAD_DIR="/no"\nXDG_DOWNLOAD_DIR="/data/in"  \n', '/data/in'],
    ['XDG_DOWNLOAD_DIR="$HOME"\n', '$HOME'],
    ['XDG_DOWNLOAD_DIR="relative"\n', '$HOME/Downloads'],
    ['XDG_DOWNLOAD_DIR="$HOMER/x"\n', '$HOME/Downloads'],
    ['XDG_DOWNLOAD_DIR="/a$(rm -rf)"\n', '$HOME/Downloads'],
    ['', '$HOME/Downloads'],
  ])('is on Linux the one that the desktop names: %j', (text, expected) => {
    mkdirSync(join(home, '.config'), { recursive: true });
    writeFileSync(join(home, '.config', 'user-dirs.dirs'), text);
    expect(downloads({})).toBe(expected.replace(/^\$HOME(?=\/|$)/, home));
    expect(downloads({ XDG_CONFIG_HOME: '/none' })).toBe(join(home, 'Downloads'));
    expect(downloads({}, 'darwin')).toBe(join(home, 'Downloads'));
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
