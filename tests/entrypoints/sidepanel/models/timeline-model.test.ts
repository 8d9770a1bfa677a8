import { describe, expect, it, onTestFinished } from 'vitest';
import { SnapshotWorkModel } from '../../../../entrypoints/sidepanel/models/snapshot-work-model.ts';
import { TimelineModel } from '../../../../entrypoints/sidepanel/models/timeline-model.ts';
import { deleteSessionForever, trashSession } from '../../../../lib/store/sessions.ts';
import { createSnapshot, listSnapshots, readSnapshotState } from '../../../../lib/store/snapshots.ts';
import type { SqlDatabase } from '../../../../lib/store/sql-database.ts';
import { addMessage, addSession } from '../../../contract/rows.ts';
import { NOON_MS } from '../../../support/fake-clock.ts';
import { startSimulatedBrowser } from '../../../support/simulated-browser.ts';

const HOUR_MS = 3_600_000;
const uuid = (n: number) => `01890000-0000-7000-8000-00000000a${String(n).padStart(3, '0')}`;

function keep(db: SqlDatabase, n: number, hoursAgo: number, sessionId: string, draft = '', where = {}): void {
  const timestamp = new Date(NOON_MS - hoursAgo * HOUR_MS).toISOString();
  const ui = { currentView: 'session', sidebarCollapsed: false, scrollTop: 0, draft, ...where };
  const row = { type: 'manual', trigger: { type: 'manual' }, starred: false } as const;
  createSnapshot(db, { ...row, id: uuid(n), timestamp, sessionId, ui });
}

/** A timeline over two sessions: 1 (20 h ago), 2 (5 h ago, before its second message) and 3 (half an hour ago, of the other one). */
async function openTimeline() {
  const browser = await startSimulatedBrowser();
  const { db } = browser.host;
  addSession(db, 's1');
  addSession(db, 's2');
  keep(db, 1, 20, 's1');
  addMessage(db, 's1', 'm1');
  keep(db, 2, 5, 's1', 'Of then');
  addMessage(db, 's1', 'm2');
  keep(db, 3, 0.5, 's2');
  const { panel } = await browser.open();
  panel.sessions.open('s1');
  await browser.clock.advance(200);
  const timeline = new TimelineModel(panel);
  const work = new SnapshotWorkModel(panel, timeline);
  onTestFinished(() => timeline[Symbol.dispose]());
  await browser.clock.advance(300);
  return { browser, db, panel, timeline, work };
}

const shown = ({ marks }: TimelineModel) => marks.peek().map(({ id }) => Number(id.slice(-3)));

function changesOf({ comparison }: TimelineModel) {
  const now = comparison.peek();
  return now.state === 'ready' ? now.value.changes.map(({ what }) => what) : now.state;
}

async function chosenOf({ timeline, browser }: Awaited<ReturnType<typeof openTimeline>>, n: number) {
  timeline.choose(uuid(n));
  await browser.clock.advance(300);
  const chosen = timeline.chosen.peek();
  if (!chosen) throw new Error(`Snapshot ${n} is not told of.`);
  return chosen;
}

