import { describe, expect, it } from 'vitest';
import type { CrashRecord } from '../../../lib/recovery/crash-record.ts';
import { findCrashes, type KnownPanels } from '../../../lib/recovery/find-crashes.ts';
import type { PanelRow } from '../../../lib/recovery/panel-row.ts';
import { NOON_MS, record, row } from './records.ts';

const MINUTE_MS = 60_000;

/** What is found at noon. */
function find(rows: readonly PanelRow[], stored: readonly CrashRecord[] = [], living: readonly string[] = []) {
  const known: KnownPanels = { rows, stored, living: new Set(living) };
  return findCrashes(known, NOON_MS);
}

const crash = (from: CrashRecord, endedMs = Date.parse(from.timestamp), isClockChanged = false) => ({
  record: from,
  endedMs,
  isClockChanged,
});
const NOTHING = { crashes: [], expired: [], last: undefined, forgotten: [], isCrashLoop: false };

describe('findCrashes', () => {
  it('offers a panel that ended without a mark, with something at stake', () => {
    const ended = record('p1', 1000);
    expect(find([row(ended)])).toEqual({ ...NOTHING, crashes: [crash(ended)] });
  });

  it('never offers one that lives, wherever its record is', () => {
    const living = record('p1', 1000);
    expect(find([row(living)], [living], ['p1'])).toEqual(NOTHING);
  });

  it('shows again without a word where a panel was that was closed, or had nothing at stake', () => {
    const [closed, idle] = [record('p1', 2000), record('p2', 1000, { draft: '' })];
    expect(find([row(closed, { endedAt: NOON_MS - 1000 })])).toEqual({ ...NOTHING, last: closed });
    expect(find([row(idle)])).toEqual({ ...NOTHING, last: idle });
  });

  it('shows the one that ended last, and forgets the others that nobody has to be asked about', () => {
    const panels = [record('p1', 3000), record('p2', 1000), record('p3', 2000)];
    const rows = panels.map((panel) => row(panel, { endedAt: NOON_MS }));
    expect(find(rows)).toEqual({ ...NOTHING, last: panels[1], forgotten: ['p3', 'p1'] });
  });

  it('takes the newer record of storage and journal, and one that only one of them has', () => {
    const [older, newer] = [record('p1', 5000, { draft: 'Old' }), record('p1', 1000, { draft: 'New' })];
    const only = record('p2', 3000, { draft: 'Only' });
    expect(find([row(older)], [newer, only]).crashes).toEqual([crash(newer), crash(only)]);
    expect(find([row(newer)], [older]).crashes).toEqual([crash(newer)]);
  });

  it('takes the mark of the journal for a record that storage still has', () => {
    const left = record('p1', 1000);
    expect(find([row(record('p1', 2000), { endedAt: NOON_MS })], [left])).toEqual({ ...NOTHING, last: left });
  });

  it('offers one whose reply was cut off and not seen again, although it was closed', () => {
    const cutOff = record('p1', 1000, { draft: '', replyId: 'r1', isCutOff: true });
    expect(find([row(cutOff, { endedAt: NOON_MS })]).crashes).toEqual([crash(cutOff)]);
  });

  it('offers until 30 minutes after the last word, and then keeps as a snapshot', () => {
    const [recent, old] = [record('p1', 30 * MINUTE_MS), record('p2', 30 * MINUTE_MS + 1)];
    expect(find([row(recent), row(old)])).toEqual({ ...NOTHING, crashes: [crash(recent)], expired: [crash(old)] });
    // Nothing changed for an hour, but it lived until a minute ago.
    const quiet = record('p3', 60 * MINUTE_MS);
    const aliveAt = NOON_MS - MINUTE_MS;
    expect(find([row(quiet, { aliveAt })]).crashes).toEqual([crash(quiet, aliveAt)]);
  });

  it('takes one from the future for recent, and says so when another clock wrote it', () => {
    const near = record('p1', -5 * MINUTE_MS);
    const far = record('p2', -5 * MINUTE_MS - 1, { draft: 'Far' });
    expect(find([row(near), row(far)]).crashes).toEqual([crash(far, undefined, true), crash(near, undefined, false)]);
  });

  it('offers several, the one that ended last first', () => {
    const panels = [3000, 1000, 2000].map((agoMs, n) => record(`p${n + 1}`, agoMs, { draft: `Text ${n}` }));
    expect(find(panels.map((panel) => row(panel))).crashes.map((one) => one.record.panelId)).toEqual([
      'p2',
      'p3',
      'p1',
    ]);
  });

  it('offers once what several panels showed alike: the newest of them', () => {
    const [older, newer] = [record('p1', 3000), record('p2', 1000, { replyId: 'r1' })];
    const other = record('p3', 2000, { session: null });
    expect(find([older, newer, other].map((panel) => row(panel)))).toEqual({
      ...NOTHING,
      crashes: [crash(newer), crash(other)],
      forgotten: ['p1'],
    });
  });

  it('keeps of a panel that crashed in the prompt what the one before it knew', () => {
    const ui = { currentView: 'session', sidebarCollapsed: false, scrollTop: 7 };
    const place = { sequence: 12, offsetPx: 4 };
    const read = record('p1', 3000, { replyId: 'r1', ui: { ...ui, place, caret: { start: 1, end: 2 } } });
    const prompted = record('p2', 1000, { ui: { ...ui, place: null, caret: null } });
    const [found] = find([row(read), row(prompted)]).crashes;
    expect(found?.record).toEqual({ ...prompted, ui: { ...prompted.ui, place, caret: read.ui.caret }, replyId: 'r1' });
  });

  it('shows no record of a clock that was ahead in the place of newer ones', () => {
    const [ahead, real] = [record('p1', -3600_000), record('p2', 1000)];
    const rows = [ahead, real].map((panel) => row(panel, { endedAt: NOON_MS }));
    expect(find(rows)).toEqual({ ...NOTHING, last: real, forgotten: ['p1'] });
  });

  it('forgets a panel that told nothing, unless its start counts as failed', () => {
    const silent = (id: string, changes: Partial<PanelRow>) => row(record(id), { record: null, ...changes });
    const rows = [
      silent('settled', { startedAt: NOON_MS }),
      silent('failed', { settledAt: null, startedAt: NOON_MS - 1000 }),
      silent('failed long ago', { settledAt: null, startedAt: NOON_MS - 5 * MINUTE_MS - 1 }),
    ];
    expect(find(rows)).toEqual({ ...NOTHING, forgotten: ['settled', 'failed long ago'] });
  });

  it('takes no notice of one that is forgotten, also when storage came back with its record', () => {
    const left = record('p1', 1000);
    const gone = row(left, { endedAt: NOON_MS, record: null });
    expect(find([gone])).toEqual(NOTHING);
    expect(find([gone], [left])).toEqual({ ...NOTHING, forgotten: ['p1'] });
  });

  it('sees a crash loop in two starts that failed within five minutes', () => {
    const failed = (id: string, agoMs: number, changes: Partial<PanelRow> = {}) =>
      row(record(id, agoMs), { settledAt: null, startedAt: NOON_MS - agoMs, ...changes });
    const isLoop = (...rows: PanelRow[]) => find(rows).isCrashLoop;
    expect(isLoop(failed('p1', 1000))).toBe(false);
    expect(isLoop(failed('p1', 1000), failed('p2', 5 * MINUTE_MS))).toBe(true);
    expect(isLoop(failed('p1', 1000), failed('p2', 5 * MINUTE_MS + 1))).toBe(false);
    expect(isLoop(failed('p1', 1000), failed('p2', 2000, { endedAt: NOON_MS }))).toBe(false);
    expect(isLoop(failed('p1', 1000), failed('p2', 2000, { settledAt: NOON_MS }))).toBe(false);
    expect(isLoop(failed('p1', 1000), failed('p2', -1000))).toBe(false);
  });
});
