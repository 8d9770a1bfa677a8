import { isDeepStrictEqual } from 'node:util';
import { expect } from 'vitest';
import type { Heard } from './crashing-host.ts';
import { Refusal } from './model.ts';

/** The comparison that shows the difference takes far longer than the one that finds it. */
export function compare(what: string, actual: unknown, expected: unknown): void {
  if (!isDeepStrictEqual(actual, expected)) expect(actual, what).toEqual(expected);
}

/** What a client is to hear of `work`, done to the model. */
export function heardOf(work: () => unknown): Exclude<Heard, 'nothing'> {
  try {
    return { result: work() };
  } catch (error) {
    if (error instanceof Refusal) return { code: error.code };
    throw error;
  }
}
