import { describe, expect, it } from 'vitest';
import { append, place, refresh, takeAway } from '../../../../entrypoints/sidepanel/models/session-page.ts';
import type { Session } from '../../../../lib/protocol/shapes.ts';
import { sessionRow } from '../../../support/fake-client.ts';

/** A session of a minute: the higher, the newer. */
function at(minute: number, fields: Partial<Session> = {}): Session {
  const updatedAt = new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString();
  return sessionRow({ id: `s${minute}`, updatedAt, ...fields });
}

/** From the newest minute down to the oldest. */
function span(newest: number, oldest: number): Session[] {
  return Array.from({ length: newest - oldest + 1 }, (_, index) => at(newest - index));
}

const idsOf = (page: { readonly sessions: readonly Session[] }) => page.sessions.map(({ id }) => id);

describe('place', () => {
  const shown = refresh(undefined, { sessions: [at(9), at(7), at(5)], nextCursor: 'after s5' });

  it('puts a new row where it belongs', () => {
    expect(idsOf(place(shown, at(10)))).toEqual(['s10', 's9', 's7', 's5']);
    expect(idsOf(place(shown, at(6)))).toEqual(['s9', 's7', 's6', 's5']);
  });

  it('moves a row that became newer, and keeps one that is the same', () => {
    expect(idsOf(place(shown, at(11, { id: 's5' })))).toEqual(['s5', 's9', 's7']);
    expect(place(shown, at(7))).toBe(shown);
  });

  it('leaves a row that lies beyond what is read to its page', () => {
    expect(idsOf(place(shown, at(3)))).toEqual(['s9', 's7', 's5']);
    const whole = { ...shown, nextCursor: null };
    expect(idsOf(place(whole, at(3)))).toEqual(['s9', 's7', 's5', 's3']);
  });

  it('knows how far was read also when the last row is gone', () => {
    expect(idsOf(place(takeAway(shown, 's5'), at(6)))).toEqual(['s9', 's7', 's6']);
  });
});

describe('append', () => {
  it('takes each row once', () => {
    const shown = refresh(undefined, { sessions: [at(9), at(8)], nextCursor: 'c' });
    const next = append(shown, { sessions: [at(8), at(7)], nextCursor: null });
    expect([idsOf(next), next.nextCursor, next.end?.id]).toEqual([['s9', 's8', 's7'], null, 's7']);
  });
});

describe('refresh', () => {
  const long = refresh(undefined, { sessions: span(500, 201), nextCursor: 'after s201' });

  it('keeps what lies beyond the fresh rows', () => {
    const fresh = refresh(long, { sessions: span(501, 302), nextCursor: 'after s302' });
    expect([fresh.sessions.length, fresh.sessions[0]?.id, fresh.nextCursor]).toEqual([301, 's501', 'after s201']);
    expect(fresh.sessions[1]).toBe(long.sessions[0]);
  });

  it('does not join over a hole: others can be between', () => {
    const fresh = refresh(long, { sessions: span(900, 701), nextCursor: 'after s701' });
    expect([fresh.sessions.length, fresh.nextCursor]).toEqual([200, 'after s701']);
  });
});
