import { basename, dirname, join } from 'node:path';
import { claimLock, isLockHeld, lockNames } from './locks.ts';

/** A host that runs now. `folder`: what it was installed in, undefined for one of a checkout. */
export interface RunningHost {
  readonly pid: number;
  readonly folder: string | undefined;
}

const NAME = /^host (\d+) (.*)$/;

/** Tells whoever looks that this host runs, until it ends, however it ends. Returns what takes it back. */
export function announceRunning(locks: string, program: string, home: string): () => void {
  // Looking removes what killed hosts have left: browsers kill them often enough.
  runningHosts(locks);
  return claimLock(locks, `host ${process.pid} ${folderOf(program, home) ?? ''}`) ?? (() => {});
}

/** The hosts of this data folder that run now, oldest number first. Changes nothing. */
export function runningHosts(locks: string): RunningHost[] {
  return lockNames(locks)
    .flatMap((name) => {
      const [, pid, folder] = NAME.exec(name) ?? [];
      return pid !== undefined && isLockHeld(locks, name) ? [{ pid: Number(pid), folder: folder || undefined }] : [];
    })
    .toSorted((a, b) => a.pid - b.pid);
}

/** The installed host that a program belongs to, by the name of its folder. */
function folderOf(program: string, home: string): string | undefined {
  const folder = dirname(program);
  return dirname(folder) === join(home, 'host') ? basename(folder) : undefined;
}
