import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Whether this process may mount: root on Linux, outside of most containers. */
export function canMount(): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  const tmpfs = mountTmpfs(1);
  tmpfs?.unmount();
  return tmpfs !== undefined;
}

/** A small disk of its own. */
export interface Tmpfs {
  readonly folder: string;
  /** Takes what room is left; the returned function gives it back. */
  fill(): () => void;
  setReadOnly(isReadOnly: boolean): void;
  /** Also while something still uses it. */
  unmount(): void;
}

/** Undefined when it may not be mounted. */
export function mountTmpfs(megabytes: number): Tmpfs | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'disk-'));
  const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder]);
  if (status !== 0) {
    rmdirSync(folder);
    return undefined;
  }
  return {
    folder,
    fill() {
      const file = join(folder, 'filler');
      try {
        writeFileSync(file, Buffer.alloc((megabytes + 1) * 1024 * 1024));
        throw new Error('The disk took more than it has.');
      } catch (error) {
        if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error;
      }
      return () => rmSync(file);
    },
    setReadOnly(isReadOnly) {
      run('mount', ['-o', `remount,${isReadOnly ? 'ro' : 'rw'}`, folder]);
    },
    unmount() {
      run('umount', ['--lazy', folder]);
      rmdirSync(folder);
    },
  };
}

function run(command: string, args: readonly string[]): void {
  const { status, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed: ${stderr}`);
}
