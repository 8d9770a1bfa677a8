import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AutoSnapshotModel } from '../../../../entrypoints/sidepanel/models/auto-snapshot-model.ts';
import { addSession } from '../../../contract/rows.ts';
import { sessionRow } from '../../../support/fake-client.ts';
import { NOON_MS } from '../../../support/fake-clock.ts';
import { settle } from '../../../support/panel-environment.ts';
import { openPanel } from '../../../support/panel-harness.ts';
import { type SimulatedBrowser, startSimulatedBrowser } from '../../../support/simulated-browser.ts';

const MINUTE_MS = 60_000;
const SECOND_MS = 1000;

/** A panel that takes snapshots by itself, in a session that was kept just now. */
async function openWorking() {
  const browser = await startSimulatedBrowser();
  addSession(browser.host.db, 's1');
  const { panel, preferences } = await browser.open();
  panel.sessions.open('s1');
  await browser.clock.advance(500);
  const auto = new AutoSnapshotModel(panel);
  return { browser, panel, preferences, auto };
}

/** What was taken, oldest first: kind, reason, messages, and seconds since noon. */
function taken({ host }: SimulatedBrowser) {
  return host.db
    .all<{ timestamp: string; type: string; trigger: string; summary_json: string }>(
      'SELECT timestamp, type, trigger, summary_json FROM snapshots ORDER BY timestamp, rowid',
    )
    .map(({ timestamp, type, trigger, summary_json }) => [
      type,
      (JSON.parse(trigger) as { type: string }).type,
      (JSON.parse(summary_json) as { messageCount: number }).messageCount,
      Math.round((Date.parse(timestamp) - NOON_MS) / SECOND_MS),
    ]);
}

type Working = Awaited<ReturnType<typeof openWorking>>;

async function ask({ browser, panel }: Pick<Working, 'browser' | 'panel'>, question: string): Promise<void> {
  panel.chat.send(question);
  await browser.clock.advance(SECOND_MS);
  browser.host.provider.last.say('An answer');
  await browser.host.provider.last.end({});
  await browser.clock.advance(SECOND_MS);
}

/** A reply, after which the server tells of so many dollars. */
async function spendDownTo({ browser, panel }: Working, usd: number): Promise<void> {
  const fetchedAt = new Date(NOON_MS).toISOString();
  browser.host.provider.balance = Promise.resolve({ diem: null, usd, canConsume: true, nextEpochAt: null, fetchedAt });
  await ask({ browser, panel }, `At ${usd}`);
}

