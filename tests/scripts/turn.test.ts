import { describe, expect, it } from 'vitest';
import { commitNumber, partsFor, processStartMs } from '../../scripts/turn.ts';

describe('partsFor', () => {
  it.each([
    [40, 1],
    [79, 1],
    [80, 3],
    [119, 3],
    [120, 4],
    [1000, 4],
  ])('where a process takes %i ms to start, the longest tests are run in parts: %i', (startMs, parts) => {
    expect(partsFor(startMs)).toBe(parts);
  });
});

describe('commitNumber', () => {
  it('is the same as long as the commit is', () => {
    expect(commitNumber()).toBe(commitNumber());
    expect(Number.isSafeInteger(commitNumber())).toBe(true);
  });
});

describe('processStartMs', () => {
  it('takes some time', () => {
    expect(processStartMs()).toBeGreaterThan(0);
  });
});
