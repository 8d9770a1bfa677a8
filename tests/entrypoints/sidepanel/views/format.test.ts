import { describe, expect, it } from 'vitest';
import {
  age,
  balanceWords,
  duration,
  hostName,
  money,
  replyFacts,
} from '../../../../entrypoints/sidepanel/views/format.ts';
import { messageRow } from '../../../support/fake-client.ts';

const NOW = Date.parse('2026-06-15T12:00:00.000Z');

describe('age', () => {
  it.each([
    ['2026-06-15T12:00:10.000Z', 'now'],
    ['2026-06-15T11:59:01.000Z', 'now'],
    ['2026-06-15T11:01:00.000Z', '59 min'],
    ['2026-06-14T12:30:00.000Z', '23 h'],
    ['2026-06-09T12:00:00.000Z', '6 d'],
    ['nonsense', ''],
  ])('tells %s as %j', (timestamp, expected) => expect(age(timestamp, NOW)).toBe(expected));

  it('tells the date of what is older, with the year of another one', () => {
    expect(age('2026-03-10T12:00:00.000Z', NOW)).not.toContain('2026');
    expect(age('2024-03-10T12:00:00.000Z', NOW)).toContain('2024');
  });
});

describe('money', () => {
  it.each([
    [0, '$0'],
    [0.00001, '<$0.0001'],
    [0.00042, '$0.00042'],
    [0.0123, '$0.012'],
    [1.5, '$1.50'],
  ])('tells %d as %j', (usd, expected) => expect(money(usd)).toBe(expected));
});

describe('duration', () => {
  it.each([
    [12, '<0.1 s'],
    [2140, '2.1 s'],
    [42_400, '42 s'],
    [125_000, '2 min 5 s'],
    [119_700, '2 min 0 s'],
  ])('tells %d ms as %j', (ms, expected) => expect(duration(ms)).toBe(expected));
});

describe('replyFacts', () => {
  it('tells what is known, and that the cost is not', () => {
    const reply = messageRow({ id: 'r', sequence: 2 });
    expect(replyFacts(reply)).toEqual(['cost unknown']);
    expect(replyFacts({ ...reply, promptTokens: 1234, completionTokens: 56, cost: 0.002, durationMs: 3000 })).toEqual([
      '1\u202f234 in, 56 out',
      '$0.002',
      '3.0 s',
    ]);
  });
});

describe('balanceWords', () => {
  it('tells what the server told', () => {
    const none = { diem: null, usd: null, canConsume: null, nextEpochAt: null, fetchedAt: '' };
    expect([
      balanceWords(none),
      balanceWords({ ...none, usd: 5 }),
      balanceWords({ ...none, usd: 5, diem: 1.25 }),
      balanceWords({ ...none, usd: 5, diem: 1.25 }, 0.75),
      balanceWords({ ...none, usd: 5 }, 0.004),
    ]).toEqual(['', '$5.00', '$5.00 · 1.25 DIEM', '$5.00 (−$0.75 in 24 h) · 1.25 DIEM', '$5.00']);
  });
});

describe('hostName', () => {
  it('takes the host of an address', () => {
    expect([hostName('http://127.0.0.1:11434/v1'), hostName('none')]).toEqual(['127.0.0.1:11434', 'none']);
  });
});
