import { describe, expect, it } from 'vitest';
import { RecoveryCenterModel } from '../../../../entrypoints/sidepanel/models/recovery-center-model.ts';
import { setDraft } from '../../../../lib/store/drafts.ts';
import { addMessage, addSession, at } from '../../../contract/rows.ts';
import {
  type SimulatedBrowser,
  type SimulatedPanel,
  startSimulatedBrowser,
} from '../../../support/simulated-browser.ts';

/** A recovery center over a store with a draft, a reply that broke off and a snapshot. */
async function openCenter() {
  const browser = await startSimulatedBrowser();
  const { db } = browser.host;
  addSession(db, 's1');
  addSession(db, 's2');
  addMessage(db, 's1', 'q');
  addMessage(db, 's1', 'r', { role: 'assistant', status: 'interrupted', content: 'Half' });
  setDraft(db, { sessionId: 's2', content: 'A draft', updatedAt: at(1) });
  const ui = { currentView: 'session', sidebarCollapsed: true, scrollTop: 0, draft: 'Of then' };
  await browser.host.client.change('snapshots/create', {
    ...{ id: '01890000-0000-7000-8000-00000000aaaa', sessionId: 's1', type: 'system', ui },
    trigger: { type: 'crash_discarded' },
  });
  const opened = await browser.open();
  return { browser, opened, center: await centerOf(browser, opened) };
}

async function centerOf(browser: SimulatedBrowser, { panel, recovery }: SimulatedPanel) {
  const { env, connection, sessions, save, drafts, notices } = panel;
  const center = new RecoveryCenterModel({
    ...{ env, isReady: connection.isReady, currentId: sessions.currentId, save, drafts, notices, recovery },
  });
  await browser.clock.advance(200);
  return center;
}

function leftIn({ left }: RecoveryCenterModel) {
  const now = left.peek();
  if (now.state !== 'ready') return now.state;
  const { drafts, replies, snapshots } = now.value;
  return [
    drafts.map(({ start }) => start),
    replies.map(({ start }) => start),
    snapshots.map((one) => one.summary.draft),
  ];
}

describe('RecoveryCenterModel', () => {
  it('lists what was left behind, but for the draft on the screen, and follows the store', async () => {
    const { browser, opened, center } = await openCenter();
    expect(leftIn(center)).toEqual([['A draft'], ['Half'], ['Of then']]);
    opened.panel.chat.keep('r');
    await browser.clock.advance(500);
    expect(leftIn(center)).toEqual([['A draft'], [], ['Of then']]);
    opened.panel.sessions.open('s2');
    await center.read();
    expect(leftIn(center)).toEqual([[], [], ['Of then']]);
  });

  it('waits for the host, and says when it cannot be read', async () => {
    const { browser, opened } = await openCenter();
    await browser.setHost(false);
    const center = await centerOf(browser, opened);
    expect(leftIn(center)).toBe('loading');
    await center.read();
    expect(leftIn(center)).toBe('failed');
    await browser.setHost(true);
    await browser.clock.advance(200);
    expect(leftIn(center)).toEqual([['A draft'], ['Half'], ['Of then']]);
  });

  it('restores a snapshot beside what is there; it stays', async () => {
    const { browser, opened, center } = await openCenter();
    const { panel } = opened;
    panel.sessions.open('s1');
    await browser.clock.advance(100);
    panel.drafts.edit('Of now');
    await browser.clock.advance(300);
    panel.sessions.open('s2');
    await center.restoreSnapshot('01890000-0000-7000-8000-00000000aaaa');
    await browser.clock.advance(300);
    expect(panel.sessions.currentId.peek()).toBe('s1');
    expect(panel.layout.isSidebarCollapsed.peek()).toBe(true);
    expect(panel.drafts.draft.peek()).toMatchObject({ text: 'Of then\n\nOf now' });
    expect(leftIn(center)).toMatchObject({ 2: ['Of then'] });
  });

  it('says that a snapshot of another making cannot be shown, or is gone', async () => {
    const { browser, opened, center } = await openCenter();
    const text = () => opened.panel.notices.notice.peek()?.text;
    await browser.host.client.change('snapshots/create', {
      ...{ id: '01890000-0000-7000-8000-00000000bbbb', sessionId: null, type: 'system', trigger: { type: 'x' } },
      ui: { draft: 7 },
    });
    await center.restoreSnapshot('01890000-0000-7000-8000-00000000bbbb');
    expect(text()).toContain('nothing that a panel of this version can show');
    await center.restoreSnapshot('none');
    expect(text()).toContain('The snapshot could not be read');
  });

  it('deletes a snapshot, and brings it back', async () => {
    const { browser, opened, center } = await openCenter();
    const now = center.left.peek();
    const [snapshot] = now.state === 'ready' ? now.value.snapshots : [];
    if (snapshot) await center.deleteSnapshot(snapshot);
    await browser.clock.advance(500);
    expect(leftIn(center)).toMatchObject({ 2: [] });
    opened.panel.notices.act();
    await browser.clock.advance(500);
    expect(leftIn(center)).toMatchObject({ 2: ['Of then'] });
    if (snapshot) await center.deleteSnapshot(snapshot);
    expect(opened.panel.notices.notice.peek()?.text).toContain('The snapshot could not be deleted');
  });

  it('deletes a draft as it is now, also one that this panel knows an older version of, and brings it back', async () => {
    const { browser, opened, center } = await openCenter();
    const { panel } = opened;
    panel.sessions.open('s2');
    await browser.clock.advance(100);
    panel.sessions.startNew();
    setDraft(browser.host.db, { sessionId: 's2', content: 'A draft and more', updatedAt: at(2) });
    await center.read();
    const now = center.left.peek();
    const [draft] = now.state === 'ready' ? now.value.drafts : [];
    expect(draft?.start).toBe('A draft and more');
    if (draft) await center.deleteDraft(draft);
    await browser.clock.advance(500);
    expect(leftIn(center)).toMatchObject({ 0: [] });
    panel.notices.act();
    await browser.clock.advance(500);
    expect(leftIn(center)).toMatchObject({ 0: ['A draft and more'] });
  });
});
