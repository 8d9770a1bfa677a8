import { runJob } from '../jobs.ts';
import type { JobKind, JobParams, JobResult } from '../maintenance-jobs.ts';
import { type DataPaths, ensureDataFolders } from '../paths.ts';
import { createWorkplace, type Workplace } from '../workplace.ts';
import { namingRepair } from './name-repair.ts';

/** Whoever sees no terminal is told of steps only when it takes longer than this. */
const SHORT_MS = 1000;

/** Does a job in this process, for a command: as {@link workHere}. Errors: those of the job. */
export function runJobHere<Kind extends JobKind>(
  kind: Kind,
  params: JobParams<Kind>,
  paths: DataPaths,
  prepare?: (paths: DataPaths) => void,
): Promise<JobResult<Kind>> {
  return workHere(paths, (place) => runJob(kind, params, place), prepare);
}

/**
 * Does work in this process: how far it is goes to stderr, and Ctrl+C cancels it at its next pause, as it is safe to; a second
 * one ends the process, after which the store is whole too. Errors: those of the work; of a damaged store with what puts it right.
 */
export async function workHere<Result>(
  paths: DataPaths,
  work: (place: Workplace) => Promise<Result>,
  // The data folder is made, and closed to others: what only looks must not do that.
  prepare: (paths: DataPaths) => void = ensureDataFolders,
): Promise<Result> {
  process.umask(0o077);
  prepare(paths);
  let isCancelled = false;
  const cancel = () => {
    isCancelled = true;
  };
  const shown = process.stderr.isTTY ? showLine() : showSteps(Date.now());
  process.once('SIGINT', cancel);
  try {
    return await work(createWorkplace({ paths, onProgress: shown.tell, isCancelled: () => isCancelled }));
  } catch (error) {
    throw namingRepair(error, paths);
  } finally {
    process.off('SIGINT', cancel);
    shown.end();
  }
}

/** One line that is written over. */
function showLine() {
  return {
    tell: (progress: number, step: string) =>
      void process.stderr.write(`\r${String(Math.round(progress * 100)).padStart(3)} % ${step}\x1b[K`),
    end: () => void process.stderr.write('\r\x1b[K'),
  };
}

/** A line for each step. */
function showSteps(startMs: number) {
  let told: string | undefined;
  return {
    tell(_: number, step: string) {
      if (step === told || Date.now() - startMs < SHORT_MS) return;
      told = step;
      process.stderr.write(`${step}\n`);
    },
    end: () => {},
  };
}
