import { describe, expect, it } from 'vitest';
import { bucketWords, dollars, short, tickWords, whole } from '../../../../entrypoints/sidepanel/views/usage-words.ts';

describe('words of usage', () => {
  it('tells money to the digits that say something', () => {
    expect([0, 0.00001, 0.00042, 0.5, 12, 1234.5, -0.5, -1234567].map(dollars)).toEqual([
      ...['$0', '<$0.0001', '$0.00042', '$0.50', '$12.00', '$1\u202f234.50', '−$0.50', '−$1\u202f234\u202f567.00'],
    ]);
  });

  it('tells counts whole, or in few letters', () => {
    expect([0, 999, 1000, 1234567].map(whole)).toEqual(['0', '999', '1\u202f000', '1\u202f234\u202f567']);
    expect([0, 0.5, 999, 1000, 12_345, 2_000_000, 3.5e9, 1e12].map(short)).toEqual([
      ...['0', '0.5', '999', '1k', '12.3k', '2M', '3.5G', '1T'],
    ]);
  });

  it('tells a bucket shortly below a chart, and in full beside it', () => {
    const start = new Date(2026, 0, 31, 9).toISOString();
    for (const unit of ['hour', 'day', 'month'] as const) {
      expect(tickWords(start, unit).length).toBeLessThan(12);
      expect(bucketWords(start, unit)).toContain(unit === 'hour' ? '31' : '2026');
    }
  });
});