describe('TimelineModel', () => {
  it('shows what is in the range, of all sessions or the one that is shown, and chooses the newest', async () => {
    const { browser, panel, timeline } = await openTimeline();
    expect([shown(timeline), timeline.chosen.peek()?.id]).toEqual([[3, 2, 1], uuid(3)]);
    timeline.range.value = '6h';
    await browser.clock.advance(300);
    expect(shown(timeline)).toEqual([3, 2]);
    timeline.range.value = 'all';
    timeline.scope.value = 'session';
    await browser.clock.advance(300);
    expect([shown(timeline), timeline.chosen.peek()?.id]).toEqual([[2, 1], uuid(2)]);
    const line = timeline.line.peek();
    expect(line.state === 'ready' && line.value.fromMs).toBe(NOON_MS - 20 * HOUR_MS);
    panel.sessions.startNew();
    await browser.clock.advance(300);
    expect(shown(timeline)).toEqual([]);
  });

  it('tells what is different since, and between two, the older one first', async () => {
    const opened = await openTimeline();
    const { browser, panel, timeline } = opened;
    await chosenOf(opened, 2);
    expect(changesOf(timeline)).toEqual(['messages', 'draft']);
    panel.drafts.edit('Of then');
    await timeline.compare();
    expect(changesOf(timeline)).toEqual(['messages']);
    timeline.toggleOther();
    await chosenOf(opened, 1);
    const now = timeline.comparison.peek();
    expect(now.state === 'ready' && now.value.changes[0]).toEqual({ what: 'messages', from: 0, to: 1 });
    timeline.toggleOther();
    timeline.toggleOther();
    await chosenOf(opened, 2);
    expect(timeline.other.peek()?.id).toBe(uuid(1));
    const again = timeline.comparison.peek();
    expect(again).toEqual(now);
    timeline.toggleOther();
    await browser.clock.advance(300);
    expect(changesOf(timeline)).toEqual(['messages']);
  });

  it('goes along by place, and not beyond the ends', async () => {
    const { timeline } = await openTimeline();
    const places = [-3, 1, 99].map((index) => {
      timeline.chooseAt(index);
      return timeline.chosenIndex.peek();
    });
    expect(places).toEqual([0, 1, 2]);
  });

  it('follows the store, says when it cannot be read, and reads again when the store is back', async () => {
    const { browser, panel, db } = await openTimeline();
    await browser.host.client.change('snapshots/delete', { id: uuid(1) });
    await browser.setHost(false);
    const timeline = new TimelineModel(panel);
    onTestFinished(() => timeline[Symbol.dispose]());
    await browser.clock.advance(300);
    expect(timeline.line.peek().state).toBe('loading');
    await timeline.read();
    expect(timeline.line.peek().state).toBe('failed');
    await browser.setHost(true);
    await browser.clock.advance(300);
    expect(shown(timeline)).toEqual([3, 2]);
    keep(db, 4, 0, 's1');
    await browser.host.client.change('snapshots/update', { id: uuid(4), starred: true });
    await browser.clock.advance(300);
    expect([shown(timeline), timeline.marks.peek()[0]?.starred]).toEqual([[4, 3, 2], true]);
  });

  it('tells of what other programs wrote, without a time', async () => {
    const { browser, db, timeline } = await openTimeline();
    db.run(
      `INSERT INTO snapshots (id, timestamp, type, trigger, size_bytes, state_json, summary_json)
       VALUES ('odd', 'yesterday', 'x', 'by hand', 2, '{}', '{}')`,
    );
    timeline.range.value = 'all';
    await browser.clock.advance(300);
    timeline.choose('odd');
    await browser.clock.advance(300);
    expect(timeline.chosen.peek()).toMatchObject({ type: 'manual', trigger: { type: 'by hand' } });
    const line = timeline.line.peek();
    expect(line.state === 'ready' && [line.value.fromMs, line.value.toMs]).toEqual([
      NOON_MS - 20 * HOUR_MS,
      browser.clock.now() - 300 - 300,
    ]);
  });
});

