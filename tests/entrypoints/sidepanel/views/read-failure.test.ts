import { describe, expect, it } from 'vitest';
import { readFailureWords } from '../../../../entrypoints/sidepanel/views/read-failure.ts';

describe('readFailureWords', () => {
  it.each([
    [{ code: 'version-mismatch', message: 'x' }, 'The host does not support branches yet. Update the host.'],
    [{ code: 'internal', message: 'It went wrong (ref 1).' }, 'It went wrong (ref 1). Try again.'],
    [{ code: 'busy', message: 'x' }, 'Something else is being written. Wait a moment, then retry.'],
  ])('of %o says what happened and what to do', (error, words) => {
    expect(readFailureWords(error, 'branches')).toBe(words);
  });
});
