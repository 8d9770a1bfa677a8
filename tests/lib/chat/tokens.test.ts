import { describe, expect, it } from 'vitest';
import { estimateTokens, priceOf } from '../../../lib/chat/tokens.ts';

describe('estimateTokens', () => {
  it.each([
    ['', 0],
    ['a', 1],
    ['word', 2],
    ['漢字', 2],
    ['👩‍👩‍👧', 6],
    ['x'.repeat(3000), 1000],
  ])('counts %j as %i', (text, tokens) => {
    expect(estimateTokens(text)).toBe(tokens);
  });
});

describe('priceOf', () => {
  const pricing = { inputPerMillion: 2, outputPerMillion: 10 };

  it('is by the million', () => {
    expect(priceOf(pricing, 1000, 100)).toBeCloseTo(0.003, 12);
    expect(priceOf(pricing, 0, 0)).toBe(0);
  });

  it('is not known when anything is not', () => {
    expect([
      priceOf(null, 1, 1),
      priceOf(undefined, 1, 1),
      priceOf(pricing, null, 1),
      priceOf(pricing, 1, null),
    ]).toEqual([null, null, null, null]);
  });
});
