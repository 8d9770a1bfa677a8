import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drawMarks, nearestMark, placeOf } from '../../../../entrypoints/sidepanel/views/timeline-marks.ts';
import type { SnapshotMark } from '../../../../lib/protocol/snapshot-shapes.ts';

const SPAN = { fromMs: 0, toMs: 1000 };
const SIZE = { width: 108, height: 50 };

function mark(ms: number, changes: Partial<SnapshotMark> = {}): SnapshotMark {
  return { id: `${ms}`, timestamp: new Date(ms).toISOString(), type: 'auto', starred: false, ...changes };
}

describe('placeOf', () => {
  it('goes from end to end, with room for half a mark; what lies beyond, or is no moment, lies at an end', () => {
    const places = [0, 500, 1000, -5, 2000].map((ms) => placeOf(new Date(ms).toISOString(), SPAN, 108));
    expect(places).toEqual([4, 54, 104, 4, 104]);
    expect(placeOf('yesterday', SPAN, 108)).toBe(4);
    expect(placeOf(new Date(7).toISOString(), { fromMs: 7, toMs: 7 }, 108)).toBe(104);
    expect(placeOf(new Date(7).toISOString(), SPAN, 0)).toBe(4);
  });
});

describe('drawMarks', () => {
  it('draws each kind at its height, more at one place higher, and stars above', () => {
    const marks = [mark(1000, { type: 'manual', starred: true }), mark(500), mark(499), mark(0, { type: 'system' })];
    expect(drawMarks(marks, SPAN, SIZE)).toEqual({
      auto: 'M54 50v-16',
      system: 'M6 50v-21',
      manual: 'M106 50v-29',
      starred: 'M106 6h0',
    });
  });

  it('draws no more than fits of 10,000', () => {
    const marks = Array.from({ length: 10_000 }, (_, index) => mark(1000 - index / 10));
    const { auto } = drawMarks(marks, SPAN, SIZE);
    expect(auto.split('M').length - 1).toBeLessThanOrEqual(27);
    expect(auto.split('M').length - 1).toBeGreaterThan(20);
  });

  it('draws nothing of nothing', () => {
    expect(drawMarks([], SPAN, SIZE)).toEqual({ auto: '', system: '', manual: '', starred: '' });
  });
});

describe('nearestMark', () => {
  it('finds the one that looking at all of them finds', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(1000), { maxLength: 30 }), fc.integer({ min: -10, max: 120 }), (moments, x) => {
        const marks = moments.sort((a, b) => b - a).map((ms) => mark(ms));
        const distances = marks.map(({ timestamp }) => Math.abs(placeOf(timestamp, SPAN, 108) - x));
        const found = nearestMark(marks, SPAN, 108, x);
        if (marks.length === 0) expect(found).toBe(-1);
        else expect(distances[found]).toBe(Math.min(...distances));
      }),
      { seed: 37 },
    );
  });
});
