import { fork } from 'node:child_process';
import { AppError, type ErrorCode } from '../lib/protocol/errors.ts';
import type { JobKind, JobParams, JobResult, OnProgress } from './maintenance-jobs.ts';

/** What the maintenance process tells the host that started it. */
export type MaintenanceReport =
  | { readonly progress: number; readonly step: string }
  | { readonly done: unknown }
  | { readonly failed: Failure };

interface Failure {
  readonly code: ErrorCode;
  readonly message: string;
  readonly details?: AppError['details'];
}

/** What the host tells the maintenance process. */
export interface MaintenanceOrder {
  readonly cancel: true;
}

export interface RunOptions {
  readonly onProgress?: OnProgress;
  /** Aborted: the run stops at its next pause, as it is safe to, and rejects with `cancelled`. */
  readonly signal?: AbortSignal;
}

/** Does one job in a process of its own; rejects with what it met, or `internal` when the process died without a word. */
export type RunMaintenance = <Kind extends JobKind>(
  kind: Kind,
  params: JobParams<Kind>,
  options?: RunOptions,
) => Promise<JobResult<Kind>>;

/**
 * Texts that pass through live for a moment, and by default three times 16 MB of them gather before anybody looks: exporting a
 * store of 1 GB took 164 MB of memory, and takes 97 with this, in the same time.
 */
const FRUGAL = ['--max-semi-space-size=2'];

/** What others wait for cannot wait for others. */
const URGENT: readonly JobKind[] = ['migrate', 'heal'];

/**
 * Runs jobs in processes of their own, detached, so that the end of the host or of the browser does not cut them off. One at a
 * time: each takes the store's one maintenance lock anyway, and processes that wait for it take memory.
 */
export function runInProcess(program: string): RunMaintenance {
  let last: Promise<unknown> = Promise.resolve();

  return (kind, params, options = {}) => {
    if (URGENT.includes(kind)) return runOne(program, kind, params, options);
    const { signal } = options;
    const cancelled = () => new AppError('cancelled', 'Cancelled before it began.');
    return new Promise((resolve, reject) => {
      // Whoever gives up waiting need not wait for that.
      const giveUp = () => reject(cancelled());
      signal?.addEventListener('abort', giveUp, { once: true });
      const done = last.then(() => {
        signal?.removeEventListener('abort', giveUp);
        if (signal?.aborted) throw cancelled();
        return runOne(program, kind, params, options);
      });
      last = done.catch(() => {});
      done.then(resolve, reject);
    });
  };
}

function runOne<Kind extends JobKind>(
  program: string,
  kind: Kind,
  params: JobParams<Kind>,
  { onProgress, signal }: RunOptions,
): Promise<JobResult<Kind>> {
  return new Promise((resolve, reject) => {
    const child = fork(program, [kind, JSON.stringify(params)], {
      detached: true,
      stdio: 'ignore',
      execArgv: FRUGAL,
    });
    const order: MaintenanceOrder = { cancel: true };
    const cancel = () => void (child.connected && child.send(order, () => {}));
    signal?.addEventListener('abort', cancel, { once: true });
    child.on('message', (report: MaintenanceReport) => {
      if ('progress' in report) onProgress?.(report.progress, report.step);
      else if ('done' in report) resolve(report.done as JobResult<Kind>);
      else reject(asError(report.failed));
    });
    child.on('error', (cause) =>
      reject(new AppError('internal', 'The maintenance process could not be started.', { cause })),
    );
    // Not `exit`, which may come before the last words: they and the end of the channel keep their order.
    child.on('disconnect', () => {
      signal?.removeEventListener('abort', cancel);
      reject(
        new AppError('internal', 'The maintenance process ended too early. The store is whole; restart the browser.'),
      );
    });
  });
}

function asError({ code, message, details = {} }: Failure): AppError {
  return new AppError(code, message, { details });
}
