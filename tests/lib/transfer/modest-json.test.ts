import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isModest, parseModest } from '../../../lib/transfer/modest-json.ts';

const LIMITS = { depth: 3, parts: 10 };

/** Levels of a value, counted on the value itself. */
function depthOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depthOf));
}

describe('isModest', () => {
  it.each([
    ['[[[1]]]', true],
    ['[[[[1]]]]', false],
    ['"[[[[[[[["', true],
    ['["\\"[[[[[[", "\\\\"]', true],
    ['["\\\\", [[[]]]]', false],
    ['[1,2,3,4,5,6,7,8,9,10]', true],
    ['[1,2,3,4,5,6,7,8,9,10,11]', false],
    ['"never ends', true],
    ['', true],
  ])('of %s is %s', (text, expected) => expect(isModest(text, LIMITS)).toBe(expected));

  it('knows how deep any JSON is', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), fc.nat(6), (value, depth) => {
        expect(isModest(JSON.stringify(value), { depth, parts: 1e6 })).toBe(depthOf(value) <= depth);
      }),
      { seed: 7, numRuns: 300 },
    );
  });

  it('ends at once where a limit is passed, and with a hundred million levels', () => {
    expect(isModest('['.repeat(100_000_000), LIMITS)).toBe(false);
  });
});

describe('parseModest', () => {
  it.each([
    ['{"a":[1]}', { a: [1] }],
    ['{"a":', undefined],
    ['['.repeat(1000) + ']'.repeat(1000), undefined],
  ])('of %s', (text, expected) => expect(parseModest(text, LIMITS)).toEqual(expected));
});
