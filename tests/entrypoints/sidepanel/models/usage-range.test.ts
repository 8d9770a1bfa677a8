import { describe, expect, it } from 'vitest';
import { usageSpan } from '../../../../entrypoints/sidepanel/models/usage-range.ts';

/** Moments of the zone of this machine, whatever that is. */
const NOW = new Date(2026, 0, 31, 14, 20, 30, 5).getTime();
const iso = (...parts: [number, number, number?, number?]) => new Date(...parts).toISOString();

describe('usageSpan', () => {
  it('is 24 hours or so many days up to now, in whole ones', () => {
    const to = new Date(NOW).toISOString();
    expect(usageSpan('24h', NOW, null)).toEqual({ from: iso(2026, 0, 30, 15), to, bucket: 'hour' });
    expect(usageSpan('7d', NOW, null)).toEqual({ from: iso(2026, 0, 25), to, bucket: 'day' });
    expect(usageSpan('30d', NOW, null)).toEqual({ from: iso(2026, 0, 2), to, bucket: 'day' });
    expect(usageSpan('90d', NOW, null)).toEqual({ from: iso(2025, 10, 3), to, bucket: 'day' });
  });

  it('is all days since the first event, or all months where that is long ago', () => {
    const span = (firstAt: string | null) => {
      const { from, bucket } = usageSpan('all', NOW, firstAt);
      return [from, bucket];
    };
    expect(span(null)).toEqual([iso(2026, 0, 2), 'day']);
    expect(span('no time')).toEqual([iso(2026, 0, 2), 'day']);
    expect(span(iso(2025, 11, 24, 9))).toEqual([iso(2025, 11, 24), 'day']);
    expect(span(iso(2024, 5, 24, 9))).toEqual([iso(2024, 5), 'month']);
    expect(span('0001-01-01T00:00:00.000Z')).toEqual([iso(1946, 0), 'month']);
  });
});
