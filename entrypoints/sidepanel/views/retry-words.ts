import type { AppError } from '../../../lib/protocol/errors.ts';

/** What the button says that sends a refused change again. One that was kept back because it waited long was never tried. */
export function retryWords(error: AppError | undefined): string {
  return error?.code === 'timeout' ? 'Send now' : 'Retry';
}
