import { afterEach, describe, expect, it, vi } from 'vitest';
import { dayNumber, groupByDay } from '../../../../entrypoints/sidepanel/models/day-groups.ts';
import { sessionRow } from '../../../support/fake-client.ts';

afterEach(() => vi.unstubAllEnvs());

function at(timeZone: string): void {
  vi.stubEnv('TZ', timeZone);
}

/** Label and ids of each group, of sessions that are named by their moments. */
function groups(now: string, ...moments: string[]): [label: string, ...ids: string[]][] {
  const sessions = moments.map((moment) => sessionRow({ id: moment, updatedAt: new Date(moment).toISOString() }));
  return groupByDay(sessions, Date.parse(now)).map(({ label, sessions: rows }) => [label, ...rows.map(({ id }) => id)]);
}

describe('groupByDay', () => {
  it('names today, yesterday, the weekdays of a week, then months with their years', () => {
    at('UTC');
    // A Wednesday.
    expect(
      groups(
        '2026-11-25T10:00:00Z',
        '2026-11-25T09:59:00Z',
        '2026-11-25T00:00:00Z',
        '2026-11-24T23:59:59.999Z',
        '2026-11-23T12:00:00Z',
        '2026-11-19T00:00:00Z',
        '2026-11-18T23:59:00Z',
        '2026-11-01T00:00:00Z',
        '2026-10-31T23:59:00Z',
        '2025-11-30T12:00:00Z',
      ),
    ).toEqual([
      ['Today', '2026-11-25T09:59:00Z', '2026-11-25T00:00:00Z'],
      ['Yesterday', '2026-11-24T23:59:59.999Z'],
      ['Monday', '2026-11-23T12:00:00Z'],
      ['Thursday', '2026-11-19T00:00:00Z'],
      ['November 2026', '2026-11-18T23:59:00Z', '2026-11-01T00:00:00Z'],
      ['October 2026', '2026-10-31T23:59:00Z'],
      ['November 2025', '2025-11-30T12:00:00Z'],
    ]);
  });

  it('keeps weekdays of last month out of the month', () => {
    at('UTC');
    const found = groups(
      '2026-11-03T10:00:00Z',
      '2026-11-01T12:00:00Z',
      '2026-10-29T12:00:00Z',
      '2026-10-20T12:00:00Z',
    );
    expect(found.map(([label]) => label)).toEqual(['Sunday', 'Thursday', 'October 2026']);
  });

  it('goes by midnight where the person is', () => {
    const moments = ['2026-11-25T10:30:00Z', '2026-11-25T09:30:00Z', '2026-11-24T23:30:00Z'] as const;
    at('Pacific/Kiritimati');
    expect(groups('2026-11-25T11:00:00Z', ...moments)).toEqual([
      ['Today', moments[0]],
      ['Yesterday', moments[1], moments[2]],
    ]);
    at('America/Los_Angeles');
    expect(groups('2026-11-25T11:00:00Z', ...moments)).toEqual([
      ['Today', moments[0], moments[1]],
      ['Yesterday', moments[2]],
    ]);
  });

  it('moves what was today to yesterday at midnight', () => {
    at('Europe/Berlin');
    const moment = '2026-11-25T22:30:00Z';
    expect(groups('2026-11-25T22:59:59Z', moment)).toEqual([['Today', moment]]);
    expect(groups('2026-11-25T23:00:00Z', moment)).toEqual([['Yesterday', moment]]);
  });

  it.each([
    ['2026-10-26T12:00:00+01:00', '2026-10-25T00:30:00+02:00', 'a day of 25 hours'],
    ['2026-03-30T00:30:00+02:00', '2026-03-29T01:30:00+01:00', 'a day of 23 hours'],
  ])('at %s calls %s yesterday: %s', (now, moment) => {
    at('Europe/Berlin');
    expect(groups(now, moment)).toEqual([['Yesterday', moment]]);
  });

  it('puts the future of a clock that was wrong into today, and what has no date at the end', () => {
    at('UTC');
    expect(groups('2026-11-25T10:00:00Z', '2027-01-01T00:00:00Z')).toEqual([['Today', '2027-01-01T00:00:00Z']]);
    const broken = [sessionRow({ id: 'broken', updatedAt: 'long ago' }), sessionRow({ id: 'empty', updatedAt: '' })];
    expect(groupByDay(broken, 0).map(({ label, sessions }) => [label, sessions.length])).toEqual([['Earlier', 2]]);
  });

  it('is nothing of nothing', () => expect(groupByDay([], 0)).toEqual([]));
});

describe('dayNumber', () => {
  it('changes at midnight, by one', () => {
    at('Europe/Berlin');
    const [before, after] = ['2026-10-25T23:59:59.999+01:00', '2026-10-26T00:00:00+01:00'].map((moment) =>
      dayNumber(Date.parse(moment)),
    );
    expect((after ?? 0) - (before ?? 0)).toBe(1);
  });
});
