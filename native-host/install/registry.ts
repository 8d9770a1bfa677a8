import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The part of the Windows registry that browsers read: one default value per key. */
export interface Registry {
  /** The default value of a key; undefined when there is none. */
  read(key: string): string | undefined;
  /** Makes the key, or changes its default value. */
  add(key: string, value: string): void;
  /** Also when there is no such key. */
  remove(key: string): void;
}

/** The registry of this machine, through the system's own `reg.exe`. */
export const windowsRegistry: Registry = {
  read(key) {
    // What `query` prints is in the letters of a console, which lack many of those in the names of users.
    const folder = mkdtempSync(join(tmpdir(), 'holdfast-key-'));
    try {
      const file = join(folder, 'key.reg');
      const { status } = spawnSync('reg.exe', ['export', key, file, '/y']);
      return status === 0 ? defaultValueIn(readFileSync(file, 'utf16le')) : undefined;
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
  add(key, value) {
    const { status, stderr, error } = spawnSync('reg.exe', ['add', key, '/ve', '/t', 'REG_SZ', '/d', value, '/f'], {
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(`Could not write ${key}: ${error?.message ?? stderr}`, { cause: error });
  },
  remove(key) {
    spawnSync('reg.exe', ['delete', key, '/f']);
  },
};

/** The default value of the first key in a file that `reg export` wrote; undefined where it has none. */
export function defaultValueIn(text: string): string | undefined {
  const [, ofFirst = ''] = text.split(/^\[.*\]\r?$/m);
  return /^@="((?:[^"\\]|\\.)*)"\r?$/m.exec(ofFirst)?.[1]?.replace(/\\(.)/g, '$1');
}
