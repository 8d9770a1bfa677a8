import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { textOf } from '../../../lib/transfer/text-of.ts';

describe('textOf', () => {
  it('is the same however the bytes were cut, also within a character', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 20 }),
        fc.array(fc.nat(80), { maxLength: 4 }),
        (text, cuts) => {
          const bytes = new TextEncoder().encode(text);
          const ends = [0, ...cuts, bytes.length].map((cut) => Math.min(cut, bytes.length)).toSorted((a, b) => a - b);
          expect(textOf(ends.map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end)))).toBe(text);
        },
      ),
    );
  });

  it('keeps a mark at the beginning, and marks what is no UTF-8', () => {
    expect(textOf([new Uint8Array([0xef, 0xbb, 0xbf, 97])])).toBe('\uFEFFa');
    expect(textOf([new Uint8Array([97, 0xff]), new Uint8Array([98])])).toBe('a\uFFFDb');
    expect(textOf([])).toBe('');
  });
});
