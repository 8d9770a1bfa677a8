import { fork } from 'node:child_process';
import { AppError, type ErrorCode } from '../lib/protocol/errors.ts';

/** What the maintenance process tells the host that started it. */
export type MaintenanceReport =
  | { readonly progress: number; readonly step: string }
  | { readonly done: true }
  | { readonly failed: { readonly code: ErrorCode; readonly message: string } };

/** Runs a migration in a detached process. Rejects with what it met, or `internal` when it died without a word. */
export function migrateInProcess(program: string, onProgress: (progress: number, step: string) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = fork(program, [], { detached: true, stdio: 'ignore' });
    child.on('message', (report: MaintenanceReport) => {
      if ('progress' in report) onProgress(report.progress, report.step);
      else if ('done' in report) resolve();
      else reject(new AppError(report.failed.code, report.failed.message));
    });
    child.on('error', (cause) =>
      reject(new AppError('internal', 'The maintenance process could not be started.', { cause })),
    );
    // Not `exit`, which may come before the last words: they and the end of the channel keep their order.
    child.on('disconnect', () =>
      reject(
        new AppError('internal', 'The maintenance process ended too early. The store is whole; restart the browser.'),
      ),
    );
  });
}
