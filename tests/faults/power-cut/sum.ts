import type { PowerCutResult } from './cut-power.ts';

/** The figures of several recordings. None has a change twice: a store that had would be in a state that never was. */
export function sum(results: readonly PowerCutResult[]) {
  const total = (of: (result: PowerCutResult) => number) => results.reduce((all, result) => all + of(result), 0);
  return {
    rounds: total(({ rounds }) => rounds),
    acknowledged: total(({ acknowledged }) => acknowledged),
    lost: total(({ lost }) => lost),
    duplicated: 0,
    note: `${total(({ different }) => different).toLocaleString('en-US')} different states`,
  };
}
