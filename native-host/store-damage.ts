import { AppError } from '../lib/protocol/errors.ts';
import type { RunMaintenance } from './maintenance-process.ts';

/** Marks damage that is of the store, not of another file that a job reads, such as a backup. It stays on the way to the host. */
const OF_STORE = { damaged: 'store' };

/** An error of work that read nothing but the store: one that tells of damage tells of the store's. */
export function asStoreDamage(error: unknown): unknown {
  if (!(error instanceof AppError && error.code === 'store-corrupt')) return error;
  return new AppError(error.code, error.message, { details: { ...error.details, ...OF_STORE }, cause: error });
}

/** Whether an error is so marked. */
export function isStoreDamage(error: unknown): error is AppError {
  return error instanceof AppError && error.details['damaged'] === OF_STORE.damaged;
}

/**
 * The same, and `onDamage` is told of each job that found the store damaged: a text with a wrong hash, which no request meets,
 * would keep every backup from being made.
 */
export function tellingDamage(run: RunMaintenance, onDamage: (error: AppError) => void): RunMaintenance {
  return async (...job) => {
    try {
      return await run(...job);
    } catch (error) {
      if (isStoreDamage(error)) onDamage(error);
      throw error;
    }
  };
}
