import { describe, expect, it } from 'vitest';
import { dayKey, dayWords } from '../../../../entrypoints/sidepanel/views/days.ts';

/** By the clock on the wall, wherever the test runs. */
const at = (year: number, month: number, day: number, hour = 12) => new Date(year, month - 1, day, hour).toISOString();
const NOW = new Date(2026, 5, 15, 9).getTime();

describe('dayKey', () => {
  it('is the same from the first minute of a day to its last', () => {
    expect(dayKey(at(2026, 6, 15, 0))).toBe(dayKey(at(2026, 6, 15, 23)));
    expect(dayKey(at(2026, 6, 15, 0))).not.toBe(dayKey(at(2026, 6, 14, 23)));
    expect(dayKey('nonsense')).toBe('');
  });
});

describe('dayWords', () => {
  it('tells the day as one would', () => {
    expect(dayWords(at(2026, 6, 15, 0), NOW)).toBe('Today');
    expect(dayWords(at(2026, 6, 14, 23), NOW)).toBe('Yesterday');
    expect(dayWords(at(2026, 6, 1), NOW)).toMatch(/Monday.*June|June.*Monday|1/);
    expect(dayWords(at(2026, 6, 1), NOW)).not.toContain('2026');
    expect(dayWords(at(2024, 6, 1), NOW)).toContain('2024');
  });
});
