import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { createOlderStore } from '../../migrations/older-stores.ts';
import { filesIn, startWithStore } from './kept-store.ts';

const NAME = '2026-01-31T12-00-00.000Z-manual.db';

/** Changes a backup behind everybody's back, without changing its size. */
function tamper(file: string, sql: string): void {
  const db = new Database(file).unsafeMode();
  db.exec(sql);
  db.close();
}

describe('backups/verify', () => {
  it('writes down when a backup was last found whole', async () => {
    const host = startWithStore();
    const { backup } = await host.client.call('backups/create', {});
    host.clock.set(host.clock.now() + 60_000);
    const verified = await host.client.call('backups/verify', { name: NAME });
    expect(verified).toEqual({ backup: { ...backup, verifiedAt: '2026-01-31T12:01:00.000Z' } });
    expect((await host.client.call('backups/list', {})).backups).toEqual([verified.backup]);
  });

  it.each([
    ['a text that is not what it was', "UPDATE messages SET content = 'Question of other' WHERE id = 'question'"],
    [
      'an index without a row',
      "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET rootpage = (SELECT rootpage FROM sqlite_schema WHERE name = 'idx_snapshots_starred') WHERE name = 'idx_messages_session'",
    ],
  ])('refuses %s, and from then on it is not verified', async (_, sql) => {
    const host = startWithStore();
    await host.client.call('backups/create', {});
    tamper(join(host.folder, NAME), sql);
    await expect(host.client.call('backups/verify', { name: NAME })).rejects.toMatchObject({ code: 'store-corrupt' });
    expect((await host.client.call('backups/list', {})).backups).toMatchObject([
      { name: NAME, verifiedAt: null, counts: null },
    ]);
    await expect(host.client.call('backups/restore', { name: NAME })).rejects.toMatchObject({ code: 'store-corrupt' });
  });

  it.each([
    ['text', 'no database at all, but long enough to be read as one: '.repeat(100)],
    ['nothing', ''],
  ])('refuses a file with %s', async (what, text) => {
    const host = startWithStore();
    writeFileSync(join(host.folder, 'mine.db'), text);
    const call = host.client.call('backups/verify', { name: 'mine.db' });
    // An empty file is an empty database; it holds no store.
    if (what === 'nothing') expect((await call).backup.counts).toEqual({ sessions: 0, messages: 0, newest: null });
    else await expect(call).rejects.toMatchObject({ code: 'store-corrupt' });
    await expect(host.client.call('backups/restore', { name: 'mine.db' })).rejects.toMatchObject({
      code: what === 'nothing' ? 'invalid' : 'store-corrupt',
    });
  });

  it('says that there is no such backup', async () => {
    const host = startWithStore();
    for (const method of ['backups/verify', 'backups/compare', 'backups/restore'] as const) {
      await expect(host.client.call(method, { name: NAME })).rejects.toMatchObject({ code: 'not-found' });
    }
  });

  it('looks into a copy of a living store with its log, and leaves it as it is', async () => {
    const host = startWithStore();
    for (const suffix of ['', '-wal']) copyFileSync(host.path + suffix, join(host.folder, `mine.db${suffix}`));
    const before = ['mine.db', 'mine.db-wal'].map((name) => readFileSync(join(host.folder, name)));
    const { backup } = await host.client.call('backups/verify', { name: 'mine.db' });
    expect(backup).toMatchObject({ name: 'mine.db', reason: 'by-hand', counts: { sessions: 2, messages: 3 } });
    expect(filesIn(host.folder)).toEqual(['mine.db', 'mine.db-wal', 'mine.json']);
    expect(['mine.db', 'mine.db-wal'].map((name) => readFileSync(join(host.folder, name)))).toEqual(before);
  });

  it('knows a backup of an older version', async () => {
    const host = startWithStore();
    createOlderStore(join(host.folder, 'mine.db'), { version: 3, schema: 'printed', record: 'schema_version' });
    const { backup } = await host.client.call('backups/verify', { name: 'mine.db' });
    expect(backup).toMatchObject({ schemaVersion: 3, counts: { sessions: 27, messages: 33, newest: null } });
  });

  it('does not take what was written down of another file for its own', async () => {
    const host = startWithStore();
    await host.client.call('backups/create', {});
    writeFileSync(join(host.folder, NAME), 'x');
    expect((await host.client.call('backups/list', {})).backups).toMatchObject([{ bytes: 1, verifiedAt: null }]);
  });
});
