import { describe, expect, it } from 'vitest';
import { balanceCsv, readBalanceHistory } from '../../../../entrypoints/sidepanel/models/balance-csv.ts';
import type { BalancePoint } from '../../../../lib/protocol/shapes.ts';
import { createFakeClient } from '../../../support/fake-client.ts';

const point = (timestamp: string, usd: number | null, diem: number | null): BalancePoint => ({
  ...{ timestamp, usd, diem },
  source: 'reply',
});

describe('balanceCsv', () => {
  it('has a line for each time that something was seen', () => {
    expect(balanceCsv([point('a', -0.5, null), point('b', null, 2)])).toBe(
      ['timestamp,usd,diem,source', 'a,-0.5,,reply', 'b,,2,reply', ''].join('\r\n'),
    );
    expect(balanceCsv([])).toBe('timestamp,usd,diem,source\r\n');
  });
});

describe('readBalanceHistory', () => {
  it('goes back until all of the span is there, once each, also what was seen at one moment', async () => {
    const seen = ['a', 'b', 'b', 'b', 'c', 'd', 'd', 'e'].map((timestamp, usd) => point(timestamp, usd, null));
    for (const atOnce of [4, 5, 100]) {
      const fake = createFakeClient();
      fake.answer('balance/history', ({ from, to }) => ({
        points: seen.filter(({ timestamp }) => timestamp >= from && timestamp <= to).slice(-atOnce),
      }));
      expect(await readBalanceHistory(fake.client, { from: 'b', to: 'd' })).toEqual(seen.slice(1, 7));
    }
  });

  it('ends where more was seen at one moment than one answer has', async () => {
    const fake = createFakeClient();
    const [b, c] = [point('b', 1, null), point('c', 2, null)];
    fake.answer('balance/history', ({ to }) => ({ points: to === 'c' ? [b, c] : [b] }));
    expect(await readBalanceHistory(fake.client, { from: 'a', to: 'c' })).toEqual([b, c]);
  });
});
