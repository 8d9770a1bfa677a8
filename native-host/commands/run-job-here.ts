import { runJob } from '../jobs.ts';
import type { JobKind, JobParams, JobResult } from '../maintenance-jobs.ts';
import { type DataPaths, ensureDataFolders } from '../paths.ts';
import { tellRunning } from '../running-programs.ts';
import { createWorkplace, type Workplace } from '../workplace.ts';
import { namingRepair } from './name-repair.ts';
import { showProgress } from './progress.ts';

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
  const shown = showProgress();
  const stopTelling = tellRunning('command', process.argv[1] ?? '', paths);
  process.once('SIGINT', cancel);
  try {
    return await work(createWorkplace({ paths, onProgress: shown.tell, isCancelled: () => isCancelled }));
  } catch (error) {
    throw namingRepair(error, paths);
  } finally {
    process.off('SIGINT', cancel);
    shown.end();
    stopTelling();
  }
}
