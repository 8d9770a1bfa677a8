import { signal } from '@preact/signals';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { KeepingWatchModel } from '../../../../entrypoints/sidepanel/models/keeping-watch-model.ts';
import { createPreferences } from '../../../../lib/preferences/preferences.ts';
import { AppError } from '../../../../lib/protocol/errors.ts';
import type { Backup } from '../../../../lib/protocol/keeping-shapes.ts';
import { createFakeClient, sessionRow } from '../../../support/fake-client.ts';
import { memoryStorage } from '../../../support/memory-storage.ts';
import { panelEnvironment, settle } from '../../../support/panel-environment.ts';

const NOW = Date.parse('2026-11-25T12:00:00.000Z');
const DAY_MS = 24 * 3600 * 1000;
const MB = 1024 * 1024;
const daysAgo = (days: number) => new Date(NOW - days * DAY_MS).toISOString();
const DAMAGE = {
  ...{ at: daysAgo(1), cause: 'page 7 is damaged', quarantine: '/home/me/quarantine/x', backup: 'b.db' },
  ...{ restored: 120, salvaged: 4, lost: 0 },
};

function backup(createdAt: string, fields: Partial<Backup> = {}): Backup {
  return {
    ...{ name: `${createdAt}.db`, reason: 'daily', createdAt, bytes: 4096, schemaVersion: 5, counts: null },
    verifiedAt: createdAt,
    ...fields,
  };
}

function open(stored: Readonly<Record<string, unknown>> = {}) {
  const fake = createFakeClient();
  const host = {
    backups: [backup(daysAgo(1))],
    freeBytes: (100_000 * MB) as number | null,
    sessions: [sessionRow({ id: 's', createdAt: daysAgo(30) })],
  };
  fake.answer('backups/list', () => ({
    ...{ backups: host.backups, freeBytes: host.freeBytes, folder: '/home/me/backups', heldUntil: null, keptByHand: 0 },
  }));
  fake.answer('sessions/list', () => ({ sessions: host.sessions, nextCursor: null }));
  fake.answer('doctor/damage', () => ({ damage: null }));
  const preferences = createPreferences(memoryStorage(stored));
  const [isReady, isEmbedded] = [signal(true), signal(false)];
  const connection = { isReady, isEmbedded };
  const watch = new KeepingWatchModel({ env: panelEnvironment(fake.client), preferences, connection });
  return { fake, host, preferences, ...connection, watch, [Symbol.dispose]: () => watch[Symbol.dispose]() };
}

/** Until the first look is over. */
async function look(): Promise<void> {
  await vi.advanceTimersByTimeAsync(5000);
}

