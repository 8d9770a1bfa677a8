import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BucketUnit, bucketBounds } from '../../../lib/store/time-buckets.ts';
import { withCode } from '../../contract/rows.ts';

const HOUR_MS = 3600 * 1000;

function bounds(from: string, to: string, unit: BucketUnit, timeZone: string): string[] {
  const range = { fromMs: Date.parse(from), toMs: Date.parse(to), unit, timeZone };
  return bucketBounds(range).map((ms) => new Date(ms).toISOString().replace(':00.000Z', ''));
}

/** How long each bucket is, in hours. */
function hours(from: string, to: string, unit: BucketUnit, timeZone: string): number[] {
  const all = bucketBounds({ fromMs: Date.parse(from), toMs: Date.parse(to), unit, timeZone });
  return all.slice(1).map((end, index) => (end - (all[index] ?? 0)) / HOUR_MS);
}

describe('bucketBounds', () => {
  it('cuts the first and the last bucket where the range begins and ends', () => {
    expect(bounds('2026-01-31T10:20:00Z', '2026-01-31T12:05:00Z', 'hour', 'UTC')).toEqual([
      ...['2026-01-31T10:20', '2026-01-31T11:00', '2026-01-31T12:00', '2026-01-31T12:05'],
    ]);
    expect(bounds('2026-01-31T10:20:00Z', '2026-01-31T10:40:00Z', 'month', 'UTC')).toHaveLength(2);
  });

  it('begins days at midnight of the zone, of 23 and 25 hours where its clocks change', () => {
    expect(hours('2026-03-28T00:00:00+01:00', '2026-03-31T00:00:00+02:00', 'day', 'Europe/Berlin')).toEqual([
      ...[24, 23, 24],
    ]);
    expect(hours('2026-10-24T00:00:00+02:00', '2026-10-27T00:00:00+01:00', 'day', 'Europe/Berlin')).toEqual([
      ...[24, 25, 24],
    ]);
    expect(hours('2026-03-07T00:00:00-05:00', '2026-03-10T00:00:00-04:00', 'day', 'America/New_York')).toEqual([
      ...[24, 23, 24],
    ]);
    expect(hours('2026-10-31T00:00:00-04:00', '2026-11-03T00:00:00-05:00', 'day', 'America/New_York')).toEqual([
      ...[24, 25, 24],
    ]);
    expect(bounds('2026-01-30T20:00:00Z', '2026-02-01T00:00:00Z', 'day', 'Asia/Kathmandu')).toEqual([
      ...['2026-01-30T20:00', '2026-01-31T18:15', '2026-02-01T00:00'],
    ]);
  });

  it('begins months on the first', () => {
    expect(bounds('2026-01-15T00:00:00Z', '2026-04-10T00:00:00Z', 'month', 'Europe/Berlin')).toEqual([
      ...['2026-01-15T00:00', '2026-01-31T23:00', '2026-02-28T23:00', '2026-03-31T22:00', '2026-04-10T00:00'],
    ]);
  });

  it('begins hours when the clock shows a full one', () => {
    expect(bounds('2026-01-31T10:00:00Z', '2026-01-31T11:30:00Z', 'hour', 'Asia/Kathmandu')).toEqual([
      ...['2026-01-31T10:00', '2026-01-31T10:15', '2026-01-31T11:15', '2026-01-31T11:30'],
    ]);
    // From two o'clock to half past two.
    expect(hours('2026-10-04T01:00:00+10:30', '2026-10-04T04:00:00+11:00', 'hour', 'Australia/Lord_Howe')).toEqual([
      ...[1, 0.5, 1],
    ]);
  });

  it('knows midnights that are left out, that come twice, and a day that there never was', () => {
    expect(hours('2026-04-23T00:00:00+02:00', '2026-04-26T00:00:00+03:00', 'day', 'Africa/Cairo')).toEqual([
      ...[24, 23, 24],
    ]);
    expect(hours('2025-10-31T00:00:00-04:00', '2025-11-04T00:00:00-05:00', 'day', 'America/Havana')).toEqual([
      ...[24, 24, 25, 24],
    ]);
    expect(hours('2011-12-29T00:00:00-10:00', '2012-01-01T00:00:00+14:00', 'day', 'Pacific/Apia')).toEqual([24, 24]);
    // A minute after midnight back to the day before, which that minute is counted to.
    expect(hours('2010-11-05T00:00:00-02:30', '2010-11-09T00:00:00-03:30', 'day', 'America/St_Johns')).toEqual([
      ...[24, 25, 24, 24],
    ]);
  });

  it('refuses unknown zones, empty ranges, and more than 1,000 buckets', () => {
    expect(() => bounds('2026-01-31T10:00:00Z', '2026-01-31T11:00:00Z', 'day', 'Mars/Olympus')).toThrow(
      withCode('invalid'),
    );
    expect(() => bounds('2026-01-31T10:00:00Z', '2026-01-31T10:00:00Z', 'day', 'UTC')).toThrow(withCode('invalid'));
    expect(bounds('2026-01-01T00:00:00Z', '2026-02-11T16:00:00Z', 'hour', 'UTC')).toHaveLength(1001);
    expect(() => bounds('2026-01-01T00:00:00Z', '2026-02-11T16:01:00Z', 'hour', 'UTC')).toThrow(
      /more than 1,000 hours.*longer parts/,
    );
    expect(() => bounds('0000-01-01T00:00:00Z', '9999-12-31T00:00:00Z', 'month', 'UTC')).toThrow(/shorter time\.$/);
  });

  it('has everything of one day of the calendar in one bucket, and nothing else in it', () => {
    const zones = ['Europe/Berlin', 'America/New_York', 'Asia/Kathmandu', 'Pacific/Auckland', 'Africa/Cairo', 'UTC'];
    const moment = fc.integer({ min: Date.UTC(2015, 0, 1), max: Date.UTC(2030, 0, 1) });
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.constantFrom<BucketUnit>('day', 'month', 'hour'),
        moment,
        fc.integer({ min: 1, max: 60 * 24 * HOUR_MS }),
        fc.array(fc.nat({ max: 1e6 }), { minLength: 1, maxLength: 30 }),
        (timeZone, unit, fromMs, lengthMs, places) => {
          const toMs = unit === 'hour' ? fromMs + Math.ceil(lengthMs / 24) : fromMs + lengthMs;
          const found = bucketBounds({ fromMs, toMs, unit, timeZone });
          expect([found[0], found.at(-1)]).toEqual([fromMs, toMs]);
          expect(found).toEqual([...new Set(found)].sort((a, b) => a - b));
          const labels = found.slice(0, -1).map((ms) => label(ms, unit, timeZone));
          for (const place of places) {
            const ms = fromMs + Math.floor(((toMs - fromMs) * place) / 1_000_001);
            const bucket = found.findLastIndex((start) => start <= ms);
            expect(labels[bucket]).toBe(label(ms, unit, timeZone));
          }
          // Two neighbours are never the same day.
          for (const [index, one] of labels.entries()) expect(one).not.toBe(labels[index + 1]);
        },
      ),
      { seed: 7, numRuns: 60 },
    );
  });
});

/** What a calendar on the wall shows of a moment; of an hour that comes twice, also which. */
function label(ms: number, unit: BucketUnit, timeZone: string): string {
  const shown = {
    month: { year: 'numeric', month: 'numeric' },
    day: { dateStyle: 'short' },
    hour: { year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', timeZoneName: 'longOffset' },
  } as const;
  return new Intl.DateTimeFormat('en-GB', { timeZone, ...shown[unit] }).format(ms);
}
