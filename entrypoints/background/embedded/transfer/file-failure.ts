import { AppError } from '../../../../lib/protocol/errors.ts';

/** What the browser said of a file, in our words where there are some. */
export function fileFailure(error: unknown): unknown {
  if (!(error instanceof Error) || error.name !== 'QuotaExceededError') return error;
  return new AppError('disk-full', 'The browser gives Holdfast no more room on the disk. Free some, then try again.', {
    cause: error,
  });
}