describe('AutoSnapshotModel', () => {
  it('keeps a session that was made here', async () => {
    const working = await openWorking();
    working.panel.sessions.startNew();
    await ask(working, 'A first question');
    expect(taken(working.browser).map(([type, reason]) => [type, reason])).toEqual([['auto', 'session_created']]);
  });

  it('takes one after every five replies of the session that is shown', async () => {
    const working = await openWorking();
    for (let count = 1; count <= 4; count += 1) await ask(working, `Question ${count}`);
    expect(taken(working.browser)).toEqual([]);
    await ask(working, 'Question 5');
    expect(taken(working.browser)).toMatchObject([['auto', 'replies', 10, 10]]);
    await working.browser.clock.advance(MINUTE_MS);
    for (let count = 6; count <= 9; count += 1) await ask(working, `Question ${count}`);
    expect(taken(working.browser)).toHaveLength(1);
    await ask(working, 'Question 10');
    expect(taken(working.browser)).toMatchObject([{}, ['auto', 'replies', 20, 80]]);
  });

  it('takes one after five minutes of work, and none where nobody does anything', async () => {
    const { browser, panel } = await openWorking();
    await browser.clock.advance(30 * MINUTE_MS);
    expect(taken(browser)).toEqual([]);
    panel.drafts.edit('Half a');
    await browser.clock.advance(2 * MINUTE_MS);
    panel.drafts.edit('Half a thought');
    await browser.clock.advance(3 * MINUTE_MS + SECOND_MS);
    expect(taken(browser)).toMatchObject([['auto', 'interval', 0, 2101]]);
    await browser.clock.advance(30 * MINUTE_MS);
    expect(taken(browser)).toHaveLength(1);
  });

  it('takes none when nothing changed since the last one', async () => {
    const { browser, panel } = await openWorking();
    panel.drafts.edit('Half a thought');
    await browser.clock.advance(6 * MINUTE_MS);
    panel.drafts.edit('Half a thought and more');
    panel.drafts.edit('Half a thought');
    await browser.clock.advance(6 * MINUTE_MS);
    expect(taken(browser)).toHaveLength(1);
    panel.drafts.edit('Half a thought!');
    await browser.clock.advance(6 * MINUTE_MS);
    expect(taken(browser)).toHaveLength(2);
  });

  it('takes at most one in a minute, also with another panel; what was wanted meanwhile is taken then', async () => {
    const working = await openWorking();
    const { browser, panel } = working;
    panel.sessions.startNew();
    for (let count = 1; count <= 5; count += 1) await ask(working, `Question ${count}`);
    const first = taken(browser)[0]?.[3] as number;
    expect(taken(browser)).toHaveLength(1);
    await browser.clock.advance(MINUTE_MS);
    expect(taken(browser).map(([, reason, , at]) => [reason, (at as number) - first])).toEqual([
      ['session_created', 0],
      ['replies', 60],
    ]);
    const second = await browser.open();
    new AutoSnapshotModel(second.panel);
    second.panel.sessions.startNew();
    await ask({ browser, panel: second.panel }, 'Elsewhere');
    expect(taken(browser)).toHaveLength(2);
    await browser.clock.advance(2 * MINUTE_MS);
    expect(taken(browser).map(([, reason, , at]) => [reason, (at as number) - first])[2]).toEqual([
      'session_created',
      120,
    ]);
  });

  it('leaves what waits for a minute when another session is shown then', async () => {
    const working = await openWorking();
    const { browser, panel } = working;
    panel.sessions.startNew();
    for (let count = 1; count <= 5; count += 1) await ask(working, `Question ${count}`);
    panel.sessions.open('s1');
    await browser.clock.advance(3 * MINUTE_MS);
    expect(taken(browser)).toHaveLength(1);
  });

  it('keeps a session before it goes to the trash, at once and as it was on the screen', async () => {
    const working = await openWorking();
    const { browser, panel } = working;
    panel.sessions.startNew();
    await ask(working, 'A question');
    const id = panel.sessions.currentId.peek() ?? '';
    panel.drafts.edit('Half a thought');
    panel.sessions.remove(id);
    await browser.clock.advance(SECOND_MS);
    expect(taken(browser).map(([type, reason]) => [type, reason])).toEqual([
      ['auto', 'session_created'],
      ['system', 'before_delete'],
    ]);
    const { state_json } = browser.host.db.get<{ state_json: string }>(
      "SELECT state_json FROM snapshots WHERE type = 'system' AND session_id = ?",
      [id],
    ) ?? { state_json: '{}' };
    expect(JSON.parse(state_json)).toMatchObject({
      ...{ ui: { draft: 'Half a thought', currentView: 'session' }, session: { sessionId: id, throughSequence: 2 } },
    });
    panel.sessions.remove('s1');
    await browser.clock.advance(SECOND_MS);
    expect(taken(browser)).toHaveLength(2);
  });

  it('takes one when the balance becomes low, not when it was', async () => {
    const working = await openWorking();
    await spendDownTo(working, 0.1);
    expect(taken(working.browser)).toEqual([]);
    await spendDownTo(working, 50);
    await spendDownTo(working, 0.1);
    expect(taken(working.browser)).toMatchObject([['auto', 'balance_low', 6, 6]]);
  });

  it('takes one then also where nobody wants to be told of a low balance', async () => {
    const working = await openWorking();
    const settings = working.preferences.get('sidepanel.settings');
    const notifications = { ...settings.notifications, balanceLow: false };
    working.preferences.set('sidepanel.settings', { ...settings, notifications });
    await spendDownTo(working, 50);
    await spendDownTo(working, 0.1);
    expect(taken(working.browser)).toMatchObject([['auto', 'balance_low', 4, 4]]);
  });

  it('leaves out a draft that is too long to be copied again and again', async () => {
    const { browser, panel } = await openWorking();
    panel.drafts.edit('x'.repeat(300_000));
    await browser.clock.advance(6 * MINUTE_MS);
    const state = browser.host.db.get<{ bytes: number; length: number }>(
      "SELECT size_bytes AS bytes, json_extract(state_json, '$.ui.draftLength') AS length FROM snapshots",
    );
    expect([state?.length, (state?.bytes ?? 0) < 1000]).toEqual([300_000, true]);
  });

  it('takes none without the host, and none of an empty panel', async () => {
    const { browser, panel } = await openWorking();
    panel.drafts.edit('Half a thought');
    await browser.setHost(false);
    await browser.clock.advance(6 * MINUTE_MS);
    panel.sessions.remove('s1');
    await browser.setHost(true);
    await browser.clock.advance(SECOND_MS);
    panel.sessions.startNew();
    panel.drafts.edit('A');
    panel.drafts.edit('');
    await browser.clock.advance(6 * MINUTE_MS);
    expect(taken(browser)).toEqual([]);
  });
});

describe('AutoSnapshotModel, when proofs change', () => {
  beforeEach(() => void vi.useFakeTimers({ now: NOON_MS }));
  afterEach(() => void vi.useRealTimers());

  it('takes one of the session they belong to, and ends with its panel', async () => {
    using opened = openPanel();
    const { panel, fake } = opened;
    fake.answer('sessions/get', () => ({ session: sessionRow({ id: 's1' }) }));
    fake.answer('snapshots/list', () => ({ snapshots: [], nextCursor: null }));
    fake.emit('store/state', { state: 'ready', detail: null });
    panel.sessions.open('s1');
    await settle();
    const auto = new AutoSnapshotModel(panel);
    const change = async (tables: string[], sessionIds: string[]) => {
      fake.emit('changed', { tables, sessionIds });
      await vi.advanceTimersByTimeAsync(2 * MINUTE_MS);
    };
    await change(['proofs'], ['s2']);
    await change(['file_changes'], ['s1']);
    expect(fake.paramsOf('snapshots/create')).toEqual([]);
    await change(['proofs'], ['s1']);
    expect(fake.paramsOf('snapshots/create')).toMatchObject([{ sessionId: 's1', trigger: { type: 'proof_changed' } }]);
    auto[Symbol.dispose]();
    await change(['proofs'], ['s1']);
    expect(fake.paramsOf('snapshots/create')).toHaveLength(1);
  });
});
