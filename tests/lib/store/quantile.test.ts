import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quantile } from '../../../lib/store/quantile.ts';

describe('quantile', () => {
  it('is undefined of nothing, and the value of one', () => {
    expect(quantile(new Float64Array(), 0.5)).toBe(undefined);
    expect(quantile(Float64Array.of(7), 0.95)).toBe(7);
  });

  it('is the value at its place among the sorted, whatever their order', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 1 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (values, part) => {
          const sorted = values.toSorted((a, b) => a - b);
          const expected = sorted[Math.max(0, Math.ceil(values.length * part) - 1)];
          expect(quantile(Float64Array.from(values), part)).toBe(expected);
        },
      ),
      { seed: 3, numRuns: 300 },
    );
  });
});
