import { homedir } from 'node:os';
import { runJob } from '../jobs.ts';
import type { JobKind, JobParams, JobResult } from '../maintenance-jobs.ts';
import { type DataPaths, dataPaths, ensureDataFolders } from '../paths.ts';
import { createWorkplace } from '../workplace.ts';

/** What takes less says nothing of how far it is. */
const SILENT_MS = 1000;

/**
 * Does a job in this process for a person at a terminal: how far it is goes to stderr, Ctrl+C cancels it where that is safe.
 * Errors: those of the job.
 */
export async function runByHand<Kind extends JobKind>(
  kind: Kind,
  params: JobParams<Kind>,
  // By default the data folder is made, and closed to others: what only looks must not do that.
  prepare: (paths: DataPaths) => void = ensureDataFolders,
): Promise<JobResult<Kind>> {
  process.umask(0o077);
  const paths = dataPaths(process.env, process.platform, homedir());
  prepare(paths);
  let isCancelled = false;
  const cancel = () => {
    isCancelled = true;
  };
  const line = createProgressLine();
  process.once('SIGINT', cancel);
  try {
    return await runJob(
      kind,
      params,
      createWorkplace({ paths, onProgress: line.show, isCancelled: () => isCancelled }),
    );
  } finally {
    process.off('SIGINT', cancel);
    line.clear();
  }
}

/** One line that is written over, where a person sees it; nothing elsewhere. */
function createProgressLine() {
  const startMs = performance.now();
  let isShown = false;
  return {
    show(progress: number, step: string) {
      if (!process.stderr.isTTY || performance.now() - startMs < SILENT_MS) return;
      isShown = true;
      process.stderr.write(`\r\u001b[K${String(Math.round(progress * 100)).padStart(3)} %  ${step}`);
    },
    clear() {
      if (isShown) process.stderr.write('\r\u001b[K');
    },
  };
}
