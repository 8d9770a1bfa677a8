import { realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Logger } from 'pino';
import { claimLock, isLockHeld, lockNames } from './locks.ts';
import type { DataPaths } from './paths.ts';
import { WORKS, type Work } from './running-in-words.ts';

/** A program of ours that runs now. `folder`: what it was installed in, undefined for one of a checkout. */
export interface RunningProgram {
  readonly work: Work;
  readonly pid: number;
  readonly folder: string | undefined;
}

const NAME = new RegExp(`^(${Object.keys(WORKS).join('|')}) (\\d+) (.*)$`);

/** Tells whoever looks that this program runs, until it ends, however it ends. Returns what takes it back. Errors: as `claimLock`. */
export function announceRunning(locks: string, work: Work, program: string, home: string): () => void {
  // Looking removes what killed ones have left: browsers kill hosts often enough.
  if (work === 'host') runningPrograms(locks);
  return claimLock(locks, `${work} ${process.pid} ${folderOf(program, home) ?? ''}`) ?? (() => {});
}

/** As {@link announceRunning}, for a program that also works where nobody can be told. */
export function tellRunning(work: Work, program: string, { locks, home }: DataPaths, log?: Logger): () => void {
  try {
    return announceRunning(locks, work, program, home);
  } catch (error) {
    log?.warn({ err: error }, 'could not tell that this program runs');
    return () => {};
  }
}

/** What runs now on this data folder, oldest number first. Changes nothing. */
export function runningPrograms(locks: string): RunningProgram[] {
  return lockNames(locks)
    .flatMap((name) => {
      const [, work, pid, folder] = NAME.exec(name) ?? [];
      if (pid === undefined || !isLockHeld(locks, name)) return [];
      return [{ work: work as Work, pid: Number(pid), folder: folder || undefined }];
    })
    .toSorted((a, b) => a.pid - b.pid);
}

/** The installed host that a program belongs to, by the name of its folder. */
function folderOf(program: string, home: string): string | undefined {
  const folder = dirname(program);
  // Node knows its programs by where links lead to; a data folder may be named by a link.
  return realPath(dirname(folder)) === realPath(join(home, 'host')) ? basename(folder) : undefined;
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
