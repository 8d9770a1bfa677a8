import { describe, expect, it } from 'vitest';
import type { PanelRow } from '../../../../lib/recovery/panel-row.ts';
import {
  type SimulatedBrowser,
  type SimulatedPanel,
  startSimulatedBrowser,
} from '../../../support/simulated-browser.ts';

const MINUTE_MS = 60_000;

/** Types in a panel, long enough ago that it is kept. */
async function type({ clock }: SimulatedBrowser, { panel }: SimulatedPanel, text: string): Promise<void> {
  panel.drafts.edit(text);
  await clock.advance(250);
}

/** Asks, and lets the reply begin. Returns the session's id. */
async function ask({ clock }: SimulatedBrowser, { panel }: SimulatedPanel, question: string): Promise<string> {
  expect(panel.chat.send(question)).toBe(true);
  await clock.advance(500);
  return panel.sessions.currentId.peek() ?? '';
}

const draftOf = ({ panel }: SimulatedPanel) => {
  const draft = panel.drafts.draft.peek();
  return draft.state === 'ready' ? draft.text : undefined;
};

const titles = ({ recovery }: SimulatedPanel) =>
  recovery.crashes.peek().map(({ record }) => record.session?.title ?? null);

/** A browser that was killed in a session with a draft, and is there again. */
async function killed(draft = 'Half a thought') {
  const browser = await startSimulatedBrowser();
  const first = await browser.open();
  const sessionId = await ask(browser, first, 'Lighthouses?');
  await browser.host.provider.last.end({});
  await type(browser, first, draft);
  await browser.crash({ withStorage: true });
  return { browser, sessionId, panel: await browser.open() };
}

/** The store has the question, the panel's record does not yet. */
async function crashedRightAfterAsking(question: string) {
  const browser = await startSimulatedBrowser();
  const first = await browser.open();
  await type(browser, first, question);
  first.panel.chat.send(question);
  await browser.clock.advance(20);
  await browser.crash({ withStorage: true });
  return { browser, first };
}