describe('SnapshotWorkModel', () => {
  it('takes one by hand, and asks for its name', async () => {
    const { browser, db, timeline, work } = await openTimeline();
    await work.take();
    await browser.clock.advance(300);
    const [newest] = listSnapshots(db, { limit: 1 }).snapshots;
    expect(newest).toMatchObject({ type: 'manual', sessionId: 's1', trigger: { type: 'manual' } });
    expect([timeline.chosen.peek()?.id, work.described.peek()]).toEqual([newest?.id, newest?.id]);
    if (newest) work.describe(newest, '  Before all that ');
    await browser.clock.advance(300);
    expect(timeline.chosen.peek()?.description).toBe('Before all that');
    expect(listSnapshots(db, { limit: 1 }).snapshots[0]?.description).toBe('Before all that');
  });

  it('stars, at once on the screen', async () => {
    const opened = await openTimeline();
    const snapshot = await chosenOf(opened, 2);
    opened.work.toggleStar(snapshot);
    expect([opened.timeline.chosen.peek()?.starred, opened.timeline.marks.peek()[1]?.starred]).toEqual([true, true]);
    await opened.browser.clock.advance(300);
    expect(opened.db.all('SELECT id FROM snapshots WHERE starred = 1')).toEqual([{ id: uuid(2) }]);
  });

  it('deletes, and puts back what it was', async () => {
    const opened = await openTimeline();
    const { browser, db, panel, timeline, work } = opened;
    const snapshot = await chosenOf(opened, 2);
    const before = [snapshot, readSnapshotState(db, uuid(2))];
    await work.remove(snapshot);
    expect([shown(timeline), timeline.chosenId.peek()]).toEqual([[3, 1], uuid(1)]);
    await browser.clock.advance(300);
    expect(db.get('SELECT 1 FROM snapshots WHERE id = ?', [uuid(2)])).toBeUndefined();
    panel.notices.act();
    await browser.clock.advance(500);
    expect([shown(timeline), timeline.chosenId.peek()]).toEqual([[3, 2, 1], uuid(2)]);
    expect([timeline.chosen.peek(), readSnapshotState(db, uuid(2))]).toEqual(before);
  });

  it('restores into a new branch, with the draft of then, and keeps how it was before', async () => {
    const opened = await openTimeline();
    const { browser, db, panel, work } = opened;
    panel.layout.openView('timeline');
    panel.drafts.edit('Of now');
    await browser.clock.advance(300);
    await work.restore(await chosenOf(opened, 2), 'in the morning');
    await browser.clock.advance(500);
    const { current, currentId } = panel.sessions;
    expect(current.peek()).toMatchObject({
      ...{ parentSessionId: 's1', branchPoint: 1, messageCount: 1, branchName: 'restored in the morning' },
    });
    expect(panel.drafts.draft.peek()).toMatchObject({ text: 'Of then' });
    expect(panel.layout.view.peek()).toBeUndefined();
    const [newest] = listSnapshots(db, { limit: 1 }).snapshots;
    expect(newest).toMatchObject({
      ...{ type: 'system', sessionId: 's1', trigger: { type: 'before_restore', snapshotId: uuid(2) } },
      summary: { messageCount: 2, draft: 'Of now' },
    });
    panel.notices.act();
    await browser.clock.advance(300);
    expect(currentId.peek()).toBe('s1');
    expect(panel.drafts.draft.peek()).toMatchObject({ text: 'Of now' });
  });

  it('restores the view of then: what was open, the sidebar, the place and the caret', async () => {
    const opened = await openTimeline();
    const { browser, db, panel, timeline, work } = opened;
    const where = { place: { sequence: 1, offsetPx: 12 }, caret: { start: 2, end: 5 } };
    keep(db, 4, 0, 's1', 'Of then', { ...where, currentView: 'usage', sidebarCollapsed: true });
    await timeline.read();
    panel.layout.openView('timeline');
    panel.layout.setCollapsed(false);
    await work.restore(await chosenOf(opened, 4), 'then');
    await browser.clock.advance(500);
    expect(panel.layout.view.peek()).toBe('usage');
    expect(panel.layout.isSidebarCollapsed.peek()).toBe(true);
    const sessionId = panel.sessions.currentId.peek();
    expect(panel.viewState.wanted.peek()).toEqual({ sessionId, ...where });
    expect(sessionId).not.toBe('s1');
  });

  it('restores the draft alone where the session is gone, and asks about one in the trash', async () => {
    const opened = await openTimeline();
    const { browser, db, panel, work } = opened;
    const snapshot = await chosenOf(opened, 2);
    trashSession(db, 's1', new Date(NOON_MS).toISOString());
    await work.restore(snapshot, 'then');
    expect(panel.notices.notice.peek()?.text).toBe('Its session is in the trash.');
    panel.notices.act();
    await browser.clock.advance(500);
    expect(panel.sessions.current.peek()).toMatchObject({ parentSessionId: 's1', branchName: 'restored then' });

    db.run("UPDATE snapshots SET session_id = NULL WHERE session_id = 's1'");
    deleteSessionForever(db, 's1');
    await work.restore(snapshot, 'then');
    await browser.clock.advance(500);
    expect(panel.notices.notice.peek()?.text).toContain('Its session is gone');
    expect(panel.sessions.currentId.peek()).toBeNull();
    expect(panel.drafts.draft.peek()).toMatchObject({ text: 'Of then' });
  });

  it('says what could not be done without the host', async () => {
    const opened = await openTimeline();
    const { browser, panel, work } = opened;
    const snapshot = await chosenOf(opened, 2);
    await browser.setHost(false);
    const text = () => panel.notices.notice.peek()?.text;
    await work.remove(snapshot);
    expect(text()).toBe('The snapshot was not deleted: No connection to the store.');
    await work.look(snapshot);
    expect(work.seen.peek()?.messages.state).toBe('failed');
  });

  it('shows the session as it was, page by page from its end, and no later message', async () => {
    const opened = await openTimeline();
    const { browser, db, work } = opened;
    for (let index = 3; index <= 130; index += 1) addMessage(db, 's1', `m${index}`);
    keep(db, 5, 0, 's1', 'A draft');
    addMessage(db, 's1', 'later');
    await browser.clock.advance(100);
    await opened.timeline.read();
    await work.look(await chosenOf(opened, 5));
    const ids = () => {
      const messages = work.seen.peek()?.messages;
      return messages?.state === 'ready' ? messages.value.map(({ id }) => id) : [];
    };
    expect([ids().length, ids().at(-1), work.seen.peek()?.draft]).toEqual([50, 'm130', 'A draft']);
    await work.lookEarlier();
    await work.lookEarlier();
    expect([ids().length, ids()[0], work.seen.peek()?.hasEarlier]).toEqual([130, 'm1', false]);
    work.closeLook();
    expect(work.seen.peek()).toBeUndefined();
  });
});
