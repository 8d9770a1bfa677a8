import { AppError } from '../../../lib/protocol/errors.ts';

/** A value that another process has. */
export type Remote<T> =
  | { readonly state: 'loading' }
  | { readonly state: 'ready'; readonly value: T }
  | { readonly state: 'failed'; readonly error: AppError };

export const LOADING = { state: 'loading' } as const;

export function ready<T>(value: T): Remote<T> {
  return { state: 'ready', value };
}

export function failed(error: unknown): Remote<never> {
  return { state: 'failed', error: asAppError(error) };
}

/** Calls end with an `AppError`; anything else is a mistake of ours. */
export function asAppError(error: unknown): AppError {
  return error instanceof AppError ? error : new AppError('internal', String(error), { cause: error });
}
