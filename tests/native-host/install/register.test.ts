import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import type { ManifestPlace } from '../../../native-host/install/browsers.ts';
import { writeLauncher } from '../../../native-host/install/launcher.ts';
import { register, unregister } from '../../../native-host/install/register.ts';
import type { Registry } from '../../../native-host/install/registry.ts';

let place: ManifestPlace;
let manifestFile: string;
let launcher: string;
const extensionId = 'a'.repeat(32);
const KEY = 'HKCU\\Software\\X';

beforeEach(() => {
  const folder = mkdtempSync(join(tmpdir(), 'register-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  place = { settingsFolder: folder, manifestFolder: join(folder, 'NativeMessagingHosts') };
  manifestFile = join(place.manifestFolder, 'app.holdfast.host.json');
  launcher = join(folder, 'holdfast-host');
  writeLauncher(launcher, { node: '/node', program: '/main.mjs' });
});

function writeForeign(text: string): void {
  mkdirSync(place.manifestFolder, { recursive: true });
  writeFileSync(manifestFile, text);
}

function aRegistry() {
  const keys = new Map<string, string>();
  const registry: Registry = {
    read: (key) => keys.get(key),
    add: (key, value) => keys.set(key, value),
    remove: (key) => keys.delete(key),
  };
  return { keys, registry, onWindows: { ...place, registryKey: KEY } };
}

describe('register', () => {
  it('writes what a browser needs to find and start the host', () => {
    expect(register(place, { launcher, extensionId })).toEqual({ outcome: 'registered', manifestFile });
    expect(JSON.parse(readFileSync(manifestFile, 'utf8'))).toEqual({
      name: 'app.holdfast.host',
      description: 'Holdfast: keeps AI conversations in one SQLite file',
      path: launcher,
      type: 'stdio',
      allowed_origins: [`chrome-extension://${extensionId}/`],
    });
    expect(readdirSync(place.manifestFolder)).toEqual(['app.holdfast.host.json']);
  });

  it('changes nothing the second time', () => {
    register(place, { launcher, extensionId });
    const before = statSync(manifestFile, { bigint: true });
    expect(register(place, { launcher, extensionId })).toEqual({ outcome: 'unchanged', manifestFile });
    expect(statSync(manifestFile, { bigint: true }).mtimeNs).toBe(before.mtimeNs);
  });

  it('replaces an older registration of ours, also when its launcher is gone', () => {
    register(place, { launcher, extensionId });
    const moved = `${launcher}-moved`;
    writeLauncher(moved, { node: '/node', program: '/main.mjs' });
    expect(register(place, { launcher: moved, extensionId })).toEqual({
      outcome: 'replaced',
      manifestFile,
      path: launcher,
    });
    rmSync(moved);
    expect(register(place, { launcher, extensionId })).toEqual({ outcome: 'replaced', manifestFile, path: moved });
  });

  it.each([
    ['a program that is there', () => JSON.stringify({ name: 'app.holdfast.host', path: process.execPath })],
    ['a program that is gone', () => JSON.stringify({ name: 'app.holdfast.host', path: '/gone', description: 'x' })],
    ['no JSON', () => 'not json'],
    ['no path', () => '{}'],
  ])('leaves the manifest of another program alone: %s', (_, textOf) => {
    const text = textOf();
    writeForeign(text);
    expect(register(place, { launcher, extensionId }).outcome).toBe('foreign');
    expect(unregister(place, '/data').outcome).toBe('foreign');
    expect(readFileSync(manifestFile, 'utf8')).toBe(text);
  });

  it('tells the registry where the manifest lies, on Windows', () => {
    const { keys, registry, onWindows } = aRegistry();
    register(onWindows, { launcher, extensionId }, registry);
    expect([...keys]).toEqual([[KEY, manifestFile]]);
    unregister(onWindows, '/data', registry);
    expect([...keys]).toEqual([]);
  });

  it('leaves the key of another program alone, on Windows', () => {
    const { keys, registry, onWindows } = aRegistry();
    const other = join(place.settingsFolder, 'other.json');
    writeFileSync(other, JSON.stringify({ path: process.execPath }));
    keys.set(KEY, other);
    const foreign = { outcome: 'foreign', manifestFile: other, path: process.execPath };
    expect(register(onWindows, { launcher, extensionId }, registry)).toEqual(foreign);
    expect(unregister(onWindows, '/data', registry)).toEqual(foreign);
    expect({ keys: [...keys], isWritten: existsSync(manifestFile) }).toEqual({
      keys: [[KEY, other]],
      isWritten: false,
    });
    // Of a file that is gone nobody knows anything.
    rmSync(other);
    expect(register(onWindows, { launcher, extensionId }, registry).outcome).toBe('registered');
    expect([...keys]).toEqual([[KEY, manifestFile]]);
  });
});

describe('unregister', () => {
  it('removes ours, once', () => {
    register(place, { launcher, extensionId });
    expect(unregister(place, '/data')).toEqual({ outcome: 'removed', manifestFile });
    expect(existsSync(manifestFile)).toBe(false);
    expect(unregister(place, '/data')).toEqual({ outcome: 'absent', manifestFile });
  });

  it('takes the key back of a manifest that somebody has deleted', () => {
    const { keys, registry, onWindows } = aRegistry();
    register(onWindows, { launcher, extensionId }, registry);
    rmSync(manifestFile);
    expect(unregister(onWindows, '/data', registry).outcome).toBe('absent');
    expect([...keys]).toEqual([]);
  });

  it('leaves no empty folder where the manifest of each browser has one of its own', () => {
    const { registry, onWindows } = aRegistry();
    const settingsFolder = join(place.settingsFolder, 'User Data');
    mkdirSync(settingsFolder);
    const deep = {
      ...onWindows,
      settingsFolder,
      manifestFolder: join(place.settingsFolder, 'manifests', 'Maker', 'X'),
    };
    register(deep, { launcher, extensionId }, registry);
    expect(unregister(deep, '/data', registry).outcome).toBe('removed');
    // The browser's own.
    expect(readdirSync(place.settingsFolder).toSorted()).toEqual(['User Data', 'holdfast-host']);
  });
});
