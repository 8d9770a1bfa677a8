import fc from 'fast-check';
import { openDB } from 'idb';
import type { Statement } from 'sql.js';
import { describe, expect, it, vi } from 'vitest';
import { openEmbeddedDatabase } from '../../../../entrypoints/background/embedded/embedded-database.ts';
import type { EmbeddedStore } from '../../../../entrypoints/background/embedded/embedded-store.ts';
import type { Keep } from '../../../../entrypoints/background/embedded/keep.ts';
import { AppError } from '../../../../lib/protocol/errors.ts';
import { migrate, SCHEMA_VERSION } from '../../../../lib/store/migrate.ts';
import { applyOnce } from '../../../../lib/store/requests.ts';
import { getStoreFact } from '../../../../lib/store/store-info.ts';
import { migrations } from '../../../../migrations/index.ts';
import { addMessage, addSession, at, withCode } from '../../../contract/rows.ts';
import { anyCommand } from '../../../support/any-command.ts';
import { allRows, assertSound } from '../../../support/assert-sound.ts';
import {
  createPlaces,
  createTestStore,
  digest,
  openTestStore,
  type Places,
  troubled,
} from '../../../support/embedded/places.ts';
import { sqlite } from '../../../support/embedded/sqlite.ts';
import { settled } from '../../../support/fake-timers.ts';

/** A session with messages, on the disk. */
async function fill(store: EmbeddedStore, messages = 2) {
  addSession(store.db(), 's1');
  for (let n = 1; n <= messages; n++) addMessage(store.db(), 's1', `m${n}`, { content: `Text ${n}` });
  await store.settled();
  return allRows(store.db());
}

/** As a version of the extension before this one left it: an image, and a change since. */
async function putOlderStore(places: Places) {
  const db = openEmbeddedDatabase({ sqlite, onChange: () => {}, onBroken: () => {} });
  migrate(db, { steps: migrations.slice(0, 11) });
  db.run('INSERT INTO store_info VALUES (?, ?)', ['id', '"older"']);
  const image = db.image();
  db.close();
  const header = { storeId: 'older', generation: 1, length: image.length, number: 0, rows: 0 };
  await places.first().putImage({ ...header, sha256: await digest(image) }, image);
  const statement = { sql: 'INSERT INTO drafts VALUES (?, ?, ?)', params: ['a', 'text', 't'] };
  await places.first().append([{ number: 1, statements: [statement] }]);
}

const withoutFacts = ({ store_info: _, ...rows }: Record<string, unknown[]>) => rows;
const damageOf = (store: EmbeddedStore) => getStoreFact(store.db(), 'damage');

