import { describe, expect, it } from 'vitest';
import { countChoices, NO_CHOICE, searchParams } from '../../../../entrypoints/sidepanel/models/search-choice.ts';

const NOW_MS = new Date(2026, 4, 20, 15, 30).getTime();
const local = (year: number, month: number, day: number) => new Date(year, month - 1, day).toISOString();

describe('searchParams', () => {
  it.for([
    ['nothing chosen', {}, {}],
    ['one session, wherever it is', { session: { id: 's', title: '' }, place: 'archive' }, { sessionId: 's' }],
    ['what is not archived', { place: 'sessions' }, { archived: false }],
    ['the archive', { place: 'archive' }, { archived: true }],
    ['the trash', { place: 'trash' }, { deleted: true }],
    ['a writer and a model', { role: 'assistant', model: 'm' }, { role: 'assistant', model: 'm' }],
    ['today', { time: 'today' }, { from: local(2026, 5, 20) }],
    ['past 7 days', { time: 'week' }, { from: new Date(NOW_MS - 7 * 86_400_000).toISOString() }],
    [
      'days, both included',
      { time: 'between', firstDay: '2026-02-27', lastDay: '2026-02-28' },
      { from: local(2026, 2, 27), to: local(2026, 3, 1) },
    ],
    ['days, open at an end', { time: 'between', firstDay: '', lastDay: '2026-02-28' }, { to: local(2026, 3, 1) }],
    ['days of another kind of time', { time: 'any', firstDay: '2026-02-27' }, {}],
    ['what is no day', { time: 'between', firstDay: '2026-xx-01', lastDay: 'soon' }, {}],
  ] as const)('has of %s', ([, changes, params]) => {
    expect(searchParams('word', { ...NO_CHOICE, ...changes }, NOW_MS)).toEqual({ query: 'word', ...params });
  });
});

describe('countChoices', () => {
  it('counts what narrows', () => {
    expect(countChoices(NO_CHOICE)).toBe(0);
    expect(countChoices({ ...NO_CHOICE, role: 'user', time: 'between', firstDay: '2026-01-01' })).toBe(2);
  });
});
