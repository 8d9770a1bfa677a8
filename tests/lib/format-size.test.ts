import { describe, expect, it } from 'vitest';
import { formatBytes, formatCount } from '../../lib/format-size.ts';

describe('formatBytes', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1000, '0.98 KB'],
    [12_600, '12.3 KB'],
    [10 * 1024 * 1024, '10 MB'],
    [1_610_612_736, '1.5 GB'],
    [2e15, '1819 TB'],
  ])('%d bytes are %s', (bytes, words) => expect(formatBytes(bytes)).toBe(words));
});

describe('formatCount', () => {
  it('sets thousands apart', () => expect(formatCount(1_234_567)).toBe('1\u202f234\u202f567'));
});
