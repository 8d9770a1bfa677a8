import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { v7 as newId } from 'uuid';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { migrate, SCHEMA_VERSION } from '../../lib/store/migrate.ts';
import { isSearchIndexComplete } from '../../lib/store/search-index.ts';
import { migrations } from '../../migrations/index.ts';
import { openDatabase, openReadOnly } from '../../native-host/database.ts';
import { claimLock } from '../../native-host/locks.ts';
import { cleanUpHosts, type HostMessage, type HostProcess, newHome, startHost } from '../support/host-process.ts';
import { runProgram } from '../support/programs/run-program.ts';

const HELLO = { protocol: 1, client: { name: 'test', version: '1' } };

afterEach(cleanUpHosts);

const statesOf = (host: HostProcess) =>
  host.messages.filter(({ method }) => method === 'store/state').map(({ params }) => params as { state: string });
const isState =
  (name: string) =>
  ({ method, params }: { method?: unknown; params?: unknown }) =>
    method === 'store/state' && (params as { state: string }).state === name;

/** A store as an older version left it, with rows. */
function makeStore(home: string, version: number, messageCount: number): void {
  const db = openDatabase(join(home, 'holdfast.db'));
  migrate(db, { steps: migrations.slice(0, version) });
  const at = '2025-05-05T05:05:05.000Z';
  db.transaction(() => {
    db.run('INSERT INTO sessions (id, title, created_at, updated_at, model) VALUES (?, ?, ?, ?, ?)', [
      'old session',
      'From before',
      at,
      at,
      'some-model',
    ]);
    for (let sequence = 1; sequence <= messageCount; sequence++) {
      db.run('INSERT INTO messages (id, session_id, role, content, created_at, sequence) VALUES (?, ?, ?, ?, ?, ?)', [
        `old ${sequence}`,
        'old session',
        'user',
        `text ${sequence}`,
        at,
        sequence,
      ]);
    }
  });
  db.close();
}

const hashOf = (file: string) => createHash('sha256').update(readFileSync(file)).digest('hex');

describe('the host, with an older store', () => {
  it('answers at once while the store is brought up to date, tells how far it is, then serves every row', async () => {
    const home = newHome();
    makeStore(home, 3, 2000);
    const host = startHost({ home });

    const { store } = await host.client.call('hello', HELLO);
    expect(store).toMatchObject({ state: 'migrating', schemaVersion: null, path: join(home, 'holdfast.db') });
    await expect(host.client.call('sessions/list', {})).rejects.toMatchObject({ code: 'busy' });
    await expect(
      host.client.change('sessions/create', { id: newId(), title: 'Too early', model: 'm' }),
    ).rejects.toMatchObject({ code: 'busy' });

    await host.waitFor(isState('ready'));
    const told = statesOf(host) as { state: string; detail: string | null; progress?: number }[];
    const progress = told.slice(0, -1).map((state) => state.progress ?? -1);
    expect(told.at(-1)).toEqual({ state: 'ready', detail: null });
    expect(new Set(told.slice(0, -1).map(({ state }) => state))).toEqual(new Set(['migrating']));
    expect(progress).toEqual(progress.toSorted((a, b) => a - b));
    expect([progress[0], progress.length > 3, (progress.at(-1) ?? 1) < 1]).toEqual([0, true, true]);

    expect((await host.client.call('hello', HELLO)).store).toMatchObject({
      state: 'ready',
      schemaVersion: SCHEMA_VERSION,
      sessions: 1,
      messages: 2000,
      lastVerifiedBackupAt: expect.any(String),
    });
    const { messages } = await host.client.call('messages/list', { sessionId: 'old session', limit: 2 });
    expect(messages.map(({ id, content }) => [id, content])).toEqual([
      ['old 1999', 'text 1999'],
      ['old 2000', 'text 2000'],
    ]);
    expect(readdirSync(join(home, 'backups'))).toEqual([
      expect.stringMatching(/before-migration-from-3\.db$/),
      expect.stringMatching(/before-migration-from-3\.json$/),
    ]);
  });

  it('finishes the migration when the browser leaves in the middle', async () => {
    const home = newHome();
    makeStore(home, 3, 2000);
    const first = startHost({ home });
    await first.waitFor(isState('migrating'));
    first.endInput();
    expect(await first.exited).toMatchObject({ code: 0 });

    const second = startHost({ home });
    await second.waitFor(isState('ready'));
    expect((await second.client.call('hello', HELLO)).store).toMatchObject({
      schemaVersion: SCHEMA_VERSION,
      messages: 2000,
    });
  });

  it('lets two hosts meet the same older store: one migrates, the other waits; both say what is going on', async () => {
    const home = newHome();
    makeStore(home, 2, 2000);
    // Until both are there, another run goes on.
    mkdirSync(join(home, 'locks'));
    const release = claimLock(join(home, 'locks'), 'maintenance');
    const hosts = [startHost({ home }), startHost({ home })];
    const waits = ({ params }: HostMessage) =>
      (params as { detail?: unknown } | null)?.detail === 'waiting for another process';
    await Promise.all(hosts.map((host) => host.waitFor(waits)));
    release?.();
    for (const host of hosts) {
      await host.waitFor(isState('ready'));
      expect((await host.client.call('hello', HELLO)).store).toMatchObject({ state: 'ready', messages: 2000 });
    }
    const copying = hosts.filter((host) =>
      (statesOf(host) as { state: string; detail: string | null }[]).some(
        ({ detail }) => detail === 'making a verified copy',
      ),
    );
    expect(copying).toHaveLength(1);
    expect(readdirSync(join(home, 'backups')).filter((name) => name.endsWith('.db'))).toHaveLength(1);
  });

  it('makes one store where eight hosts start at once on nothing', async () => {
    const home = newHome();
    const hosts = Array.from({ length: 8 }, () => startHost({ home }));
    const ids = await Promise.all(
      hosts.map(async (host) => {
        await host.waitFor(isState('ready'));
        return (await host.client.call('hello', HELLO)).store.id;
      }),
    );
    expect(new Set(ids).size).toBe(1);
  });
});