describe('createEmbeddedStore', () => {
  it('is a new one at first, and the same one in the next worker', async () => {
    const places = createPlaces();
    const { store, states } = await openTestStore(places);
    const rows = await fill(store);
    const { id } = store.info();
    store.close();
    const next = await openTestStore(places);
    expect(allRows(next.store.db())).toEqual(rows);
    expect(next.store.info()).toMatchObject({ id, state: 'ready', sessions: 1, messages: 2 });
    expect([states, next.states]).toEqual([['ready'], ['ready']]);
    expect(damageOf(next.store)).toBeUndefined();
  });

  it('acknowledges only what the disk has', async () => {
    const places = createPlaces();
    const first = troubled(places.first());
    const { store } = await openTestStore(places, { first: first.keep });
    first.trouble((call) => (call === 'append' ? 'hangs' : undefined));
    addSession(store.db(), 's1');
    let isSettled = false;
    void store.settled().then(() => {
      isSettled = true;
    });
    await settled();
    expect(isSettled).toBe(false);
  });

  it('forgets what the disk does not take, says so, and goes on when it does', async () => {
    const places = createPlaces();
    const first = troubled(places.first());
    const { store, states, timers } = await openTestStore(places, { first: first.keep });
    const rows = await fill(store);
    first.trouble((call) => (call === 'append' ? 'fails' : undefined));
    addMessage(store.db(), 's1', 'lost');
    await expect(store.settled()).rejects.toThrow(withCode('disk-full'));
    expect(() => store.db()).toThrow(withCode('disk-full'));
    first.trouble(undefined);
    await timers.advance(5000);
    await expect.poll(() => store.info().state).toBe('ready');
    expect(allRows(store.db())).toEqual(rows);
    expect(states).toEqual(['ready', 'opening', 'ready']);
    addMessage(store.db(), 's1', 'kept');
    await store.settled();
  });

  it('makes an image when the log has grown, and needs none of it to open', async () => {
    const places = createPlaces();
    const { store, timers } = await openTestStore(places, { shortLogBytes: 1000 });
    const rows = await fill(store, 200);
    await timers.advance(1000);
    await expect.poll(async () => (await places.first().load())?.header.generation).toBeGreaterThan(1);
    await expect.poll(async () => (await places.second().load())?.header.generation).toBeGreaterThan(1);
    expect(allRows((await openTestStore(places)).store.db())).toEqual(rows);
  });

  it('keeps a large work as a whole, or nothing of it', async () => {
    const places = createPlaces();
    const first = troubled(places.first());
    const { store, timers } = await openTestStore(places, { first: first.keep });
    const rows = await fill(store);
    first.trouble((call) => (call === 'putImage' ? 'fails' : undefined));
    const add = () => store.keepWhole((db) => void addSession(db, 's2'));
    await expect(add()).rejects.toThrow(withCode('disk-full'));
    first.trouble(undefined);
    await timers.advance(5000);
    await expect.poll(() => store.info().state).toBe('ready');
    expect(allRows(store.db())).toEqual(rows);
    expect(damageOf(store)).toBeUndefined();
    await add();
    addMessage(store.db(), 's2', 'm9');
    await store.settled();
    const now = allRows(store.db());
    expect(allRows((await openTestStore(places)).store.db())).toEqual(now);
  });

  it('brings an older schema up to date, with the changes made in it, once', async () => {
    const places = createPlaces();
    await putOlderStore(places);
    const { store } = await openTestStore(places);
    expect(store.info()).toMatchObject({ schemaVersion: SCHEMA_VERSION, sessions: 0 });
    expect(store.db().all('SELECT * FROM drafts')).toEqual([{ session_id: 'a', content: 'text', updated_at: 't' }]);
    store.close();
    expect((await places.first().load())?.header).toMatchObject({ generation: 2, number: expect.any(Number) });
    await openTestStore(places);
    expect((await places.first().load())?.header.generation).toBe(2);
  });

  it('refuses a store of a newer version and leaves it as it is', async () => {
    const places = createPlaces();
    const { store } = await openTestStore(places);
    await fill(store);
    await store.keepWhole((db) => {
      db.exec('UPDATE schema_version SET version = 999');
      db.exec('PRAGMA user_version = 999');
    });
    store.close();
    const before = await places.first().load();
    const { store: older } = await openTestStore(places);
    expect(() => older.db()).toThrow(withCode('store-newer-than-host'));
    expect(older.info()).toMatchObject({ state: 'failed' });
    expect(await places.first().load()).toEqual(before);
  });

  it('opens anew from the disk when WebAssembly failed', async () => {
    const places = createPlaces();
    const { store, states, timers } = await openTestStore(places);
    const rows = await fill(store);
    const { sqlite: ofStore } = store.engine();
    const statement: Statement = Object.getPrototypeOf(new ofStore.Database().prepare('SELECT 1'));
    const fails = vi.spyOn(statement, 'step').mockImplementation(() => {
      throw new WebAssembly.RuntimeError('unreachable');
    });
    expect(() => store.db().get('SELECT 1')).toThrow(WebAssembly.RuntimeError);
    fails.mockRestore();
    await timers.advance(5000);
    await expect.poll(() => states).toEqual(['ready', 'opening', 'ready']);
    expect(allRows(store.db())).toEqual(rows);
  });

  it('leaves a database alone that a later version of the extension made', async () => {
    const places = createPlaces();
    const { store } = await openTestStore(places);
    await fill(store);
    await settled();
    store.close();
    const later = await openDB(places.name, 99);
    const second = await places.second().load();
    const { store: older } = await openTestStore(places);
    expect(() => older.db()).toThrow(withCode('store-newer-than-host'));
    expect(await places.second().load()).toEqual(second);
    later.close();
  });

  it('waits while the worker that an update replaces has the store, says why, and has what that one wrote', async () => {
    const places = createPlaces();
    const { store: replaced } = await openTestStore(places);
    let letGo = () => {};
    const lock = () =>
      new Promise<void>((resolve) => {
        letGo = resolve;
      });
    const said: object[] = [];
    const { store } = createTestStore(places, { lock, announce: (_, params) => void said.push(params) });
    const opened = store.open();
    const rows = await fill(replaced);
    store.tellBlocked();
    expect(said).toEqual([{ state: 'opening', detail: expect.stringContaining('An earlier version of Holdfast') }]);
    expect(store.info()).toMatchObject({ state: 'opening', sessions: null });
    expect(() => store.db()).toThrow(withCode('busy'));
    replaced.close();
    letGo();
    await opened;
    expect(allRows(store.db())).toEqual(rows);
    store.tellBlocked();
    expect(said.slice(1)).toEqual([{ state: 'ready', detail: null }]);
  });

  it('lets a later version of the extension have the database', async () => {
    const places = createPlaces();
    const { store } = await openTestStore(places);
    await fill(store);
    let wasBlocked = false;
    const later = await openDB(places.name, 2, {
      blocked: () => {
        wasBlocked = true;
      },
    });
    expect(wasBlocked).toBe(false);
    later.close();
  });

  it('tries again what passes', async () => {
    const places = createPlaces();
    let tries = 0;
    const { store, timers } = createTestStore(places, {
      loadSqlite: async () => {
        if (++tries < 3) throw new Error('the file of SQLite could not be read');
        return (await import('../../../support/embedded/sqlite.ts')).sqlite;
      },
    });
    await store.open();
    expect(() => store.db()).toThrow(withCode('internal'));
    await timers.advance(10_000);
    await expect.poll(() => store.info().state).toBe('ready');
  });
});

