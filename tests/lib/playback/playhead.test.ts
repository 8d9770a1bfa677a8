import { describe, expect, it } from 'vitest';
import { jumpFrom, placeFrom } from '../../../lib/playback/playhead.ts';

const PLACES = {
  marks: [
    { atMs: 500, kind: 'question' },
    { atMs: 1000, kind: 'reply' },
    { atMs: 26_500, kind: 'tool' },
    { atMs: 40_000, kind: 'file' },
    { atMs: 50_000, kind: 'error' },
  ],
  markers: [],
  durationMs: 60_000,
} as const;

describe('placeFrom', () => {
  it.each([
    ['tool', 1, 0, 26_500],
    ['tool', 1, 26_500, 40_000],
    ['tool', 1, 40_000, undefined],
    ['tool', -1, 26_500, undefined],
    ['tool', -1, 27_200, undefined],
    ['tool', -1, 27_300, 26_500],
    ['message', -1, 1000, undefined],
    ['message', 1, 1000, 50_000],
    ['message', 1, 50_000, undefined],
    ['marker', 1, 0, undefined],
  ] as const)('finds the %s in direction %i from %i ms: %s', (kind, step, ms, place) => {
    expect(placeFrom(PLACES, kind, step, ms)).toBe(place);
  });
});

describe('jumpFrom', () => {
  it('ends at the beginning and the end where there is no other', () => {
    expect([jumpFrom(PLACES, 'tool', -1, 20_000), jumpFrom(PLACES, 'tool', 1, 40_000)]).toEqual([0, 60_000]);
  });
});