// Windows lets nobody move or remove a file that is open.
describe.skipIf(process.platform === 'win32')(
  'the host, when its store is moved, replaced or deleted while it is open',
  () => {
    const database = (home: string) => join(home, 'holdfast.db');

    async function startWithSession(): Promise<{ home: string; host: HostProcess; id: string }> {
      const home = newHome();
      const host = startHost({ home });
      await host.waitFor(isState('ready'));
      const id = newId();
      await host.client.change('sessions/create', { id, title: 'Acknowledged', model: 'm' });
      return { home, host, id };
    }

    it.each([
      ['moved away', (home: string) => renameSync(database(home), join(home, 'elsewhere.db'))],
      ['deleted with its log', (home: string) => void ['', '-wal', '-shm'].map((end) => rmSync(database(home) + end))],
      [
        'replaced by another one',
        (home: string) => {
          const other = newHome();
          makeStore(other, 3, 5);
          renameSync(database(other), database(home));
        },
      ],
    ])('keeps what it acknowledged, and the next host goes on with what is there: %s', async (_, act) => {
      const { home, host, id } = await startWithSession();
      act(home);
      const late = newId();
      // Still acknowledged, until the host has looked.
      const outcome = await host.client.change('sessions/create', { id: late, title: 'Late', model: 'm' }).then(
        () => 'acknowledged',
        () => 'refused',
      );
      expect(await host.exited).toMatchObject({ signal: 'SIGKILL', strayBytes: 0 });

      const copy = readdirSync(join(home, 'quarantine')).find((name) => name.endsWith('.db')) ?? '';
      const rescued = openReadOnly(join(home, 'quarantine', copy));
      const ids = rescued.all<{ id: string }>('SELECT id FROM sessions').map((row) => row.id);
      rescued.close();
      expect(ids.toSorted()).toEqual([id, ...(outcome === 'acknowledged' ? [late] : [])].toSorted());

      const next = startHost({ home });
      await next.waitFor(isState('ready'));
      await next.client.change('sessions/create', { id: newId(), title: 'Next', model: 'm' });
      const titles = (await next.client.call('sessions/list', {})).sessions.map(({ title }) => title);
      expect(titles).not.toContain('Acknowledged');
      next.endInput();
      await next.exited;
      const db = openReadOnly(database(home));
      expect(db.all('PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }]);
      db.close();
    });

    it('keeps what it acknowledged, and leaves no log to another file, when the browser leaves at once', async () => {
      const { home, host } = await startWithSession();
      const other = newHome();
      makeStore(other, 3, 5);
      renameSync(database(other), database(home));
      host.endInput();
      await host.exited;
      const names = readdirSync(join(home, 'quarantine'));
      expect(names.map((name) => name.replace(/^.*-\d+\./, '')).toSorted()).toEqual(['db', 'left-shm', 'left-wal']);
      const next = startHost({ home });
      await next.waitFor(isState('ready'));
      expect((await next.client.call('messages/list', { sessionId: 'old session' })).messages.length).toBe(5);
    });

    it('notices a log that was deleted', async () => {
      const { home, host } = await startWithSession();
      // The host has looked at least once since the log came to be.
      await new Promise((resolve) => setTimeout(resolve, 1200));
      rmSync(`${database(home)}-wal`);
      expect(await host.exited).toMatchObject({ signal: 'SIGKILL' });
      const copy = readdirSync(join(home, 'quarantine')).find((name) => name.endsWith('.db')) ?? '';
      const rescued = openReadOnly(join(home, 'quarantine', copy));
      expect(rescued.all('SELECT title FROM sessions')).toEqual([{ title: 'Acknowledged' }]);
      rescued.close();
    });
  },
);

describe('the host, while another process changes the store', () => {
  it('stops writing when a newer program has migrated it, and still reads', async () => {
    const home = newHome();
    const host = startHost({ home });
    const session = { id: newId(), title: 'x', model: 'm' };
    await host.client.change('sessions/create', session);
    const newer = new Database(join(home, 'holdfast.db'));
    newer.exec(`BEGIN; UPDATE schema_version SET version = 99; PRAGMA user_version = 99; COMMIT`);
    newer.close();
    await expect(host.client.change('sessions/create', { id: newId(), title: 'y', model: 'm' })).rejects.toMatchObject({
      code: 'store-newer-than-host',
    });
    expect((await host.client.call('sessions/list', {})).sessions.map(({ id }) => id)).toEqual([session.id]);
  });

  it('gives the store away to who wants it alone, and goes on afterwards', async () => {
    const home = newHome();
    const host = startHost({ home });
    await host.waitFor(isState('ready'));
    const release = await takeInTheBackground(join(home, 'locks'));
    await expect(host.client.change('sessions/create', { id: newId(), title: 'x', model: 'm' })).rejects.toMatchObject({
      code: 'busy',
    });
    expect(await host.client.call('hello', HELLO)).toMatchObject({ store: { state: 'opening' } });
    await release();
    await expect.poll(async () => (await host.client.call('hello', HELLO)).store.state).toBe('ready');
    await host.client.change('sessions/create', { id: newId(), title: 'x', model: 'm' });
  });
});

/** Resolves when another process has the store alone; the returned function ends that process. */
async function takeInTheBackground(locks: string): Promise<() => Promise<void>> {
  const owner = runProgram('take-store', [locks]);
  await owner.printed('alone');
  return async () => {
    owner.child.kill('SIGKILL');
    await owner.ended;
  };
}

describe('the host, with a store it cannot use', () => {
  async function outcomes(host: HostProcess) {
    await host.waitFor(isState('failed'));
    const { store } = await host.client.call('hello', HELLO);
    const codes = await Promise.all(
      [
        host.client.call('sessions/list', {}),
        host.client.change('sessions/create', { id: newId(), title: 'x', model: 'm' }),
        host.client.call('hello', HELLO),
      ].map((call) =>
        call.then(
          () => 'answered',
          (error: { code: string }) => error.code,
        ),
      ),
    );
    return { state: store.state, detail: (statesOf(host).at(-1) as { detail?: string } | undefined)?.detail, codes };
  }

  it('refuses a newer one and leaves its every byte', async () => {
    const home = newHome();
    const file = join(home, 'holdfast.db');
    makeStore(home, SCHEMA_VERSION, 10);
    const db = new Database(file);
    db.exec(`UPDATE schema_version SET version = 99; PRAGMA user_version = 99`);
    db.close();
    const before = hashOf(file);

    const host = startHost({ home });
    expect(await outcomes(host)).toEqual({
      state: 'failed',
      detail: expect.stringContaining('newer Holdfast'),
      codes: ['store-newer-than-host', 'store-newer-than-host', 'answered'],
    });
    host.endInput();
    expect(await host.exited).toMatchObject({ code: 0 });
    expect(hashOf(file)).toBe(before);
  });

  it.each([
    ['is no database', 'This is a letter, not a database.'.repeat(100)],
    ['has a damaged header', `SQLite format 3\0${'\xff'.repeat(4096)}`],
  ])('sets the file aside, its every byte, when it %s, and goes on with a new store', async (_, content) => {
    const home = newHome();
    writeFileSync(join(home, 'holdfast.db'), content, 'latin1');
    const { client, waitFor } = startHost({ home });
    await waitFor(({ params }) => (params as { state?: string } | undefined)?.state === 'ready');
    const { damage } = await client.call('doctor/damage', {});
    expect(damage).toMatchObject({ backup: null, restored: 0, salvaged: 0, lost: 0 });
    expect(readFileSync(join(damage?.quarantine ?? '', 'holdfast.db'), 'latin1')).toBe(content);
    expect(await client.call('sessions/list', {})).toEqual({ sessions: [], nextCursor: null });
  });

  it('says read-only when the database is a folder', async () => {
    const home = newHome();
    mkdirSync(join(home, 'holdfast.db'));
    expect(await outcomes(startHost({ home }))).toMatchObject({
      state: 'failed',
      codes: ['read-only', 'read-only', 'answered'],
    });
  });

  it('says read-only when the data folder is a file, and logs on stderr', async () => {
    const home = join(newHome(), 'a file');
    writeFileSync(home, '');
    const host = startHost({ home });
    expect(await outcomes(host)).toMatchObject({ state: 'failed', codes: ['read-only', 'read-only', 'answered'] });
    host.endInput();
    const { code, stderr, strayBytes } = await host.exited;
    expect({ code, strayBytes }).toEqual({ code: 0, strayBytes: 0 });
    expect(stderr).toContain('the data folder cannot be used');
  });

  it('says read-only when the data folder cannot be made', async () => {
    const parent = join(newHome(), 'a file');
    writeFileSync(parent, '');
    expect(await outcomes(startHost({ home: join(parent, 'home') }))).toMatchObject({
      state: 'failed',
      codes: ['read-only', 'read-only', 'answered'],
    });
  });

  it('tells in hello that the store failed when it breaks while it is open', async () => {
    const home = newHome();
    const host = startHost({ home });
    await host.client.call('hello', HELLO);
    const other = new Database(join(home, 'holdfast.db'));
    other.exec('DROP TABLE sessions');
    other.close();
    expect((await host.client.call('hello', HELLO)).store).toMatchObject({ state: 'failed', sessions: null });
  });

  it.skipIf(process.platform !== 'linux')('works without a log when the disk of the log is full', async () => {
    const home = newHome();
    mkdirSync(join(home, 'logs'));
    symlinkSync('/dev/full', join(home, 'logs', 'host.log'));
    const host = startHost({ home });
    expect((await host.client.call('hello', HELLO)).store.state).toBe('ready');
    host.write(Buffer.alloc(4));
    expect(await host.exited).toMatchObject({ code: 65, strayBytes: 0 });
  });

  it('goes on with the open store when its folder is removed', async () => {
    const home = newHome();
    const host = startHost({ home });
    const session = { id: newId(), title: 'x', model: 'm' };
    await host.client.change('sessions/create', session);
    rmSync(home, { recursive: true });
    const outcome = await host.client.call('sessions/get', { id: session.id }).then(
      () => 'answered',
      (error: { code: string }) => error.code,
    );
    expect(outcome).toBe('answered');
    expect(await host.client.call('hello', HELLO)).toMatchObject({ protocol: 1 });
  });
});

describe('the host, with a large branch', () => {
  it('has its texts indexed beside it', async () => {
    const home = newHome();
    const host = startHost({ home });
    const sessionId = newId();
    await host.client.change('sessions/create', { id: sessionId, title: 'x', model: 'm' });
    const message = { id: newId(), sessionId, role: 'user', content: 'word '.repeat(250_000) } as const;
    await host.client.change('messages/append', message);
    await host.client.change('sessions/branch', { id: newId(), from: sessionId, at: 1 });
    const db = openReadOnly(join(home, 'holdfast.db'));
    try {
      expect(db.get('SELECT count(*) AS count FROM messages')).toEqual({ count: 2 });
      await vi.waitFor(() => expect(isSearchIndexComplete(db)).toBe(true), { timeout: 20_000 });
    } finally {
      db.close();
    }
  });
});
