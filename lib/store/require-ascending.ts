import { AppError } from '../protocol/errors.ts';

/**
 * Throws `store-corrupt` where the last row of a slice does not come after the last one before it. In a damaged file rows may
 * have any numbers, and whoever goes on from there would go round in circles.
 */
export function requireAscending(last: number, before: number): void {
  if (last > before) return;
  throw new AppError(
    'store-corrupt',
    'The store is damaged: its rows do not come in the order of their numbers. Nothing was deleted.',
  );
}
