import {
  closeSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { AppError } from '../../lib/protocol/errors.ts';
import { migrate, SCHEMA_VERSION } from '../../lib/store/migrate.ts';
import { isSearchIndexComplete, leaveIndexBehind } from '../../lib/store/search-index.ts';
import type { SqlDatabase } from '../../lib/store/sql-database.ts';
import { backupName } from '../../native-host/backups/backup-name.ts';
import { PATIENCE } from '../../native-host/begin-immediate.ts';
import { migrateStore } from '../../native-host/migrate-store.ts';
import { createStoreLifecycle, type StoreLifecycleOptions } from '../../native-host/store-lifecycle.ts';
import { takeStoreAlone } from '../../native-host/store-lock.ts';
import { insertFirstRows } from '../migrations/at-version.ts';
import { createOlderStore } from '../migrations/older-stores.ts';
import { schemaOf } from '../migrations/schema-of.ts';
import { assertIndexSound } from '../support/assert-sound.ts';
import { NOON_MS } from '../support/fake-clock.ts';
import { createFakeTimers } from '../support/fake-timers.ts';
import { runProgram } from '../support/programs/run-program.ts';
import { openStoreAt, openTemporaryStore, temporaryFolder, temporaryStorePath } from '../support/temporary-store.ts';

function createStore(path: string, options: Partial<StoreLifecycleOptions> = {}) {
  const said: unknown[] = [];
  const store = createStoreLifecycle({
    path,
    locks: dirname(path),
    announce: (name, params) => said.push([name, params]),
    timers: createFakeTimers(),
    newId: () => 'an id',
    onReady: () => {},
    onReplaced: () => {},
    migrateElsewhere: () => Promise.reject(new Error('There was nothing to migrate.')),
    ...options,
  });
  onTestFinished(() => store.close());
  return { store, said };
}

const READY = ['store/state', { state: 'ready', detail: null }];
const newPath = () => join(temporaryFolder(), 'holdfast.db');

describe('createStoreLifecycle', () => {
  it('makes a new store, with an id that it keeps', async () => {
    const path = newPath();
    const { store, said } = createStore(path);
    expect(store.info()).toMatchObject({ state: 'opening', id: null, path });
    expect(() => store.db()).toThrow(expect.objectContaining({ code: 'busy' }));
    await store.open();
    expect(said).toEqual([READY]);
    expect(store.info()).toEqual({
      id: 'an id',
      state: 'ready',
      schemaVersion: SCHEMA_VERSION,
      path,
      bytes: statSync(path).size + statSync(`${path}-wal`).size,
      sqliteVersion: expect.stringMatching(/^3\.\d+\.\d+$/),
      sessions: 0,
      messages: 0,
      lastSweepAt: null,
      lastVerifiedBackupAt: null,
    });
    expect(schemaOf(store.db())).toEqual(schemaOf(openTemporaryStore()));
    expect(isSearchIndexComplete(store.db())).toBe(true);
    store.close();
    expect(() => store.db()).toThrow(expect.objectContaining({ code: 'disconnected' }));

    const later = createStore(path, { newId: () => 'another id' }).store;
    await later.open();
    expect(later.info().id).toBe('an id');
  });

  it('migrates an older store elsewhere and answers meanwhile', async () => {
    const path = newPath();
    createOlderStore(path, { version: 3, schema: 'printed', record: 'schema_version' });
    const backups = temporaryFolder();
    const seen: string[] = [];
    const { store, said } = createStore(path, {
      async migrateElsewhere(onProgress) {
        expect(() => store.db()).toThrow(expect.objectContaining({ code: 'busy' }));
        seen.push(store.info().state);
        migrateStore({ database: path, backups, locks: backups }, NOON_MS, () => {});
        onProgress(0.5, 'half');
      },
    });
    await store.open();
    expect(seen).toEqual(['migrating']);
    expect(said).toEqual([
      ['store/state', { state: 'migrating', detail: null, progress: 0 }],
      ['store/state', { state: 'migrating', detail: 'half', progress: 0.5 }],
      READY,
    ]);
    expect(store.info()).toMatchObject({
      sessions: 28,
      messages: 33,
      lastVerifiedBackupAt: '2026-01-31T12:00:00.000Z',
    });
  });

  it('has a search index that was left behind filled elsewhere, once at a time, and answers meanwhile', async () => {
    const path = newPath();
    const folder = temporaryFolder();
    const runs: PromiseWithResolvers<void>[] = [];
    const { store, said } = createStore(path, {
      async migrateElsewhere() {
        const run = Promise.withResolvers<void>();
        runs.push(run);
        await run.promise;
        migrateStore({ database: path, backups: folder, locks: folder }, NOON_MS, () => {});
      },
    });
    await store.open();
    const finish = async () => {
      store.finishIndex();
      await new Promise((resolve) => setTimeout(resolve));
      return {
        runs: runs.length,
        isFinishing: store.isFinishingIndex(),
        isComplete: isSearchIndexComplete(store.db()),
      };
    };
    expect(await finish()).toEqual({ runs: 0, isFinishing: false, isComplete: true });

    store.db().transaction(() => leaveIndexBehind(store.db()));
    insertFirstRows(store.db());
    await finish();
    expect(await finish()).toEqual({ runs: 1, isFinishing: true, isComplete: false });
    runs[0]?.reject(new Error('No room.'));
    await new Promise((resolve) => setTimeout(resolve));
    expect(store.isFinishingIndex()).toBe(false);
    await finish();
    runs[1]?.resolve();
    await new Promise((resolve) => setTimeout(resolve));
    expect(await finish()).toEqual({ runs: 2, isFinishing: false, isComplete: true });
    assertIndexSound(store.db());
    expect(said).toEqual([READY]);
  });

  it('has the search index of a store made elsewhere, where it is missing', async () => {
    const path = temporaryStorePath();
    const earlier = openStoreAt(path);
    insertFirstRows(earlier);
    earlier.exec('DROP TABLE messages_fts');
    const folder = temporaryFolder();
    const { store } = createStore(path, {
      migrateElsewhere: async () =>
        void migrateStore({ database: path, backups: folder, locks: folder }, NOON_MS, () => {}),
    });
    await store.open();
    expect(isSearchIndexComplete(store.db())).toBe(true);
    assertIndexSound(store.db());
  });

  it('stays failed, with its reason, when the migration is refused', async () => {
    const path = newPath();
    createOlderStore(path, { version: 3, schema: 'printed', record: 'schema_version' });
    const before = readFileSync(path);
    const refusal = new AppError('disk-full', 'No room for a copy.');
    const { store, said } = createStore(path, { migrateElsewhere: () => Promise.reject(refusal) });
    await store.open();
    expect(() => store.db()).toThrow(refusal);
    expect(store.info()).toMatchObject({ state: 'failed' });
    expect(said.at(-1)).toEqual(['store/state', { state: 'failed', detail: 'No room for a copy.', code: 'disk-full' }]);
    expect(readFileSync(path)).toEqual(before);
  });

  it('refuses a newer store and changes no byte of it', async () => {
    const living = temporaryStorePath();
    const writer = openStoreAt(living);
    insertFirstRows(writer);
    writer.exec('PRAGMA user_version = 900; UPDATE schema_version SET version = 900');
    // As a killed host leaves it: commits in the log that are not in the file yet.
    const path = newPath();
    for (const suffix of ['', '-wal']) copyFileSync(living + suffix, path + suffix);
    const before = ['', '-wal'].map((suffix) => readFileSync(path + suffix));
    const { store } = createStore(path);
    await store.open();
    expect(() => store.db()).toThrow(expect.objectContaining({ code: 'store-newer-than-host' }));
    expect(['', '-wal'].map((suffix) => readFileSync(path + suffix))).toEqual(before);
  });

  it.each([
    ['is no database', (path: string) => writeFileSync(path, 'x'.repeat(5000))],
    [
      'has two versions',
      (path: string) =>
        openStoreAt(path).exec(
          'PRAGMA user_version = 3; CREATE TABLE schema_version (version); INSERT INTO schema_version VALUES (2)',
        ),
    ],
  ])('refuses a file that %s', async (_, make) => {
    const path = newPath();
    make(path);
    const before = readFileSync(path);
    const { store } = createStore(path);
    await store.open();
    expect(() => store.db()).toThrow(expect.objectContaining({ code: 'store-corrupt' }));
    expect(readFileSync(path)).toEqual(before);
  });

  it('makes one store where two processes begin at once', async () => {
    const path = newPath();
    const both = [runProgram('migrate', [path]), runProgram('migrate', [path])];
    expect(await Promise.all(both.map(({ ended }) => ended))).toEqual([0, 0]);
    const { store } = createStore(path);
    await store.open();
    expect(schemaOf(store.db())).toEqual(schemaOf(openTemporaryStore()));
  });

  it('makes the store in a file that is empty', async () => {
    const path = newPath();
    writeFileSync(path, '');
    const { store } = createStore(path);
    await store.open();
    expect(store.info()).toMatchObject({ state: 'ready', sessions: 0 });
  });

  it('keeps what SQLite says to itself when something unexpected happens', async () => {
    const path = newPath();
    const { store, said } = createStore(path, {
      newId: () => {
        throw new Error('/home/somebody/secret');
      },
    });
    await store.open();
    expect(() => store.db()).toThrow(expect.objectContaining({ code: 'internal' }));
    expect(JSON.stringify(said)).not.toContain('secret');
  });

  it('finishes a migration that ended before every text had its hash', async () => {
    const path = newPath();
    createOlderStore(path, { version: 3, schema: 'printed', record: 'schema_version' });
    migrate(openStoreAt(path));
    const backups = temporaryFolder();
    const { store } = createStore(path, {
      migrateElsewhere: async () => void migrateStore({ database: path, backups, locks: backups }, NOON_MS, () => {}),
    });
    await store.open();
    const unhashed = "SELECT count(*) AS count FROM messages WHERE status = 'complete' AND content_hash IS NULL";
    expect(store.db().get(unhashed)).toEqual({ count: 0 });
  });

  it('gives the store away while another process wants it alone, and opens it again by itself', async () => {
    const path = newPath();
    const timers = createFakeTimers();
    let readyCount = 0;
    const { store, said } = createStore(path, { timers, onReady: () => void readyCount++ });
    await store.open();
    const owner = runProgram('take-store', [dirname(path)]);
    await owner.printed('asking');
    await expect
      .poll(async () => {
        await timers.advance(500);
        return store.info().state;
      })
      .toBe('opening');
    await owner.printed('alone');
    expect(() => store.db()).toThrow(expect.objectContaining({ code: 'busy' }));
    await timers.advance(2000);
    expect(store.info().state).toBe('opening');
    owner.child.kill('SIGKILL');
    await owner.ended;
    await timers.advance(500);
    expect(store.info()).toMatchObject({ state: 'ready', id: 'an id' });
    expect(said).toEqual([READY, ['store/state', { state: 'opening', detail: expect.any(String) }], READY]);
    expect(readyCount).toBe(2);
  });

  it('tries again by itself what may pass, and says a reason once', async () => {
    const folder = join(temporaryFolder(), 'not yet');
    const timers = createFakeTimers();
    const { store, said } = createStore(join(folder, 'holdfast.db'), { timers });
    await store.open();
    expect(() => store.db()).toThrow(expect.objectContaining({ code: 'read-only' }));
    await timers.advance(5000);
    mkdirSync(folder);
    await timers.advance(4000);
    expect(said).toEqual([
      ['store/state', { state: 'failed', detail: expect.stringContaining('not yet'), code: 'read-only' }],
      READY,
    ]);
  });

  it('does not open again what is damaged, nor anything after it was closed', async () => {
    const path = newPath();
    writeFileSync(path, 'x'.repeat(5000));
    const timers = createFakeTimers();
    const { store, said } = createStore(path, { timers });
    await store.open();
    rmSync(path);
    await timers.advance(5000);
    expect(said).toHaveLength(1);
    store.close();
    expect(timers.count()).toBe(0);
  });

  describe('with somebody who puts damaged stores right', () => {
    const BEING_HEALED = expect.stringContaining('It is being put right');
    const OPENING = ['store/state', { state: 'opening', detail: BEING_HEALED }];

    it('has a file put right that cannot be opened, answers meanwhile, and opens it then', async () => {
      const path = newPath();
      writeFileSync(path, 'x'.repeat(5000));
      const causes: string[] = [];
      const { store, said } = createStore(path, {
        async healElsewhere(cause, onProgress) {
          causes.push(cause);
          onProgress(0.5, 'reading messages');
          expect(store.info()).toMatchObject({ state: 'opening', id: null });
          expect(() => store.db()).toThrow(expect.objectContaining({ code: 'busy', message: BEING_HEALED }));
          // Nobody holds the store meanwhile.
          takeStoreAlone(dirname(path), 0, PATIENCE)();
          rmSync(path);
        },
      });
      await store.open();
      expect(causes).toEqual(['The store is not a database. Nothing was deleted.']);
      const half = { state: 'opening', detail: expect.stringContaining('Now: reading messages.'), progress: 0.5 };
      expect(said).toEqual([OPENING, ['store/state', half], READY]);
    });

    it('has a store put right in which a request meets the damage, once', async () => {
      const path = newPath();
      const timers = createFakeTimers();
      const causes: string[] = [];
      const { store, said } = createStore(path, { timers, healElsewhere: async (cause) => void causes.push(cause) });
      await store.open();
      const db = store.db();
      damageTable(db);
      for (let n = 0; n < 3; n++) {
        expect(() => db.all('SELECT * FROM snapshots')).toThrow(expect.objectContaining({ code: 'store-corrupt' }));
      }
      expect(causes).toEqual([]);
      expect(store.db()).toBe(db);
      await timers.advance(0);
      expect(causes).toEqual(['The store is damaged. Nothing was deleted.']);
      expect(said).toEqual([READY, OPENING, READY]);
      expect(timers.count()).toBe(1);
    });

    it('leaves a search index alone that is damaged: that is made anew from the messages', async () => {
      const path = newPath();
      const timers = createFakeTimers();
      const { store, said } = createStore(path, {
        timers,
        healElsewhere: () => Promise.reject(new Error('There was nothing to put right.')),
      });
      await store.open();
      store.db().exec("INSERT INTO messages_fts (rowid, content) VALUES (7, 'of no message')");
      const check = "INSERT INTO messages_fts (messages_fts, rank) VALUES ('integrity-check', 1)";
      expect(() => store.db().run(check)).toThrow(expect.objectContaining({ code: 'store-corrupt' }));
      await timers.advance(0);
      expect(said).toEqual([READY]);
    });

    it('tries again what may pass, and gives up what does not', async () => {
      const path = newPath();
      writeFileSync(path, 'x'.repeat(5000));
      const timers = createFakeTimers();
      const failures = [new AppError('disk-full', 'No room.'), new AppError('disk-full', 'No room.'), new Error('odd')];
      let attempts = 0;
      const { store } = createStore(path, {
        timers,
        healElsewhere: () => Promise.reject(failures[attempts++]),
      });
      await store.open();
      expect(() => store.db()).toThrow(failures[0]);
      await timers.advance(500);
      await timers.advance(1000);
      expect(attempts).toBe(3);
      expect(() => store.db()).toThrow(expect.objectContaining({ code: 'internal' }));
      await timers.advance(60_000);
      expect(attempts).toBe(3);
    });

    it('does not do so for ever where it does not help', async () => {
      const path = newPath();
      writeFileSync(path, 'x'.repeat(5000));
      const timers = createFakeTimers();
      let attempts = 0;
      const { store } = createStore(path, { timers, healElsewhere: async () => void attempts++ });
      await store.open();
      await timers.advance(60_000);
      expect(attempts).toBe(2);
      expect(() => store.db()).toThrow(expect.objectContaining({ code: 'store-corrupt' }));
    });

    it('does not begin anew where the file is gone and a backup of it is there; copies of a person count for nothing', async () => {
      const path = newPath();
      const backups = join(dirname(path), 'backups');
      mkdirSync(backups);
      writeFileSync(join(backups, 'mine.db'), 'x');
      const opened = async () => {
        const { store } = createStore(path, { backups, healElsewhere: () => Promise.reject(new Error('healed')) });
        await store.open();
        const { state } = store.info();
        store.close();
        return { state, isThere: existsSync(path) };
      };
      expect(await opened()).toEqual({ state: 'ready', isThere: true });
      rmSync(path);
      writeFileSync(join(backups, backupName(NOON_MS, 'daily')), 'x');
      expect(await opened()).toEqual({ state: 'failed', isThere: false });
    });

    it.each([
      ['a backup of it', (folder: string) => writeFileSync(join(folder, 'backups', 'a.db'), 'x')],
      ['its log', (folder: string) => writeFileSync(join(folder, 'holdfast.db-wal'), 'x')],
    ])('does not take an emptied file for a new store while there is %s', async (_, leave) => {
      const path = newPath();
      writeFileSync(path, '');
      mkdirSync(join(dirname(path), 'backups'));
      leave(dirname(path));
      const causes: string[] = [];
      const { store } = createStore(path, {
        backups: join(dirname(path), 'backups'),
        async healElsewhere(cause) {
          causes.push(cause);
          rmSync(join(dirname(path), 'backups', 'a.db'), { force: true });
          rmSync(`${path}-wal`, { force: true });
        },
      });
      await store.open();
      expect(causes).toEqual(['The store is an empty file, though it held something before.']);
      expect(store.info().state).toBe('ready');
    });

    it('waits for somebody else to end an exchange where it cannot', async () => {
      const path = newPath();
      const note = join(dirname(path), 'healing.json');
      writeFileSync(note, '{}');
      const timers = createFakeTimers();
      const { store, said } = createStore(path, { timers });
      await store.open();
      await timers.advance(5000);
      expect(store.info().state).toBe('opening');
      rmSync(note);
      await timers.advance(500);
      expect(said).toEqual([READY]);
    });

    it('has an exchange brought to its end that another process began', async () => {
      const path = newPath();
      const note = join(dirname(path), 'healing.json');
      writeFileSync(note, '{}');
      let attempts = 0;
      const { store } = createStore(path, {
        async healElsewhere() {
          attempts++;
          rmSync(note);
        },
      });
      await store.open();
      expect(attempts).toBe(1);
      expect(store.info().state).toBe('ready');
    });
  });
});

/** Makes a table's root a page of nothing, so that reading it fails. */
function damageTable(db: SqlDatabase): void {
  const root =
    db.get<{ rootpage: number }>("SELECT rootpage FROM sqlite_schema WHERE name = 'snapshots'")?.rootpage ?? 0;
  db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  const path = db.get<{ file: string }>('SELECT file FROM pragma_database_list')?.file ?? '';
  const descriptor = openSync(path, 'r+');
  writeSync(descriptor, Buffer.alloc(4096, 0x41), 0, 4096, (root - 1) * 4096);
  closeSync(descriptor);
  db.exec('PRAGMA shrink_memory');
}
