import {
  accessSync,
  closeSync,
  constants,
  fstatSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  realpathSync,
  statfsSync,
  statSync,
} from 'node:fs';
import { damageOf } from '../../install/host-files.ts';
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
  tail: (path) => orUndefined(() => readTail(path)),
  names: (folder) => orUndefined(() => readdirSync(folder)) ?? [],
  realPath: (path) => orUndefined(() => realpathSync.native(path)) ?? path,
  mayWrite: (path) => may(path, constants.W_OK),
  mayStart: (path) => may(path, constants.X_OK),
  fileSystemType: (path) => orUndefined(() => statfsSync(path).type),
  damage: damageOf,
};

function readTail(path: string) {
  const descriptor = openSync(path, 'r');
  try {
    const { size } = fstatSync(descriptor);
    const bytes = Buffer.alloc(Math.min(size, TAIL_BYTES));
    const count = readSync(descriptor, bytes, 0, bytes.length, size - bytes.length);
    return { text: bytes.toString('utf8', 0, count), isWhole: size <= TAIL_BYTES };
  } finally {
    closeSync(descriptor);
  }
}

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