describe('a store whose first place lost something', () => {
  it('comes back whole from the second copy when the database is empty', async () => {
    const places = createPlaces();
    const rows = await fill((await openTestStore(places)).store);
    await places.first().clear();
    const { store } = await openTestStore(places);
    expect(withoutFacts(allRows(store.db()))).toEqual(withoutFacts(rows));
    expect(damageOf(store)).toMatchObject({ lost: 0, restored: 3, cause: expect.stringContaining('empty') });
    expect((await places.first().load())?.header.storeId).toBe(store.info().id);
    store.close();
    const next = await openTestStore(places);
    expect(withoutFacts(allRows(next.store.db()))).toEqual(withoutFacts(rows));
  });

  it('comes back whole when the database went back to an earlier state', async () => {
    const places = createPlaces();
    const { store } = await openTestStore(places);
    await fill(store);
    const earlier = await places.first().load();
    addMessage(store.db(), 's1', 'later');
    await store.settled();
    await settled();
    const rows = allRows(store.db());
    store.close();
    await places.first().clear();
    if (earlier) {
      await places.first().putImage(earlier.header, earlier.image);
      await places.first().append(earlier.log);
    }
    const { store: next } = await openTestStore(places);
    expect(withoutFacts(allRows(next.db()))).toEqual(withoutFacts(rows));
    expect(damageOf(next)).toMatchObject({ lost: 0, cause: expect.stringContaining('earlier state') });
  });

  it('comes back whole when the database cannot be read, and is saved in the second place alone', async () => {
    const places = createPlaces();
    const rows = await fill((await openTestStore(places)).store);
    const broken = troubled(places.first());
    broken.trouble(() => 'fails', new DOMException('Internal error.', 'UnknownError'));
    const { store } = await openTestStore(places, { first: broken.keep });
    expect(withoutFacts(allRows(store.db()))).toEqual(withoutFacts(rows));
    addMessage(store.db(), 's1', 'more');
    await store.settled();
    const more = allRows(store.db());
    expect(store.places()).toEqual({ isFirst: false, isSecond: true });
    store.close();
    const { store: next, timers } = await openTestStore(places, { first: broken.keep });
    expect(withoutFacts(allRows(next.db()))).toEqual(withoutFacts(more));
    broken.trouble(undefined);
    await timers.advance(120_000);
    await expect.poll(() => next.places()).toEqual({ isFirst: true, isSecond: true });
  });

  it('is told as lost when no copy is left, and not taken for a new user’s', async () => {
    const places = createPlaces();
    const filled = await openTestStore(places);
    await fill(filled.store, 3);
    await filled.timers.advance(6000);
    filled.store.close();
    await places.first().clear();
    await places.second().clear();
    const { store } = await openTestStore(places);
    expect(damageOf(store)).toMatchObject({ lost: 4, restored: 0, backup: null });
  });

  it('comes back whole from a second copy that was made anew while more was written', async () => {
    const places = createPlaces();
    const { store: before } = await openTestStore(places);
    await fill(before);
    before.close();
    await places.second().clear();
    const real = places.second();
    let goOn = () => {};
    const isAllowed = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    let isPutting = false;
    const second: Keep = {
      ...real,
      async putImage(header, image) {
        isPutting = true;
        await isAllowed;
        await real.putImage(header, image);
      },
    };
    const { store, timers } = await openTestStore(places, { second });
    await timers.advance(1000);
    await expect.poll(() => isPutting).toBe(true);
    addMessage(store.db(), 's1', 'm3');
    await store.settled();
    goOn();
    await expect.poll(() => store.places().isSecond).toBe(true);
    addMessage(store.db(), 's1', 'm4');
    await store.settled();
    await settled();
    const rows = allRows(store.db());
    store.close();
    await places.first().clear();
    const { store: next } = await openTestStore(places);
    expect(withoutFacts(allRows(next.db()))).toEqual(withoutFacts(rows));
    expect(damageOf(next)).toMatchObject({ lost: 0 });
  });

  it('is not begun anew while it cannot be read, although the second copy is gone', async () => {
    const places = createPlaces();
    const { store } = await openTestStore(places);
    const rows = await fill(store);
    store.close();
    await places.second().clear();
    const broken = troubled(places.first());
    broken.trouble(() => 'fails', new DOMException('Internal error.', 'UnknownError'));
    const { store: next, timers } = await openTestStore(places, { first: broken.keep });
    expect(() => next.db()).toThrow(withCode('read-only'));
    broken.trouble(undefined);
    await timers.advance(5000);
    await expect.poll(() => next.info().state).toBe('ready');
    expect(allRows(next.db())).toEqual(rows);
  });

  it('is not opened as a new one when it cannot be read and nothing else is known', async () => {
    const places = createPlaces();
    const broken = troubled(places.first());
    broken.trouble(() => 'fails', new DOMException('Internal error.', 'UnknownError'));
    const { store } = await openTestStore(places, { first: broken.keep });
    expect(() => store.db()).toThrow(withCode('read-only'));
  });

  it('loses nothing when the newest image is damaged', async () => {
    const places = createPlaces();
    const { store } = await openTestStore(places);
    await fill(store);
    await store.keepWhole((db) => void addMessage(db, 's1', 'm3'));
    addMessage(store.db(), 's1', 'm4');
    await store.settled();
    await settled();
    const rows = allRows(store.db());
    store.close();
    const kept = await places.first().load();
    if (kept) await places.first().putImage(kept.header, kept.image.with(100, 7));
    const { store: next } = await openTestStore(places);
    expect(withoutFacts(allRows(next.db()))).toEqual(withoutFacts(rows));
    expect(damageOf(next)).toMatchObject({ lost: 0 });
  });
});

