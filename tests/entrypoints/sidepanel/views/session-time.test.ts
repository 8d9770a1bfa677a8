import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { timeInGroup } from '../../../../entrypoints/sidepanel/views/session-time.tsx';

describe('timeInGroup', () => {
  beforeEach(() => void vi.stubEnv('TZ', 'Europe/Berlin'));
  afterEach(() => void vi.unstubAllEnvs());
  const now = Date.parse('2026-11-25T10:00:00+01:00');

  it.each([
    ['2026-11-25T00:10:00+01:00', '9 h'],
    ['2026-11-24T23:50:00+01:00', '11:50 PM'],
    ['2026-11-19T08:05:00+01:00', '8:05 AM'],
    ['2026-11-18T08:05:00+01:00', 'Nov 18'],
    ['2025-03-01T08:05:00+01:00', 'Mar 1'],
    ['nonsense', ''],
  ])('tells %s as %j', (moment, expected) => {
    expect(timeInGroup(moment, now).replace('\u202f', ' ')).toBe(expected);
  });
});
