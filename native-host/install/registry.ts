import { spawnSync } from 'node:child_process';

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
    const { status, stdout } = spawnSync('reg.exe', ['query', key, '/ve'], { encoding: 'utf8' });
    return status === 0 ? /REG_SZ\s+(.*?)\s*$/m.exec(stdout)?.[1] : undefined;
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
