import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import {
  crashRecord,
  isAtStake,
  MAX_RECORDED_DRAFT,
  newestRecord,
  toRecord,
} from '../../../lib/recovery/crash-record.ts';
import { NOON_MS, panelState, record } from './records.ts';

describe('toRecord', () => {
  it('says which panel, when, and where it was, in the form that is read again', () => {
    const made = toRecord('p1', panelState({ draft: 'Text', replyId: 'r1', balance: 2.5 }), NOON_MS);
    expect(made).toEqual({
      ...{ version: 1, panelId: 'p1', timestamp: '2026-01-31T12:00:00.000Z' },
      session: { id: 's1', title: 'Lighthouses', messageCount: 4 },
      ...{ draft: 'Text', draftLength: 4, draftUpdatedAt: null, draftBase: null, replyId: 'r1' },
      ...{ isCutOff: false, unsentCount: 0, balanceSource: null },
      ui: { currentView: 'session', sidebarCollapsed: false, scrollTop: 0, place: null, caret: null },
      balance: 2.5,
    });
    expect(v.parse(crashRecord, JSON.parse(JSON.stringify(made)))).toEqual(made);
  });

  it('leaves a draft over 256 Ki units to the journal, and says how long it is', () => {
    const held = toRecord('p1', panelState({ draft: 'x'.repeat(MAX_RECORDED_DRAFT) }), NOON_MS);
    const left = toRecord('p1', panelState({ draft: 'x'.repeat(MAX_RECORDED_DRAFT + 1) }), NOON_MS);
    expect([held.draft.length, held.draftLength]).toEqual([MAX_RECORDED_DRAFT, MAX_RECORDED_DRAFT]);
    expect([left.draft, left.draftLength]).toEqual(['', MAX_RECORDED_DRAFT + 1]);
    expect(isAtStake(left)).toBe(true);
  });
});

describe('isAtStake', () => {
  it.each([
    [{ draft: '' }, false],
    [{ draft: ' \n\t' }, false],
    [{ draft: 'x' }, true],
    [{ draft: '', replyId: 'r1' }, true],
    [{ draft: '', unsentCount: 1 }, true],
  ])('%j: %s', (state, expected) => {
    expect(isAtStake(record('p1', 0, state))).toBe(expected);
  });
});

describe('newestRecord', () => {
  it('takes the newest of what several places have, and the one there is', () => {
    const [older, newer] = [record('p1', 5000), record('p1', 1000)];
    expect(newestRecord([older, newer], NOON_MS)).toBe(newer);
    expect(newestRecord([newer, older], NOON_MS)).toBe(newer);
    expect(newestRecord([undefined, older, null], NOON_MS)).toBe(older);
    expect(newestRecord([], NOON_MS)).toBe(undefined);
  });

  it('prefers any other to one of a clock that was ahead', () => {
    const [older, ahead, near] = [record('p1', 5000), record('p1', -300_001), record('p1', -300_000)];
    expect(newestRecord([older, ahead], NOON_MS)).toBe(older);
    expect(newestRecord([older, near], NOON_MS)).toBe(near);
  });
});

describe('crashRecord', () => {
  it('takes fields of later versions, and what an earlier one did not have', () => {
    const { isCutOff, unsentCount, draftLength, draftUpdatedAt, draftBase, balanceSource, ...older } = record('p1');
    const { place, caret, ...ui } = older.ui;
    const parsed = v.parse(crashRecord, { ...older, ui, more: 1 });
    expect(parsed).toMatchObject({ more: 1, isCutOff: false, unsentCount: 0, ui: { place: null, caret: null } });
  });

  it.each([
    ['a broken time', { timestamp: 'yesterday' }],
    ['another version', { version: 2 }],
    ['a session without an id', { session: { title: 'x', messageCount: 1 } }],
    ['a draft that is too long', { draft: 'x'.repeat(MAX_RECORDED_DRAFT + 1) }],
    ['a place that is none', { ui: { currentView: 'x', sidebarCollapsed: false, scrollTop: Number.NaN } }],
  ])('refuses %s', (_, broken) => {
    expect(v.is(crashRecord, { ...record('p1'), ...broken })).toBe(false);
  });
});
