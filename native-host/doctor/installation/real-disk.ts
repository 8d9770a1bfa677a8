import { accessSync, constants, readdirSync, readFileSync, realpathSync, statfsSync, statSync } from 'node:fs';
import { damageOf } from '../../install/host-files.ts';
import { readTail } from '../../log-tail.ts';
import type { Disk } from './site.ts';

/** Manifests and launchers have hundreds of bytes; what is larger is neither. */
const MAX_TEXT_BYTES = 64 * 1024;

/** Some thousand lines of a log. */
const TAIL_BYTES = 256 * 1024;

/** The disk of this machine. */
export const realDisk: Disk = {
  look: (path) =>
    orUndefined(() => {
      const found = statSync(path);
      return { isFolder: found.isDirectory(), uid: found.uid };
    }),
  text: (path) => orUndefined(() => (statSync(path).size > MAX_TEXT_BYTES ? undefined : readFileSync(path, 'utf8'))),
  tail: (path) => readTail(path, TAIL_BYTES),
  names: (folder) => orUndefined(() => readdirSync(folder)) ?? [],
  realPath: (path) => orUndefined(() => realpathSync.native(path)) ?? path,
  mayWrite: (path) => may(path, constants.W_OK),
  mayStart: (path) => may(path, constants.X_OK),
  fileSystemType: (path) => orUndefined(() => statfsSync(path).type),
  damage: damageOf,
};

function may(path: string, mode: number): boolean {
  return orUndefined(() => accessSync(path, mode) === undefined) ?? false;
}

function orUndefined<Value>(look: () => Value): Value | undefined {
  try {
    return look();
  } catch {
    return undefined;
  }
}
