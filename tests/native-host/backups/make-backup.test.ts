import { chmodSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { SCHEMA_VERSION } from '../../../lib/store/migrate.ts';
import { getStoreFact } from '../../../lib/store/store-info.ts';
import { backUp } from '../../../native-host/backups/back-up.ts';
import { openReadOnly } from '../../../native-host/database.ts';
import { claimLock } from '../../../native-host/locks.ts';
import { addMessage } from '../../contract/rows.ts';
import { allRows } from '../../support/assert-sound.ts';
import { NOON_MS } from '../../support/fake-clock.ts';
import { pathsAround, placeAt } from '../../support/transfer-places.ts';
import { filesIn, startWithStore } from './kept-store.ts';

const NAME = '2026-01-31T12-00-00.000Z-manual.db';
const DAY_MS = 24 * 60 * 60 * 1000;

describe('backups/create', () => {
  it('makes a copy of every row, tells what it holds, and writes that down beside it', async () => {
    const host = startWithStore();
    const before = allRows(host.db);
    const { backup } = await host.client.call('backups/create', {});
    const file = join(host.folder, NAME);
    expect(backup).toEqual({
      name: NAME,
      reason: 'manual',
      createdAt: '2026-01-31T12:00:00.000Z',
      bytes: statSync(file).size,
      schemaVersion: SCHEMA_VERSION,
      counts: { sessions: 2, messages: 3, newest: '2026-01-31T12:00:00.000Z' },
      verifiedAt: '2026-01-31T12:00:00.000Z',
    });
    expect(filesIn(host.folder)).toEqual([NAME, NAME.replace('.db', '.json')].sort());
    const { name, reason, createdAt, ...facts } = backup;
    expect(JSON.parse(readFileSync(file.replace('.db', '.json'), 'utf8'))).toEqual(facts);
    const copy = openReadOnly(file);
    expect(allRows(copy)).toEqual(before);
    copy.close();
    expect(getStoreFact(host.db, 'lastVerifiedBackupAt')).toBe('2026-01-31T12:00:00.000Z');
    expect(await host.client.call('backups/list', {})).toEqual({
      backups: [backup],
      folder: host.folder,
      freeBytes: expect.any(Number),
      heldUntil: null,
      keptByHand: 1,
    });
  });

  it('makes files that only their owner reads', async () => {
    const host = startWithStore();
    await host.client.call('backups/create', {});
    for (const name of filesIn(host.folder)) expect(statSync(join(host.folder, name)).mode & 0o777).toBe(0o600);
  });

  it('gives two of one moment names of their own', async () => {
    const host = startWithStore();
    await host.client.call('backups/create', {});
    const { backup } = await host.client.call('backups/create', {});
    expect(backup.name).toBe('2026-01-31T12-00-00.001Z-manual.db');
    expect((await host.client.call('backups/list', {})).backups).toHaveLength(2);
  });

  it('lets older ones go by their rules, with what was written down of them', async () => {
    const host = startWithStore();
    for (let days = 20; days > 0; days--) {
      const name = `${new Date(NOON_MS - days * DAY_MS).toISOString().replaceAll(':', '-')}-daily.db`;
      writeFileSync(join(host.folder, name), '');
      writeFileSync(join(host.folder, name.replace('.db', '.json')), '{}');
    }
    await host.client.call('backups/create', {});
    const days = filesIn(host.folder)
      .filter((name) => name.endsWith('.db'))
      .map((name) => name.slice(0, 10));
    expect(days).toEqual([
      '2026-01-11',
      '2026-01-18',
      ...Array.from({ length: 7 }, (_, index) => `2026-01-${24 + index}`),
      '2026-01-31',
    ]);
    expect(filesIn(host.folder)).toHaveLength(2 * days.length);
  });

  it('keeps what a store held that is gone, while one that was begun anew is copied day by day', async () => {
    const { folder, path, clock } = startWithStore();
    const facts = { counts: { sessions: 9, messages: 99, newest: null }, schemaVersion: SCHEMA_VERSION };
    const held = [1, 2, 3].map((days) => {
      const moment = new Date(NOON_MS - days * DAY_MS).toISOString();
      const name = `${moment.replaceAll(':', '-')}-daily`;
      writeFileSync(join(folder, `${name}.db`), Buffer.alloc(20_000_000));
      writeFileSync(join(folder, `${name}.json`), JSON.stringify({ ...facts, verifiedAt: moment, bytes: 20_000_000 }));
      return `${name}.db`;
    });
    for (let days = 0; days < 4; days++) {
      await backUp('daily', { ...placeAt(pathsAround(path)), now: clock.now });
      clock.set(clock.now() + DAY_MS);
    }
    expect(filesIn(folder).filter((name) => held.includes(name))).toContain(held[0]);
  });

  it('removes what runs that died left behind, and nothing else', async () => {
    const host = startWithStore();
    const leftovers = [
      'a.db.partial',
      'a.db.partial-wal',
      'a.db.partial-journal',
      NAME.replace('manual.db', 'daily.json'),
    ];
    const others = ['a.json', 'notes.txt'];
    for (const name of [...leftovers, ...others]) writeFileSync(join(host.folder, name), 'x');
    await host.client.call('backups/create', {});
    expect(filesIn(host.folder)).toEqual([NAME, NAME.replace('.db', '.json'), ...others].sort());
  });

  it('leaves nothing when the copy is not whole', async () => {
    const host = startWithStore();
    host.db.run("UPDATE messages SET content = 'Damaged' WHERE id = 'question'");
    await expect(host.client.call('backups/create', {})).rejects.toMatchObject({
      code: 'store-corrupt',
      details: { damaged: 'store' },
    });
    expect(filesIn(host.folder)).toEqual([]);
    expect(getStoreFact(host.db, 'lastVerifiedBackupAt')).toBeUndefined();
  });

  it('leaves nothing when it is cancelled', async () => {
    const host = startWithStore();
    for (let n = 0; n < 1200; n++) addMessage(host.db, 'talk', `more ${n}`);
    const controller = new AbortController();
    const seen: string[][] = [];
    const call = host.client.call(
      'backups/create',
      {},
      {
        signal: controller.signal,
        onProgress: () => {
          seen.push(filesIn(host.folder));
          controller.abort();
        },
      },
    );
    await expect(call).rejects.toMatchObject({ code: 'cancelled' });
    await expect.poll(() => existsSync(join(host.folder, `${NAME}.partial`))).toBe(false);
    expect(filesIn(host.folder)).toEqual([]);
  });

  it.skipIf(process.getuid?.() === 0)('names a folder that cannot be written', async () => {
    const host = startWithStore();
    chmodSync(host.folder, 0o500);
    await expect(host.client.call('backups/create', {})).rejects.toMatchObject({ code: 'read-only' });
  });

  it('waits for another run of maintenance', async () => {
    const host = startWithStore();
    const release = claimLock(join(host.path, '..', 'locks'), 'maintenance');
    const steps: string[] = [];
    const call = host.client.call(
      'backups/create',
      {},
      {
        onProgress: (value) => {
          steps.push((value as { step: string }).step);
          release?.();
        },
      },
    );
    await call;
    expect(steps[0]).toBe('waiting for another run');
  });
});
