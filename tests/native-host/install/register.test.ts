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
    const keys = new Map<string, string>();
    const registry: Registry = {
      read: (key) => keys.get(key),
      add: (key, value) => keys.set(key, value),
      remove: (key) => keys.delete(key),
    };
    const onWindows = { ...place, registryKey: 'HKCU\\Software\\X' };
    register(onWindows, { launcher, extensionId }, registry);
    expect([...keys]).toEqual([['HKCU\\Software\\X', manifestFile]]);
    unregister(onWindows, '/data', registry);
    expect([...keys]).toEqual([]);
  });
});

describe('unregister', () => {
  it('removes ours, once', () => {
    register(place, { launcher, extensionId });
    expect(unregister(place, '/data')).toEqual({ outcome: 'removed', manifestFile });
    expect(existsSync(manifestFile)).toBe(false);
    expect(unregister(place, '/data')).toEqual({ outcome: 'absent', manifestFile });
  });
});
