import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { BackupsModel } from '../../../../entrypoints/options/models/backups-model.ts';
import { AppError } from '../../../../lib/protocol/errors.ts';
import type { Backup } from '../../../../lib/protocol/keeping-shapes.ts';
import { openOptions } from '../../../support/options-harness.ts';
import { settle } from '../../../support/panel-environment.ts';

function backup(name: string, verifiedAt: string | null = null): Backup {
  return {
    ...{ name, reason: 'manual', createdAt: '2026-11-25T12:00:00.000Z', bytes: 4096, schemaVersion: 5 },
    ...{ counts: null, verifiedAt },
  };
}

const SAME = { onlyInBackup: 0, onlyInStore: 0, changed: 0 };
const COUNTS = { sessions: 2, messages: 9, newest: null };

async function open() {
  const page = openOptions();
  const { fake } = page;
  const host = { backups: [backup('a.db')] };
  fake.answer('backups/list', () => ({
    ...{ backups: host.backups, folder: '/home/me/backups', freeBytes: 1e9, heldUntil: null, keptByHand: 1 },
  }));
  fake.answer('backups/create', () => {
    const made = backup('b.db', '2026-11-25T12:00:00.000Z');
    host.backups = [made, ...host.backups];
    return { backup: made };
  });
  fake.answer('backups/verify', ({ name }) => ({ backup: backup(name, '2026-11-25T12:00:00.000Z') }));
  fake.answer('backups/compare', () => ({ store: COUNTS, backup: COUNTS, sessions: SAME, messages: SAME }));
  fake.answer('backups/restore', () => ({ safetyBackup: 'safe.db', sessions: SAME, messages: SAME }));
  fake.emit('store/state', { state: 'ready', detail: null });
  const backups = page.options.modelOf(BackupsModel);
  await settle();
  return { page, backups, [Symbol.dispose]: () => page[Symbol.dispose]() };
}

const states = ({ creating, verifying, comparing, restoring }: BackupsModel) =>
  [creating, verifying, comparing, restoring].map(({ state }) => state.value.state);

describe('BackupsModel', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('makes one, and lists it', async () => {
    using opened = await open();
    const { backups } = opened;
    await backups.create();
    expect(states(backups)).toEqual(['done', 'idle', 'idle', 'idle']);
    expect(backups.list.value).toMatchObject({ value: { backups: [{ name: 'b.db' }, { name: 'a.db' }] } });
  });

  it('does one thing at a time, and shows what came of the last one only', async () => {
    using opened = await open();
    const { page, backups } = opened;
    await backups.create();
    page.fake.answer('backups/verify', () => new Promise(() => {}));
    void backups.verify('a.db');
    expect([states(backups), backups.isBusy.value, backups.chosen.value]).toEqual([
      ['idle', 'running', 'idle', 'idle'],
      true,
      'a.db',
    ]);
    await backups.create();
    await backups.compare('b.db');
    await backups.restore('b.db');
    expect(states(backups)).toEqual(['idle', 'running', 'idle', 'idle']);
    backups.verifying.stop();
    await settle();
    expect([backups.isBusy.value, backups.verifying.state.value]).toMatchObject([
      false,
      { state: 'failed', error: { code: 'cancelled' } },
    ]);
  });

  it('compares first, then restores that one', async () => {
    using opened = await open();
    const { page, backups } = opened;
    await backups.compare('a.db');
    expect(states(backups)).toEqual(['idle', 'idle', 'done', 'idle']);
    expect(page.fake.paramsOf('backups/restore')).toEqual([]);
    await backups.restore('a.db');
    expect(page.fake.paramsOf('backups/restore')).toEqual([{ name: 'a.db' }]);
    expect(backups.restoring.state.value).toMatchObject({ value: { safetyBackup: 'safe.db' } });
    backups.close();
    expect([states(backups), backups.chosen.value]).toEqual([['idle', 'idle', 'idle', 'idle'], null]);
  });

  it('lists anew after a verification, also after one that found damage', async () => {
    using opened = await open();
    const { page, backups } = opened;
    const before = page.fake.paramsOf('backups/list').length;
    page.fake.answer('backups/verify', () => {
      throw new AppError('store-corrupt', 'a.db is damaged.');
    });
    await backups.verify('a.db');
    expect(backups.verifying.state.value).toMatchObject({ state: 'failed', error: { code: 'store-corrupt' } });
    expect(page.fake.paramsOf('backups/list').length).toBe(before + 1);
  });
});