describe('RecoveryModel', () => {
  it('prompts after a kill, and names the session', async () => {
    const { browser, panel } = await killed();
    expect(panel.panel.layout.dialog.peek()).toBe('restore');
    expect(panel.recovery.available.peek()).toEqual({
      sessionTitle: 'Lighthouses?',
      messageCount: 2,
      timestamp: expect.stringMatching(/^2026-01-31T12:00/),
    });
    expect(browser.waiting()).toBe(1);
  });

  it('Restore brings back session and draft, and forgets the crash', async () => {
    const { browser, sessionId, panel } = await killed();
    const [crash] = panel.recovery.crashes.peek();
    if (crash) await panel.recovery.restore(crash);
    await browser.clock.advance(500);
    expect(panel.panel.sessions.currentId.peek()).toBe(sessionId);
    expect(draftOf(panel)).toBe('Half a thought');
    expect(panel.panel.layout.dialog.peek()).toBe(undefined);
    expect(browser.known()).toEqual([panel.panelId]);
    expect(browser.waiting()).toBe(0);
    expect(browser.host.db.all("SELECT session_id FROM analytics WHERE event_type = 'recovery'")).toEqual([
      { session_id: sessionId },
    ]);
    await panel.close();
    expect(titles(await browser.open())).toEqual([]);
  });

  it('does not ask again what was asked: a draft that became a question stays one', async () => {
    const { browser } = await crashedRightAfterAsking('Lighthouses?');
    const panel = await browser.open();
    const [crash] = panel.recovery.crashes.peek();
    if (crash) await panel.recovery.restore(crash);
    await browser.clock.advance(2000);
    panel.panel.sessions.startNew();
    await browser.clock.advance(200);
    expect(draftOf(panel)).toBe('');
    expect(browser.host.db.all("SELECT content FROM messages WHERE role = 'user'")).toEqual([
      { content: 'Lighthouses?' },
    ]);
  });

  it('waits for a host that is just being started before it takes a question for a draft', async () => {
    const { browser, first } = await crashedRightAfterAsking('Lighthouses?');
    // The question was the last that reached the disk: the record is the one before.
    const row = browser.rows.get(first.panelId) as PanelRow;
    const draftUpdatedAt = '2026-01-31T12:00:00.000Z';
    const record = { ...row.record, session: null, draft: 'Lighthouses?', draftLength: 12, draftUpdatedAt };
    browser.rows.set(first.panelId, { ...row, record });
    await browser.setHost('starting');
    const panel = await browser.open();
    const [crash] = panel.recovery.crashes.peek();
    const restored = crash && panel.recovery.restore(crash);
    await browser.clock.advance(1000);
    await browser.setHost(true);
    await browser.clock.advance(1000);
    await restored;
    panel.panel.sessions.startNew();
    await browser.clock.advance(300);
    expect(draftOf(panel)).toBe('');
  });

  it('Discard keeps everything as a snapshot and empties the draft; Undo brings both back', async () => {
    const { browser, sessionId, panel } = await killed();
    const [crash] = panel.recovery.crashes.peek();
    if (crash) await panel.recovery.discard(crash);
    await browser.clock.advance(500);
    const { snapshots } = await browser.host.client.call('snapshots/list', {});
    expect(snapshots).toMatchObject([
      { sessionId, type: 'system', trigger: { type: 'crash_discarded' }, summary: { draft: 'Half a thought' } },
    ]);
    const kept = async () => (await browser.host.client.call('drafts/get', { sessionId })).draft.content;
    expect(await kept()).toBe('');
    expect(browser.known()).toEqual([panel.panelId]);

    panel.panel.notices.act();
    await browser.clock.advance(1000);
    expect(await kept()).toBe('Half a thought');
    expect(draftOf(panel)).toBe('Half a thought');
    expect((await browser.host.client.call('snapshots/list', {})).snapshots).toEqual([]);
  });

  it('Discard while the host is away is done when it is back', async () => {
    const { browser, panel } = await killed();
    await browser.setHost(false);
    const [crash] = panel.recovery.crashes.peek();
    if (crash) void panel.recovery.discard(crash);
    await browser.clock.advance(1000);
    expect(browser.known(), 'the journal has it').toEqual([panel.panelId]);
    await browser.setHost(true);
    await browser.clock.advance(5000);
    expect((await browser.host.client.call('snapshots/list', {})).snapshots).toHaveLength(1);
  });

  it('Later keeps it, for the key and for the next panel', async () => {
    const { browser, panel } = await killed();
    panel.recovery.postpone();
    expect(panel.panel.layout.dialog.peek()).toBe(undefined);
    expect(panel.recovery.startUp.peek().offer).toBe('postponed');
    panel.recovery.show();
    expect(panel.panel.layout.dialog.peek()).toBe('restore');
    panel.recovery.postpone();
    await panel.close();
    expect(titles(await browser.open())).toEqual(['Lighthouses?']);
  });

  it('shows the recovery center where nothing waits', async () => {
    const browser = await startSimulatedBrowser();
    const panel = await browser.open();
    panel.recovery.show();
    expect(panel.panel.layout.dialog.peek()).toBe('recovery');
  });

  it('shows without a word where a panel was that was closed: session and sidebar', async () => {
    const browser = await startSimulatedBrowser();
    const first = await browser.open();
    const sessionId = await ask(browser, first, 'Lighthouses?');
    await browser.host.provider.last.end({});
    first.panel.layout.setCollapsed(true);
    await type(browser, first, 'Half a thought');
    await first.close();
    browser.storage.items.delete('sidepanel.recent.sessions');
    browser.storage.items.delete('sidepanel.ui');
    const panel = await browser.open();
    expect(panel.panel.layout.dialog.peek()).toBe(undefined);
    expect(panel.panel.sessions.currentId.peek()).toBe(sessionId);
    expect(panel.panel.layout.isSidebarCollapsed.peek()).toBe(true);
    await browser.clock.advance(200);
    expect(draftOf(panel)).toBe('Half a thought');
  });

  it('opens on the session, not in the settings that the last panel was closed in', async () => {
    const browser = await startSimulatedBrowser();
    const first = await browser.open();
    const sessionId = await ask(browser, first, 'Lighthouses?');
    await browser.host.provider.last.end({});
    first.panel.layout.openView('settings');
    await first.close();
    const panel = await browser.open();
    expect(panel.panel.sessions.currentId.peek()).toBe(sessionId);
    expect(panel.panel.layout.view.peek()).toBe(undefined);
  });

  it('never offers a panel that lives, and offers all of them after a crash', async () => {
    const browser = await startSimulatedBrowser();
    const first = await browser.open();
    await ask(browser, first, 'First?');
    await type(browser, first, 'One');
    const second = await browser.open();
    expect(titles(second)).toEqual([]);
    second.panel.sessions.startNew();
    await ask(browser, second, 'Second?');
    await type(browser, second, 'Two');
    await browser.crash({ withStorage: false });
    const panel = await browser.open();
    expect(titles(panel).toSorted()).toEqual(['First?', 'Second?']);
    const [crash] = panel.recovery.crashes.peek();
    if (crash) await panel.recovery.restore(crash);
    expect(titles(panel)).toHaveLength(1);
    expect(panel.panel.notices.notice.peek()?.text).toBe('One more panel can be restored.');
    panel.panel.layout.openDialog('keys');
    expect(panel.panel.notices.notice.peek()).toBeDefined();
    // By whatever way: it says nothing new there.
    panel.panel.layout.openDialog('recovery');
    expect(panel.panel.notices.notice.peek()).toBe(undefined);
  });

  it('closes its prompt when another panel dealt with it', async () => {
    const { browser, panel } = await killed();
    const other = await browser.open();
    expect(titles(other)).toEqual(['Lighthouses?']);
    const [crash] = other.recovery.crashes.peek();
    if (crash) await other.recovery.restore(crash);
    await browser.clock.advance(100);
    expect(titles(panel)).toEqual([]);
    expect(panel.panel.layout.dialog.peek()).toBe(undefined);
    expect(panel.recovery.startUp.peek().offer).toBe('settled');
  });

  it('keeps what is older than 30 minutes as a snapshot, without a prompt', async () => {
    const browser = await startSimulatedBrowser();
    const first = await browser.open();
    await type(browser, first, 'Half a thought');
    await browser.crash({ withStorage: true });
    browser.clock.set(browser.clock.now() + 31 * MINUTE_MS);
    const panel = await browser.open();
    await browser.clock.advance(500);
    expect(panel.panel.layout.dialog.peek()).toBe(undefined);
    expect((await browser.host.client.call('snapshots/list', {})).snapshots).toMatchObject([
      { sessionId: null, trigger: { type: 'crash_expired' }, summary: { draft: 'Half a thought' } },
    ]);
    expect(browser.known()).toEqual([panel.panelId]);
  });

  it('offers a reply that was cut off by a host that is not back, although the panel was closed', async () => {
    const browser = await startSimulatedBrowser();
    const first = await browser.open();
    await ask(browser, first, 'Lighthouses?');
    await browser.setHost(false);
    await browser.clock.advance(250);
    await first.close();
    const panel = await browser.open();
    expect(titles(panel)).toEqual(['Lighthouses?']);
    expect(panel.recovery.crashes.peek()[0]?.record.replyId).not.toBe(null);
  });

  it('does not restore what made two starts fail, says so and offers the list', async () => {
    const { browser } = await killed();
    await browser.clock.advance(1000);
    await browser.crash({ withStorage: true });
    await browser.open();
    await browser.clock.advance(1000);
    await browser.crash({ withStorage: true });
    const panel = await browser.open();
    expect(panel.recovery.startUp.peek()).toMatchObject({ mode: 'bare', offer: 'postponed' });
    expect(panel.panel.layout.dialog.peek()).toBe(undefined);
    expect(panel.panel.sessions.currentId.peek()).toBe(null);
    expect(panel.panel.notices.notice.peek()?.text).toContain('crashed twice');
    panel.panel.notices.act();
    expect(panel.panel.layout.dialog.peek()).toBe('restore');
  });

  it('a start after which somebody wrote does not count as failed, however soon it ends', async () => {
    const browser = await startSimulatedBrowser();
    for (const text of ['One', 'Two', 'Three']) {
      const panel = await browser.open();
      const [crash] = panel.recovery.crashes.peek();
      if (crash) await panel.recovery.restore(crash);
      expect(panel.recovery.startUp.peek().mode).toBe('restoring');
      panel.recovery.noteWriting();
      await type(browser, panel, text);
      await browser.crash({ withStorage: true });
    }
  });

  it('a start that lived on does not count as failed', async () => {
    const { browser, panel } = await killed();
    panel.recovery.postpone();
    await browser.clock.advance(4000);
    await browser.crash({ withStorage: true });
    const next = await browser.open();
    await browser.clock.advance(4000);
    expect(next.recovery.startUp.peek()).toMatchObject({ mode: 'restoring', offer: 'open', step: 'ready' });
  });

  it('sets aside what cannot be read, and starts', async () => {
    const { browser } = await killed();
    await browser.crash({ withStorage: false });
    browser.rows.set('broken', { panelId: 'broken', startedAt: 'yesterday' });
    browser.storage.setItem('sidepanel.crash.recovery', JSON.stringify({ p9: { version: 1, panelId: 'p9' } }));
    const panel = await browser.open();
    expect(titles(panel)).toEqual(['Lighthouses?']);
    expect(browser.storage.getItem('sidepanel.quarantine.sidepanel.crash.recovery')).toContain('"panelId"');
    expect(browser.known().includes('broken')).toBe(false);
  });

  it('starts without a journal, and without a prompt', async () => {
    const browser = await startSimulatedBrowser();
    browser.breakJournal();
    const panel = await browser.open();
    await browser.clock.advance(2000);
    expect(panel.recovery.startUp.peek()).toMatchObject({ step: 'ready', offer: 'none' });
    await ask(browser, panel, 'Lighthouses?');
    expect(browser.host.db.all('SELECT role FROM messages')).toHaveLength(2);
  });

  it('puts the draft of a session that is gone into a new one', async () => {
    const browser = await startSimulatedBrowser();
    const first = await browser.open();
    const sessionId = await ask(browser, first, 'Lighthouses?');
    await browser.host.provider.last.end({});
    await type(browser, first, 'Half a thought');
    await browser.crash({ withStorage: false });
    await browser.host.client.change('sessions/delete', { id: sessionId, forever: true });
    const panel = await browser.open();
    const [crash] = panel.recovery.crashes.peek();
    if (crash) await panel.recovery.restore(crash);
    await browser.clock.advance(500);
    expect(panel.panel.sessions.currentId.peek()).toBe(null);
    expect(draftOf(panel)).toBe('Half a thought');
  });
});
