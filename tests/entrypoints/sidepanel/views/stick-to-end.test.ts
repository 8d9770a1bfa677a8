import { describe, expect, it } from 'vitest';
import { hasGoneUp } from '../../../../entrypoints/sidepanel/views/stick-to-end.ts';

const AT_END = { top: 600, height: 1000, boxHeight: 400 };

describe('hasGoneUp', () => {
  it('sees that the user went up before the browser tells of it, or the next drawing would pull them back', () => {
    expect(hasGoneUp(AT_END, { ...AT_END, top: 300 })).toBe(true);
    expect(hasGoneUp(AT_END, { ...AT_END, top: 598 })).toBe(true);
  });

  it.each([
    ['nothing moved', AT_END],
    ['the content grew below', { ...AT_END, height: 1200 }],
    ['rows above were let go, and the content grew below', { top: 500, height: 950, boxHeight: 400 }],
    ['the content shrank, and the place with it', { top: 500, height: 900, boxHeight: 400 }],
    ['the box grew, and the place went with it', { top: 500, height: 1000, boxHeight: 500 }],
    ['the box became smaller', { top: 600, height: 1000, boxHeight: 300 }],
    ['a fraction of a pixel', { ...AT_END, top: 599.5 }],
  ])('is not taken in when %s', (_, now) => {
    expect(hasGoneUp(AT_END, now)).toBe(false);
  });
});
