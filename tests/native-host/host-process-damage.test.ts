import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { Damage } from '../../lib/protocol/keeping-shapes.ts';
import { migrate, write } from '../../lib/store/migrate.ts';
import { createSearchIndex } from '../../lib/store/search-index.ts';
import { backUp } from '../../native-host/backups/back-up.ts';
import { openDatabase } from '../../native-host/database.ts';
import { dataPaths, ensureDataFolders } from '../../native-host/paths.ts';
import { createWorkplace } from '../../native-host/workplace.ts';
import { addMessage, addSession } from '../contract/rows.ts';
import { assertSound } from '../support/assert-sound.ts';
import { cleanUpHosts, type HostProcess, newHome, startHost } from '../support/host-process.ts';
import { openStoreAt } from '../support/temporary-store.ts';

const PAGE = 4096;
const HELLO = { protocol: 1, client: { name: 'test', version: '1' } };
const MESSAGES = 400;

afterEach(cleanUpHosts);

/**
 * A data folder with a store of one talk, of which the first half is in a backup. `page`: of messages of its second half, none
 * that is looked at when a store is opened.
 */
async function homeWithBackup(backupAgeMs = 0): Promise<{ home: string; backup: string; page: number }> {
  const home = newHome();
  const paths = dataPaths({ HOLDFAST_HOME: home }, process.platform, '');
  ensureDataFolders(paths);
  const db = openDatabase(paths.database);
  db.exec('PRAGMA synchronous = OFF');
  migrate(db);
  write(db, () => createSearchIndex(db));
  addSession(db, 'talk');
  const add = (from: number, to: number) =>
    write(db, () => {
      for (let n = from; n <= to; n++) addMessage(db, 'talk', `message ${n}`, { content: `${n} `.padEnd(300, 'x') });
    });
  add(1, MESSAGES / 2);
  const place = createWorkplace({ paths, onProgress: () => {}, isCancelled: () => false });
  const { backup } = await backUp('daily', { ...place, now: () => Date.now() - backupAgeMs });
  add(MESSAGES / 2 + 1, MESSAGES);
  const pages = db.all<{ pageno: number }>(
    "SELECT pageno FROM dbstat WHERE name = 'messages' AND pagetype = 'leaf' ORDER BY path",
  );
  db.close();
  return { home, backup: backup.name, page: (pages[Math.floor(pages.length * 0.69)]?.pageno ?? 0) - 1 };
}

function damagePage(home: string, page: number): Buffer {
  const file = join(home, 'holdfast.db');
  const bytes = readFileSync(file);
  bytes.fill(0x41, page * PAGE, (page + 1) * PAGE);
  writeFileSync(file, bytes);
  return bytes;
}

/** No request meets it: only whoever compares every text with its hash. */
function spoilHash(home: string): void {
  const db = openDatabase(join(home, 'holdfast.db'));
  db.run("UPDATE messages SET content_hash = 'another' WHERE id = 'message 7'");
  db.close();
}

const statesOf = (host: HostProcess) =>
  host.messages
    .filter(({ method }) => method === 'store/state')
    .map(({ params }) => params as { state: string; detail: string | null });
const isReady = ({ method, params }: { method?: unknown; params?: unknown }) =>
  method === 'store/state' && (params as { state: string }).state === 'ready';

/** Every message of the talk, as a panel pages through it. */
async function readTalk(host: HostProcess): Promise<string[]> {
  const ids: string[] = [];
  for (let after = 0; ; ) {
    const page = await host.client.call('messages/list', { sessionId: 'talk', after, limit: 50 });
    ids.push(...page.messages.map(({ id }) => id));
    after = page.messages.at(-1)?.sequence ?? 0;
    if (!page.hasMore) return ids;
  }
}

/** Resolves when the store is ready for the second time. */
async function readyAgain(host: HostProcess): Promise<void> {
  const readyCount = () => statesOf(host).filter(({ state }) => state === 'ready').length;
  await expect.poll(readyCount, { timeout: 30_000 }).toBe(2);
}

async function damageOf(host: HostProcess): Promise<Damage> {
  const { damage } = await host.client.call('doctor/damage', {});
  if (!damage) throw new Error('There was no damage.');
  return damage;
}

