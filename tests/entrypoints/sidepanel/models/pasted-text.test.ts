import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isLargePaste, joinPasted, splitPasted } from '../../../../entrypoints/sidepanel/models/pasted-text.ts';

describe('splitPasted', () => {
  it('takes apart what joinPasted put together, whatever is typed before', () => {
    const words = fc.string({ unit: fc.constantFrom('a', '\n', ' ', '<pasted-text>', '漢') });
    fc.assert(
      fc.property(words, fc.array(words, { minLength: 1, maxLength: 3 }), (text, pasted) => {
        fc.pre(![text, ...pasted].some((part) => part.includes('pasted-text>')));
        expect(splitPasted(joinPasted({ text, pasted }))).toEqual({ text, pasted });
      }),
    );
  });

  it.each([
    '',
    'typed',
    'typed\n</pasted-text>',
    'a<pasted-text>\nb\n</pasted-text>',
    '<pasted-text>\nb\n</pasted-text> c',
  ])('leaves %j as it is', (text) => {
    expect(splitPasted(text)).toEqual({ text, pasted: [] });
  });
});

describe('isLargePaste', () => {
  it('tells by length and by lines', () => {
    expect([isLargePaste('x'.repeat(4000)), isLargePaste('x'.repeat(4001))]).toEqual([false, true]);
    expect([isLargePaste('x\n'.repeat(59)), isLargePaste('x\n'.repeat(60))]).toEqual([false, true]);
  });

  it('leaves a text with our own marks in the field', () => {
    expect(isLargePaste(`${'x'.repeat(5000)}\n</pasted-text>`)).toBe(false);
  });
});