describe('KeepingWatchModel', () => {
  beforeEach(() => void vi.useFakeTimers({ now: NOW }));
  afterEach(() => void vi.useRealTimers());

  it('says nothing of backups that are as they should be', async () => {
    using panel = open();
    panel.host.backups = [backup(daysAgo(1)), backup(daysAgo(6))];
    expect(panel.fake.paramsOf('backups/list')).toEqual([]);
    await look();
    expect(panel.fake.paramsOf('backups/list')).toHaveLength(1);
    expect(panel.watch.warning.value).toBeUndefined();
  });

  it.each([
    ['the newest is 8 days old', [backup(daysAgo(8))], daysAgo(8)],
    ['a younger one was never verified', [backup(daysAgo(1), { verifiedAt: null }), backup(daysAgo(9))], daysAgo(9)],
    ['an old one was verified again', [backup(daysAgo(20), { verifiedAt: daysAgo(1) })], daysAgo(20)],
    ['there is none', [], null],
  ])('warns when %s', async (_, backups, at) => {
    using panel = open();
    panel.host.backups = backups;
    await look();
    expect(panel.watch.warning.value).toEqual({ kind: 'old-backup', at });
  });

  it('leaves whoever began a few days ago in peace', async () => {
    using panel = open();
    panel.host.backups = [];
    panel.host.sessions = [sessionRow({ id: 's', createdAt: daysAgo(6) })];
    await look();
    expect(panel.watch.warning.value).toBeUndefined();
  });

  it.each([
    ['499 MB are left', 499 * MB, 4096, true],
    ['500 MB are left', 500 * MB, 4096, false],
    ['less than three stores are left', 2999 * MB, 1000 * MB, true],
    ['three stores are left', 3000 * MB, 1000 * MB, false],
    ['the system does not say', null, 1000 * MB, false],
  ])('takes the disk for full or not when %s', async (_, freeBytes, bytes, isFull) => {
    using panel = open();
    panel.host.freeBytes = freeBytes;
    panel.host.backups = [backup(daysAgo(1), { bytes })];
    await look();
    expect(panel.watch.warning.value).toEqual(isFull ? { kind: 'full-disk', freeBytes } : undefined);
  });

  it('looks again soon while it warns, and every hour otherwise', async () => {
    using panel = open();
    panel.host.backups = [backup(daysAgo(9))];
    await look();
    panel.host.backups = [backup(daysAgo(0)), ...panel.host.backups];
    await vi.advanceTimersByTimeAsync(60_000);
    expect(panel.watch.warning.value).toBeUndefined();
    await vi.advanceTimersByTimeAsync(3599_000);
    expect(panel.fake.paramsOf('backups/list')).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(1000);
    expect(panel.fake.paramsOf('backups/list')).toHaveLength(3);
  });

  it('says nothing while the host cannot be asked', async () => {
    using panel = open();
    panel.fake.answer('backups/list', () => {
      throw new AppError('version-mismatch', 'The host does not know backups/list yet.');
    });
    await look();
    expect(panel.watch.warning.value).toBeUndefined();
    panel.isReady.value = false;
    await vi.advanceTimersByTimeAsync(2 * 3600_000);
    expect(panel.fake.paramsOf('backups/list')).toHaveLength(1);
  });

  it('looks no more once the store went away in the middle of it', async () => {
    using panel = open();
    panel.fake.answer('backups/list', () => new Promise((_, reject) => setTimeout(reject, 1000)));
    await look();
    panel.isReady.value = false;
    await vi.advanceTimersByTimeAsync(2 * 3600_000);
    expect(panel.fake.paramsOf('backups/list')).toHaveLength(1);
  });

  it('tells of damage until it is dismissed, in this panel and in the next one', async () => {
    using panel = open();
    panel.fake.answer('doctor/damage', () => ({ damage: DAMAGE }));
    panel.isReady.value = false;
    panel.isReady.value = true;
    await settle();
    expect(panel.watch.damage.value).toEqual(DAMAGE);
    panel.watch.dismissDamage();
    expect(panel.watch.damage.value).toBeNull();
    expect(panel.preferences.get('sidepanel.damage.dismissed')).toBe(DAMAGE.at);

    using later = open({ 'sidepanel.damage.dismissed': DAMAGE.at });
    later.fake.answer('doctor/damage', () => ({ damage: DAMAGE }));
    later.isReady.value = false;
    later.isReady.value = true;
    await settle();
    expect(later.watch.damage.value).toBeNull();
    later.fake.answer('doctor/damage', () => ({ damage: { ...DAMAGE, at: daysAgo(0) } }));
    later.isReady.value = false;
    later.isReady.value = true;
    await settle();
    expect(later.watch.damage.value).toMatchObject({ at: daysAgo(0) });
  });

  it('asks for no backups while the store is in the browser, but for damage', async () => {
    using panel = open();
    panel.host.backups = [];
    await look();
    expect(panel.watch.warning.value).toEqual({ kind: 'old-backup', at: null });
    panel.isEmbedded.value = true;
    expect(panel.watch.warning.value).toBeUndefined();
    const before = panel.fake.paramsOf('backups/list').length;
    await vi.advanceTimersByTimeAsync(2 * 3600_000);
    expect(panel.fake.paramsOf('backups/list').length).toBe(before);
    expect(panel.fake.paramsOf('doctor/damage').length).toBe(2);
  });
});