describe('the host, with a damaged store', () => {
  it('takes one that is gone for no new one while there is a backup of it, and says what it did', {
    timeout: 40_000,
  }, async () => {
    const { home, backup } = await homeWithBackup();
    for (const name of readdirSync(home).filter((file) => file.startsWith('holdfast.db'))) rmSync(join(home, name));
    const host = startHost({ home });
    await host.waitFor(isReady);
    expect(await readTalk(host)).toEqual(Array.from({ length: MESSAGES / 2 }, (_, index) => `message ${index + 1}`));
    expect(await damageOf(host)).toMatchObject({
      ...{ backup, restored: MESSAGES / 2 + 1, salvaged: 0, lost: 0 },
      cause: 'The store is not there, though it was. What is newer than its newest backup is gone with it.',
    });
  });

  it('puts it right by itself when a request meets the damage, and keeps the damaged file', {
    timeout: 40_000,
  }, async () => {
    const { home, backup, page } = await homeWithBackup();
    const damaged = damagePage(home, page);
    const host = startHost({ home });
    await host.waitFor(isReady);
    expect(await host.client.call('doctor/damage', {})).toEqual({ damage: null });
    await expect(readTalk(host)).rejects.toMatchObject({ code: 'store-corrupt' });
    await readyAgain(host);

    const damage = await damageOf(host);
    const ids = await readTalk(host);
    expect(damage).toEqual({
      at: expect.any(String),
      cause: expect.stringContaining('damaged'),
      quarantine: expect.stringContaining(join(home, 'quarantine')),
      backup,
      // The talk has another number of messages since.
      restored: MESSAGES / 2,
      salvaged: ids.length - MESSAGES / 2 + 1,
      lost: MESSAGES - ids.length,
    });
    expect(damage.lost).toBeGreaterThan(0);
    expect(damage.lost).toBeLessThan(20);
    expect(readdirSync(join(home, 'quarantine'))).toHaveLength(1);
    expect(readFileSync(join(damage.quarantine, 'holdfast.db'))).toEqual(damaged);
    expect(JSON.parse(readFileSync(join(damage.quarantine, 'report.json'), 'utf8'))).toMatchObject(damage);
    expect(statesOf(host).some(({ detail }) => detail?.includes('being put right') === true)).toBe(true);
    const { message } = await host.client.change('messages/append', {
      id: '01890000-0000-7000-8000-000000000001',
      sessionId: 'talk',
      role: 'user',
      content: 'Afterwards',
    });
    expect(message.content).toBe('Afterwards');
    host.endInput();
    await host.exited;
    assertSound(openStoreAt(join(home, 'holdfast.db')));
  });

  it('opens it by itself when the file is none of a database any more', { timeout: 40_000 }, async () => {
    const { home, backup } = await homeWithBackup();
    writeFileSync(join(home, 'holdfast.db'), 'This is no database. '.repeat(5000));
    const host = startHost({ home });
    await host.waitFor(isReady);
    expect(await damageOf(host)).toMatchObject({ backup, restored: MESSAGES / 2 + 1, salvaged: 0, lost: 0 });
    expect(await readTalk(host)).toHaveLength(MESSAGES / 2);
    expect(statesOf(host).map(({ state }) => state)).not.toContain('failed');
  });

  it('lets another host put it right, and goes on with the new file', { timeout: 40_000 }, async () => {
    const { home, page } = await homeWithBackup();
    damagePage(home, page);
    const [first, second] = [startHost({ home }), startHost({ home })];
    await Promise.all([first.waitFor(isReady), second.waitFor(isReady)]);
    await expect(readTalk(first)).rejects.toMatchObject({ code: 'store-corrupt' });
    await Promise.all([readyAgain(first), readyAgain(second)]);
    const added = {
      id: '01890000-0000-7000-8000-000000000001',
      sessionId: 'talk',
      role: 'user',
      content: 'Of the second',
    } as const;
    await second.client.change('messages/append', added);
    expect((await readTalk(first)).at(-1)).toBe(added.id);
    expect(readdirSync(join(home, 'quarantine'))).toHaveLength(1);
  });

  it('answers hello while it puts the store right', { timeout: 40_000 }, async () => {
    const { home } = await homeWithBackup();
    writeFileSync(join(home, 'holdfast.db'), 'This is no database. '.repeat(5000));
    const host = startHost({ home });
    const { store } = await host.client.call('hello', HELLO);
    expect(['opening', 'ready']).toContain(store.state);
    await host.waitFor(isReady);
  });

  it.each(['backups/create', 'backups/restore'] as const)(
    'puts a text with a wrong hash right that %s meets, which then succeeds',
    { timeout: 40_000 },
    async (method) => {
      const { home, backup } = await homeWithBackup();
      spoilHash(home);
      const host = startHost({ home });
      const { client } = host;
      const ask = () => (method === 'backups/create' ? client.call(method, {}) : client.call(method, { name: backup }));
      await expect(ask()).rejects.toMatchObject({ code: 'store-corrupt' });
      await readyAgain(host);
      expect(await damageOf(host)).toMatchObject({
        ...{ backup, restored: MESSAGES / 2, salvaged: MESSAGES / 2 + 1, lost: 0 },
        cause: expect.stringContaining('1 messages do not have the text they were written with'),
      });
      await ask();
      expect((await client.call('backups/list', {})).backups).toHaveLength(2);
    },
  );

  it('makes the daily backup after all that met a text with a wrong hash', { timeout: 60_000 }, async () => {
    const { home, backup } = await homeWithBackup(25 * 3600 * 1000);
    spoilHash(home);
    const host = startHost({ home, doesUpkeep: true });
    await readyAgain(host);
    expect(await damageOf(host)).toMatchObject({ backup, lost: 0 });
    const backups = async () => (await host.client.call('backups/list', {})).backups.map(({ reason }) => reason);
    await expect.poll(backups, { timeout: 15_000 }).toEqual(['daily', 'daily']);
  });

  it('leaves the store alone when it is a backup that is damaged', { timeout: 40_000 }, async () => {
    const { home, backup } = await homeWithBackup();
    writeFileSync(join(home, 'backups', backup), 'This is no database. '.repeat(5000));
    const host = startHost({ home });
    await host.waitFor(isReady);
    for (const method of ['backups/verify', 'backups/restore'] as const) {
      await expect(host.client.call(method, { name: backup })).rejects.toMatchObject({ code: 'store-corrupt' });
    }
    await host.client.call('backups/create', {});
    expect(statesOf(host).map(({ state }) => state)).toEqual(['ready']);
  });
});
