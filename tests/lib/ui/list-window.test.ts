import { describe, expect, it } from 'vitest';
import { layOutList, rowAt, rowsToDraw } from '../../../lib/ui/list-window.ts';

const SIZES = { heading: 30, row: () => 50 };

describe('layOutList', () => {
  it('puts each section below the one before, its rows below its heading', () => {
    expect(layOutList([2, 1], SIZES)).toEqual({
      height: 210,
      sections: [
        { top: 0, height: 130, first: 0, count: 2 },
        { top: 130, height: 80, first: 2, count: 1 },
      ],
      tops: [30, 80, 160],
    });
  });

  it('leaves room for a row that is taller', () => {
    const { tops, height } = layOutList([3], { heading: 30, row: (index) => (index === 1 ? 90 : 50) });
    expect([tops, height]).toEqual([[30, 80, 170], 220]);
  });

  it('has no height without sections', () => {
    expect(layOutList([], SIZES)).toEqual({ height: 0, sections: [], tops: [] });
  });
});

describe('rowAt', () => {
  const { tops } = layOutList([2, 2], SIZES);
  it.each([
    [-10, 0],
    [0, 0],
    [79, 0],
    [80, 1],
    [140, 1],
    [160, 2],
    [5000, 3],
  ])('at %i is row %i', (place, row) => expect(rowAt(tops, place)).toBe(row));
});

describe('rowsToDraw', () => {
  const layout = layOutList([50, 0, 9950], SIZES);

  it('has what is to be seen and some around it, whatever the length', () => {
    for (let from = 0; from < layout.height; from += 977) {
      const { first, end } = rowsToDraw(layout, from, from + 800);
      expect(layout.tops[first] ?? 0).toBeLessThanOrEqual(Math.max(from, 30));
      expect(layout.tops[end] ?? layout.height).toBeGreaterThanOrEqual(Math.min(from + 800, layout.height));
      expect(end - first).toBeLessThan(60);
    }
  });

  it('stays the same over small steps', () => {
    const ranges = new Set(
      Array.from({ length: 100 }, (_, step) => rowsToDraw(layout, 5000 + step, 5800 + step).first),
    );
    expect(ranges.size).toBeLessThanOrEqual(2);
  });

  it('draws nothing of nothing, and all of a short list', () => {
    expect(rowsToDraw(layOutList([], SIZES), 0, 800)).toEqual({ first: 0, end: 0 });
    expect(rowsToDraw(layOutList([3], SIZES), 0, 800)).toEqual({ first: 0, end: 3 });
  });
});
