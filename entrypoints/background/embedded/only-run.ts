import { AppError } from '../../../lib/protocol/errors.ts';

/** Does long work on the store as the only one of its kind. Errors: `busy` while another one runs. */
export type OnlyRun = <Result>(work: () => Promise<Result>) => Promise<Result>;

export function createOnlyRun(): { readonly asOnlyRun: OnlyRun; readonly isRunning: () => boolean } {
  let isRunning = false;
  const asOnlyRun: OnlyRun = async (work) => {
    if (isRunning) {
      throw new AppError(
        'busy',
        'Another clean-up, check, import or export is still running. Try again when it is done.',
      );
    }
    isRunning = true;
    try {
      return await work();
    } finally {
      isRunning = false;
    }
  };
  return { asOnlyRun, isRunning: () => isRunning };
}
