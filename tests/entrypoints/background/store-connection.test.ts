import { describe, expect, it } from 'vitest';
import type { HostConnection, HostState } from '../../../entrypoints/background/host-connection.ts';
import { type RememberedPlace, rememberPlace } from '../../../entrypoints/background/remembered-place.ts';
import { createStoreConnection } from '../../../entrypoints/background/store-connection.ts';
import { createLocalStorage } from '../../support/embedded/places.ts';
import { createFakeTimers, settled } from '../../support/fake-timers.ts';

const EMBEDDED = { engine: 'embedded', movedAt: null, removedAfter: null } as const;
const NATIVE = { engine: 'native', movedAt: null, removedAfter: null } as const;
const NOT_INSTALLED: HostState = { state: 'disconnected', detail: 'not-installed' };
const READY: HostState = { state: 'ready', detail: null };
const RELAY = { signal: new AbortController().signal, onProgress: () => {} };

/** A way to one engine that answers with its name. */
function createEngine(name: string) {
  const engine = { holds: 0, state: { state: 'connecting', detail: null } as HostState };
  const connection: HostConnection = {
    request: async (method) => `${name}: ${method}`,
    hold() {
      engine.holds++;
      return () => void engine.holds--;
    },
    state: () => engine.state,
  };
  return Object.assign(engine, { connection });
}

function createTested(remembered?: object, storage = createLocalStorage()) {
  if (remembered) storage.items.set('store.place', remembered);
  const [native, embedded] = [createEngine('native'), createEngine('embedded')];
  const timers = createFakeTimers();
  const states: HostState[] = [];
  let isEmbeddedMade = false;
  let switches = 0;
  const store = createStoreConnection({
    place: rememberPlace(storage),
    native: native.connection,
    embedded() {
      isEmbeddedMade = true;
      return embedded.connection;
    },
    timers,
    onState: (state) => states.push(state),
    onSwitched: () => void switches++,
  });
  /** As the connection of an engine tells. */
  async function say(engine: 'native' | 'embedded', state: HostState) {
    (engine === 'native' ? native : embedded).state = state;
    store.hearState(engine, state);
    await settled();
  }
  return {
    ...{ store, native, embedded, timers, states, say, storage },
    place: () => storage.items.get('store.place'),
    isEmbeddedMade: () => isEmbeddedMade,
    switches: () => switches,
  };
}

