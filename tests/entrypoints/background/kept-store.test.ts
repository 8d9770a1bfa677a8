import { describe, expect, it } from 'vitest';
import { createKeptStore, type KeptStoreOptions } from '../../../entrypoints/background/kept-store.ts';
import { rememberPlace } from '../../../entrypoints/background/remembered-place.ts';
import type { Result } from '../../../lib/protocol/methods.ts';
import { addMessage, addSession } from '../../contract/rows.ts';
import { allRows } from '../../support/assert-sound.ts';
import { createPlaces, openTestStore, troubled } from '../../support/embedded/places.ts';
import { loadSqlite } from '../../support/embedded/sqlite.ts';

const MOVED_AT = '2026-11-26T12:00:00.000Z';
const REMOVED_AFTER = '2026-12-26T12:00:00.000Z';
const EXPORTED: Result<'data/export'> = { name: 'n', folder: 'f', bytes: 1, counts: {}, sha256: 's' };
const CONTEXT = { signal: new AbortController().signal, progress: () => {} };

/** A store that moved into the host: its last message stands in the log alone. */
async function withKept(overrides: Partial<KeptStoreOptions> = {}) {
  const places = createPlaces();
  const { store } = await openTestStore(places);
  await store.keepWhole((db) => addSession(db, 's1'));
  store.db().transaction(() => addMessage(store.db(), 's1', 'm1'));
  await store.settled();
  const rows = allRows(store.db());
  store.close();
  const place = rememberPlace(places.witness);
  const kept = { sessions: 1, messages: 1, bytes: 4096 };
  await place.write({ engine: 'native', movedAt: MOVED_AT, removedAfter: REMOVED_AFTER, kept });
  const announced: unknown[] = [];
  let nowMs = Date.parse(MOVED_AT);
  const tested = createKeptStore({
    ...{ place, witness: places.witness, loadSqlite },
    first: places.first(),
    second: places.second(),
    exportFrom: async () => EXPORTED,
    announce: (...said) => void announced.push(said),
    now: () => nowMs,
    ...overrides,
  });
  const travelTo = (time: string) => {
    nowMs = Date.parse(time);
  };
  const isAnythingLeft = async () => {
    const kept = await Promise.all([places.first().keptTo(), places.second().keptTo()]);
    return kept.some((to) => to !== undefined) || places.witness.items.has('store.witness');
  };
  return { kept: tested, places, place, rows, announced, travelTo, isAnythingLeft };
}

describe('createKeptStore', () => {
  it('tells of what stayed without opening it', async () => {
    const { kept } = await withKept({ loadSqlite: () => Promise.reject(new Error('not wanted')) });
    expect(await kept.describe()).toEqual({
      embedded: {
        ...{ sessions: 1, messages: 1, bytes: 4096, isKept: true },
        ...{ movedAt: MOVED_AT, removedAfter: REMOVED_AFTER, isFirstWhole: true, isSecondWhole: true },
      },
    });
  });

  it('tells of a place that lacks something, or cannot be read', async () => {
    const { kept, places } = await withKept();
    for (const name of places.folder.files.keys()) if (name.startsWith('log-')) places.folder.files.delete(name);
    expect(await kept.describe()).toMatchObject({ embedded: { isFirstWhole: true, isSecondWhole: false } });
    const { keep, trouble } = troubled(places.first());
    trouble(() => 'fails');
    const other = await withKept({ first: keep });
    expect(await other.kept.describe()).toMatchObject({ embedded: { isFirstWhole: false, isSecondWhole: true } });
  });

  it('exports all of it, and nothing on the disk changes', async () => {
    let found: unknown;
    const asked: unknown[] = [];
    const { kept, rows, places } = await withKept({
      async exportFrom(store, params) {
        const { database } = store.engine();
        found = database.transaction(() => allRows(database));
        asked.push(params);
        expect(store.image().length).toBeGreaterThan(0);
        // Whatever an export does with it is of no consequence.
        database.exec("DELETE FROM messages WHERE id = 'm1'");
        return EXPORTED;
      },
    });
    const before = new Map(places.folder.files);
    expect(await kept.export({ format: 'bundle' }, CONTEXT)).toEqual(EXPORTED);
    expect([found, asked]).toEqual([rows, [{ format: 'bundle' }]]);
    expect(places.folder.files).toEqual(before);
  });

  it('is removed by a person’s word, and there is nothing to tell or export any more', async () => {
    const { kept, place, isAnythingLeft, announced } = await withKept();
    expect(await isAnythingLeft()).toBe(true);
    await kept.remove();
    expect(await isAnythingLeft()).toBe(false);
    expect(await place.read()).toEqual({ engine: 'native', movedAt: null, removedAfter: null });
    expect(await kept.describe()).toEqual({ embedded: null });
    await expect(kept.export({ format: 'json' }, CONTEXT)).rejects.toMatchObject({ code: 'not-found' });
    await expect(kept.remove()).rejects.toMatchObject({ code: 'not-found' });
    expect(announced).toEqual([]);
  });

  it('is removed when its time has come, no sooner, and pages are told', async () => {
    const { kept, place, isAnythingLeft, announced, travelTo } = await withKept();
    travelTo('2026-12-26T11:59:59.999Z');
    await kept.removeWhenDue();
    expect([await isAnythingLeft(), announced]).toEqual([true, []]);
    travelTo(REMOVED_AFTER);
    await kept.removeWhenDue();
    expect(await isAnythingLeft()).toBe(false);
    expect(await place.read()).toEqual({
      ...{ engine: 'native', movedAt: null, removedAfter: null, keptRemovedAt: REMOVED_AFTER },
    });
    expect(announced).toEqual([['changed', { tables: ['place'], sessionIds: [] }]]);
    await kept.removeWhenDue();
    expect(announced.length).toBe(1);
    expect(await kept.describe()).toEqual({ embedded: null, keptRemovedAt: REMOVED_AFTER });
  });

  it('leaves a store alone that a person went on with since, with everything in it', async () => {
    const { kept, place, places, rows, travelTo } = await withKept();
    const inUse = { engine: 'embedded', movedAt: null, removedAfter: null } as const;
    await place.write(inUse);
    travelTo('2030-01-01T00:00:00.000Z');
    await kept.removeWhenDue();
    await expect(kept.remove()).rejects.toMatchObject({ code: 'not-found' });
    expect(await place.read()).toEqual(inUse);
    const { store } = await openTestStore(places);
    expect(allRows(store.db())).toEqual(rows);
  });

  it.each(['first', 'second'] as const)(
    'that could not be removed wholly (%s) is never a loss, and goes later',
    async (name) => {
      const { places, place, travelTo, rows } = await withKept();
      const { keep, trouble } = troubled(places[name]());
      trouble((call) => (call === 'clear' ? 'fails' : undefined));
      const options = {
        place,
        witness: places.witness,
        loadSqlite,
        exportFrom: async () => EXPORTED,
        announce: () => {},
      };
      const broken = createKeptStore({
        ...{ ...options, first: places.first(), second: places.second(), [name]: keep },
        now: () => Date.parse(REMOVED_AFTER),
      });
      travelTo(REMOVED_AFTER);
      await expect(broken.removeWhenDue()).rejects.toThrow();
      const { store } = await openTestStore(places);
      expect(allRows(store.db())).toEqual(rows);
      store.close();
      trouble(undefined);
      await broken.removeWhenDue();
      expect(await place.read()).toMatchObject({ keptRemovedAt: REMOVED_AFTER });
    },
  );
});