describe('letGo', () => {
  it('closes the store until it is opened again, and writes nothing meanwhile', async () => {
    const places = createPlaces();
    const { store, states, timers } = await openTestStore(places);
    addSession(store.db(), 's1');
    await store.settled();
    // The second place follows a moment later.
    await settled();
    const rows = allRows(store.db());
    const files = new Map(places.folder.files);
    store.letGo();
    store.letGo();
    expect(() => store.db()).toThrow(withCode('busy'));
    await timers.advance(120_000);
    expect(places.folder.files).toEqual(files);
    await store.open();
    await store.open();
    expect(allRows(store.db())).toEqual(rows);
    expect(states).toEqual(['ready', 'opening', 'ready']);
  });
});

describe('a worker that is stopped at any moment', () => {
  it('has lost nothing that was acknowledged', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(anyCommand, fc.boolean()), { minLength: 1, maxLength: 25 }),
        fc.integer({ min: 0, max: 40 }),
        fc.constantFrom('hangs', 'fails after', 'fails') as fc.Arbitrary<'hangs' | 'fails after' | 'fails'>,
        fc.boolean(),
        async (steps, stopAfter, how, isSecond) => {
          const places = createPlaces();
          const [first, second] = [troubled(places.first()), troubled(places.second())];
          const { store, timers } = await openTestStore(places, {
            ...{ first: first.keep, second: second.keep, shortLogBytes: 1500 },
          });
          let calls = 0;
          const stop = () => (calls++ >= stopAfter ? how : undefined);
          (isSecond ? second : first).trouble(stop);
          // Once one place hangs the worker is as good as gone: the other one must not go on either.
          (isSecond ? first : second).trouble(() => (calls > stopAfter && how === 'hangs' ? 'hangs' : undefined));
          let acknowledged = allRows(store.db());
          const possible = [acknowledged];
          for (const [minutes, [command, isAwaited]] of steps.entries()) {
            try {
              const now = at(minutes);
              applyOnce(
                store.db(),
                { requestId: `r${minutes}`, now },
                () => command(store.db(), now),
                () => undefined,
              );
            } catch (error) {
              if (!(error instanceof AppError)) throw error;
              continue;
            }
            const rows = allRows(store.db());
            possible.push(rows);
            if (!isAwaited) continue;
            const outcome = await Promise.race([
              store.settled().then(
                () => 'kept',
                () => 'refused',
              ),
              settled().then(settled).then(settled),
            ]);
            if (outcome === 'kept') acknowledged = rows;
            await timers.advance(300);
          }
          store.close();
          const { store: next } = await openTestStore(places);
          const found = withoutFacts(allRows(next.db()));
          assertSound(next.db());
          const from = possible.lastIndexOf(acknowledged);
          expect(possible.slice(from).map(withoutFacts)).toContainEqual(found);
        },
      ),
      { numRuns: 150 },
    );
  });
});