describe('createStoreConnection', () => {
  it('does nothing before somebody needs the store', async () => {
    const { store, native, isEmbeddedMade } = createTested();
    await settled();
    expect([store.state(), store.engine(), native.holds, isEmbeddedMade()]).toEqual([
      { state: 'connecting', detail: null },
      undefined,
      0,
      false,
    ]);
  });

  it.each(['not-installed', 'forbidden'])('begins in the browser where there is no host: %s', async (detail) => {
    const { store, native, embedded, states, say, place } = createTested();
    const release = store.hold();
    const answer = store.request('sessions/list', {}, RELAY);
    await settled();
    expect([native.holds, store.engine()]).toEqual([1, undefined]);
    await say('native', { state: 'disconnected', detail });
    expect(await answer).toBe('embedded: sessions/list');
    expect([native.holds, embedded.holds, store.engine(), place()]).toEqual([0, 1, 'embedded', EMBEDDED]);
    await say('embedded', READY);
    // The host lets go of what it was, which is nobody's business.
    await say('native', { state: 'connecting', detail: null });
    expect(states.at(-1)).toEqual({ ...READY, engine: 'embedded' });
    expect(states.every(({ state }) => state !== 'disconnected')).toBe(true);
    release();
    expect(embedded.holds).toBe(0);
  });

  it.each<HostState>([
    READY,
    { state: 'migrating', detail: null },
    { state: 'failed', detail: 'The store is damaged.' },
    { state: 'version-mismatch', detail: 'Update the host.' },
  ])('is in the host that greets at the first start: $state', async (state) => {
    const { store, native, states, say, place, isEmbeddedMade } = createTested();
    store.hold();
    await settled();
    await say('native', state);
    expect([native.holds, store.engine(), place(), isEmbeddedMade()]).toEqual([1, 'native', NATIVE, false]);
    expect(states).toEqual([{ ...state, engine: 'native' }]);
    expect(await store.request('sessions/list', {}, RELAY)).toBe('native: sessions/list');
  });

  it('begins nowhere while a host ends as soon as it is started, and says so', async () => {
    const { store, native, states, say, place, isEmbeddedMade } = createTested();
    const release = store.hold();
    const answer = store.request('sessions/list', {}, RELAY);
    await settled();
    await say('native', { state: 'disconnected', detail: 'exited' });
    expect(await answer).toBe('native: sessions/list');
    expect([place(), isEmbeddedMade(), states]).toEqual([
      undefined,
      false,
      [{ state: 'disconnected', detail: 'exited', engine: 'native' }],
    ]);
    release();
    expect(native.holds).toBe(0);

    store.hold();
    await settled();
    await say('native', READY);
    expect([store.engine(), native.holds]).toEqual(['native', 1]);
  });

  it('stays in the host that is gone', async () => {
    const { store, states, say, place, isEmbeddedMade } = createTested(NATIVE);
    store.hold();
    await settled();
    await say('native', NOT_INSTALLED);
    expect([store.engine(), place(), isEmbeddedMade()]).toEqual(['native', NATIVE, false]);
    expect(states.at(-1)).toEqual({ ...NOT_INSTALLED, engine: 'native' });
  });

  it('is in the browser at once where it was, and connects to no host', async () => {
    const { store, native, embedded, states } = createTested(EMBEDDED);
    embedded.state = { state: 'opening', detail: null };
    expect(await store.request('sessions/list', {}, RELAY)).toBe('embedded: sessions/list');
    expect([native.holds, states]).toEqual([0, [{ state: 'opening', detail: null, engine: 'embedded' }]]);
  });

  it('opens nothing in the browser before that is written down', async () => {
    const storage = createLocalStorage();
    let isFull = true;
    const { store, say, timers, place, isEmbeddedMade } = createTested(undefined, {
      ...storage,
      async set(items) {
        if (isFull) throw new Error('The disk is full.');
        await storage.set(items);
      },
    });
    store.hold();
    await settled();
    await say('native', NOT_INSTALLED);
    expect([isEmbeddedMade(), place()]).toEqual([false, undefined]);
    isFull = false;
    await timers.advance(1000);
    expect([isEmbeddedMade(), place()]).toEqual([true, EMBEDDED]);
  });

  it('takes what cannot be read of where it was for a first start', async () => {
    const { store, native } = createTested({ engine: 'punched cards' });
    store.hold();
    await settled();
    expect([native.holds, store.engine()]).toEqual([1, undefined]);
  });

  it('goes where a person sends it, with what is held, and tells of it once', async () => {
    const { store, native, embedded, states, say, place, switches } = createTested(NATIVE);
    store.hold();
    store.hold();
    await settled();
    await say('native', NOT_INSTALLED);
    await store.switchTo(EMBEDDED);
    await store.switchTo(EMBEDDED);
    expect([native.holds, embedded.holds, place(), switches()]).toEqual([0, 1, EMBEDDED, 1]);
    expect(states.at(-1)?.engine).toBe('embedded');
    const moved: RememberedPlace = {
      engine: 'native',
      movedAt: '2026-01-31T12:00:00.000Z',
      removedAfter: '2026-03-02T12:00:00.000Z',
    };
    await store.switchTo(moved);
    expect([native.holds, embedded.holds, place()]).toEqual([1, 0, moved]);
  });

  it('goes where a person sends it also before anything was decided', async () => {
    const { store, native, embedded } = createTested();
    store.hold();
    await settled();
    await store.switchTo(EMBEDDED);
    expect([native.holds, embedded.holds, await store.request('a', {}, RELAY)]).toEqual([0, 1, 'embedded: a']);
  });
});
