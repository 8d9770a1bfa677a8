import { describe, expect, it } from 'vitest';
import { forecastBalance } from '../../../../entrypoints/sidepanel/models/balance-forecast.ts';

const NOW = Date.parse('2026-01-31T12:00:00.000Z');
const DAY_MS = 24 * 3600 * 1000;
const seen = (daysAgo: number, usd: number | null) => ({
  ...{ timestamp: new Date(NOW - daysAgo * DAY_MS).toISOString(), diem: null, usd, source: 'reply' },
});
const forecast = (...points: ReturnType<typeof seen>[]) => forecastBalance(points, NOW);

describe('forecastBalance', () => {
  it('tells how long it lasts at the rate of the last days', () => {
    expect(forecast(seen(4, 10), seen(3, 9), seen(0, 6))).toEqual({
      ...{ kind: 'until', perDayUsd: 1, untilMs: NOW + 6 * DAY_MS },
    });
  });

  it('takes what was added for no spending, and what is older for no sign', () => {
    expect(forecast(seen(20, 900), seen(4, 2), seen(3, 1), seen(2, 11), seen(1, 8))).toEqual({
      ...{ kind: 'until', perDayUsd: 1, untilMs: NOW + 8 * DAY_MS },
    });
  });

  it('counts days on which nothing happened', () => {
    expect(forecast(seen(4, 11), seen(3, 10))).toMatchObject({ perDayUsd: 0.25 });
  });

  it('says that it does not know after less than a day, of one look, and of none', () => {
    const unknown = { kind: 'unknown' };
    expect([forecast(), forecast(seen(3, 5)), forecast(seen(0.9, 5), seen(0, 1)), forecast(seen(3, null))]).toEqual([
      ...[unknown, unknown, unknown, unknown],
    ]);
    expect(forecast(seen(-2, 5), seen(-3, 4), { ...seen(0, 3), timestamp: 'no time' })).toEqual(unknown);
  });

  it('knows what was not spent, what is used up, and what lasts longer than anybody can tell', () => {
    expect(forecast(seen(5, 3), seen(0, 3))).toEqual({ kind: 'unspent' });
    expect(forecast(seen(0, 0))).toEqual({ kind: 'used-up' });
    expect(forecast(seen(4, 1001), seen(0, 1000))).toEqual({ kind: 'until', perDayUsd: 0.25, untilMs: null });
  });
});
