import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A small disk of its own. */
export interface SmallDisk {
  readonly folder: string;
  /** Also while something still uses it. */
  unmount(): void;
}

/** In memory. */
export interface Tmpfs extends SmallDisk {
  /** Takes what room is left, but for so many bytes; the returned function gives it back. */
  fill(leftBytes?: number): () => void;
  setReadOnly(isReadOnly: boolean): void;
}

/** A file system as disks have it, in a file. */
export interface Ext4 extends SmallDisk {
  /** What the system does after an error of the disk: nothing can be written any more, by whom it may be. */
  fail(): void;
  /** Checks it and makes it writable again. Nobody may use it. */
  repair(): void;
}

/** Whether this process may mount: root on Linux, outside of most containers. */
export function canMount(): boolean {
  return canUse(() => mountTmpfs(1));
}

/** Whether it also may mount a file, and make a file system in one. */
export function canMountExt4(): boolean {
  return canUse(() => mountExt4(2));
}

function canUse(mount: () => SmallDisk): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  try {
    mount().unmount();
    return true;
  } catch {
    return false;
  }
}

/** Throws where it may not be mounted. */
export function mountTmpfs(megabytes: number): Tmpfs {
  const folder = mkdtempSync(join(tmpdir(), 'disk-'));
  mountAt(folder, ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs']);
  return {
    folder,
    fill(leftBytes = 0) {
      const spare = join(folder, 'spare');
      writeFileSync(spare, Buffer.alloc(leftBytes));
      const file = join(folder, 'filler');
      try {
        writeFileSync(file, Buffer.alloc((megabytes + 1) * 1024 * 1024));
        throw new Error('The disk took more than it has.');
      } catch (error) {
        if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error;
      }
      rmSync(spare);
      return () => rmSync(file);
    },
    setReadOnly(isReadOnly) {
      run('mount', ['-o', `remount,${isReadOnly ? 'ro' : 'rw'}`, folder]);
    },
    unmount: () => unmountAt(folder),
  };
}

/** Throws where it may not be mounted. */
export function mountExt4(megabytes: number): Ext4 {
  const image = join(mkdtempSync(join(tmpdir(), 'image-')), 'ext4');
  const folder = mkdtempSync(join(tmpdir(), 'disk-'));
  writeFileSync(image, Buffer.alloc(megabytes * 1024 * 1024));
  run('mkfs.ext4', ['-q', '-F', image]);
  mountAt(folder, ['-o', 'loop', image]);
  return {
    folder,
    fail: () => run('mount', ['-o', 'remount,abort', folder]),
    repair() {
      run('umount', [folder]);
      // 1: errors were corrected.
      run('e2fsck', ['-p', '-f', image], [0, 1]);
      mountAt(folder, ['-o', 'loop', image]);
    },
    unmount() {
      unmountAt(folder);
      rmSync(join(image, '..'), { recursive: true });
    },
  };
}

function mountAt(folder: string, args: readonly string[]): void {
  run('mount', [...args, folder]);
}

function unmountAt(folder: string): void {
  run('umount', ['--lazy', folder]);
  rmdirSync(folder);
}

function run(command: string, args: readonly string[], mayExitWith: readonly number[] = [0]): void {
  const { status, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  if (!mayExitWith.includes(status ?? -1)) throw new Error(`${command} ${args.join(' ')} failed: ${stderr}`);
}
