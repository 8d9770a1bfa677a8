import 'fake-indexeddb/auto';
import { afterEach, describe, expect, it } from 'vitest';
import { openJournal } from '../../../entrypoints/background/journal.ts';
import { createPanelLog } from '../../../entrypoints/background/panel-log.ts';
import { panelLockName } from '../../../lib/recovery/panel-row.ts';
import { RpcError } from '../../../lib/rpc/rpc-error.ts';
import { NOON_MS, record } from '../../lib/recovery/records.ts';

const id = (n: number) => `01890000-0000-7000-8000-00000000000${n}`;

/** A log over a journal of its own, at noon. */
function createTested() {
  const living = new Set<string>();
  const told: string[] = [];
  const at = { ms: NOON_MS };
  const log = createPanelLog({
    rows: openJournal().panels,
    now: () => at.ms,
    lockNames: async () => [...living].map(panelLockName),
    onChanged: () => told.push('changed'),
    onWaiting: (count) => told.push(`${count} wait`),
  });
  const list = async () => (await log.answer('panels/list', {})) as { panels: object[]; living: string[] };
  return { log, living, told, list, at };
}

describe('createPanelLog', () => {
  afterEach(async () => {
    await new Promise((resolve) => {
      indexedDB.deleteDatabase('holdfast').onsuccess = resolve;
    });
  });

  it('keeps what panels tell, and says which of them live', async () => {
    const { log, living, list, told } = createTested();
    living.add(id(1));
    await log.answer('panels/change', { panelId: id(1), record: record(id(1)) });
    await log.answer('panels/change', { panelId: id(1), settledAt: NOON_MS });
    const row = { startedAt: NOON_MS, aliveAt: NOON_MS, settledAt: NOON_MS, endedAt: null };
    expect(await list()).toEqual({ panels: [{ panelId: id(1), ...row, record: record(id(1)) }], living: [id(1)] });
    expect(told, 'nobody has to hear of every keystroke').toEqual([]);
  });

  it('tells how many crashed panels wait: not those that live, were closed, or are forgotten', async () => {
    const { log, living, told } = createTested();
    for (const n of [1, 2, 3]) {
      await log.answer('panels/change', { panelId: id(n), record: record(id(n), 0, { draft: `Text ${n}` }) });
    }
    living.add(id(1));
    await log.look();
    await log.ended(id(2));
    await log.answer('panels/forget', { panelIds: [id(3)] });
    living.clear();
    await log.look();
    expect(told).toEqual(['2 wait', 'changed', '1 wait', 'changed', '0 wait', '1 wait']);
  });

  it('does not forget that a panel is forgotten for a day', async () => {
    const { log, list, at } = createTested();
    await log.answer('panels/change', { panelId: id(1), record: record(id(1)) });
    await log.answer('panels/forget', { panelIds: [id(1)] });
    expect((await list()).panels).toMatchObject([{ panelId: id(1), endedAt: NOON_MS, record: null }]);
    at.ms += 24 * 3600 * 1000 + 1;
    await log.answer('panels/forget', { panelIds: [id(2)] });
    expect((await list()).panels).toMatchObject([{ panelId: id(2), record: null }]);
  });

  it('takes an update of the extension for the end of the panels that lived until then', async () => {
    const { log, living, told, list, at } = createTested();
    for (const n of [1, 2, 3]) {
      await log.answer('panels/change', { panelId: id(n), record: record(id(n), 0, { draft: `Text ${n}` }) });
    }
    at.ms += 70_000;
    for (const n of [2, 3]) await log.answer('panels/change', { panelId: id(n) });
    living.add(id(3));
    at.ms += 5000;
    await log.updated(() => false);
    expect(told).toEqual([]);
    await log.updated(() => true);
    expect(told).toEqual(['changed', '1 wait']);
    expect((await list()).panels).toMatchObject([{ endedAt: null }, { endedAt: NOON_MS + 70_000 }, { endedAt: null }]);
  });

  it('counts without rows that it cannot read, and gives them out as they are', async () => {
    const { log, list, told } = createTested();
    await log.answer('panels/change', { panelId: id(1), record: { version: 7 } });
    await log.look();
    expect(told).toEqual(['0 wait']);
    expect((await list()).panels).toMatchObject([{ record: { version: 7 } }]);
  });

  it.each([
    ['panels/change', {}],
    ['panels/change', { panelId: 'x' }],
    ['panels/change', { panelId: id(1), record: 'text' }],
    ['panels/change', { panelId: id(1), endedAt: 'now' }],
    ['panels/forget', { panelIds: [7] }],
    ['panels/else', {}],
    ['panels/__proto__', {}],
  ])('refuses %s with %j', async (method, params) => {
    await expect(createTested().log.answer(method, params)).rejects.toThrow(RpcError);
  });
});
