import { describe, expect, it } from 'vitest';
import type { HostState } from '../../../entrypoints/background/host-connection.ts';
import type { HostFound } from '../../../entrypoints/background/host-search.ts';
import type { KeptStore } from '../../../entrypoints/background/kept-store.ts';
import { createPlaceDispatch } from '../../../entrypoints/background/place-dispatch.ts';
import { createPlaceHandlers } from '../../../entrypoints/background/place-handlers.ts';
import type { RememberedPlace } from '../../../entrypoints/background/remembered-place.ts';
import { AppError } from '../../../lib/protocol/errors.ts';
import type { HostFailure, StoreInfo } from '../../../lib/protocol/shapes.ts';

const CONTEXT = { signal: new AbortController().signal, progress: () => {} };
const NONE: HostFound = { isThere: false, reason: 'not-installed' };
const THERE: HostFound = { isThere: true, reason: null };

function createTested(
  engine: RememberedPlace['engine'] | undefined,
  native: HostState = { state: 'connecting', detail: null },
) {
  const test = {
    ...{ engine, native, nowMs: 0, looks: 0, changes: 0 },
    found: NONE,
    kept: { embedded: null } as Awaited<ReturnType<KeptStore['describe']>>,
    failure: undefined as Error | undefined,
    failures: [] as HostFailure[],
    switchedTo: undefined as RememberedPlace | undefined,
  };
  const { handlers, lookSoon } = createPlaceHandlers({
    store: {
      decided: async () => {},
      engine: () => test.engine,
      switchTo: async (place) => {
        test.switchedTo = place;
      },
    },
    async embeddedStore() {
      if (test.failure) throw test.failure;
      return {
        info: () => ({ sessions: 2, messages: 7, bytes: 4096 }) as StoreInfo,
        places: () => ({ isFirst: true, isSecond: false }),
      };
    },
    kept: { describe: async () => test.kept },
    failures: { take: async () => test.failures.shift() },
    nativeState: () => test.native,
    async findHost() {
      test.looks++;
      return test.found;
    },
    storage: { isPersistent: async () => false, quotaBytes: async () => 1e9 },
    now: () => test.nowMs,
    onChanged: () => void test.changes++,
  });
  const dispatch = createPlaceDispatch(handlers);
  const ask = (method: Parameters<typeof dispatch>[0], params: unknown = {}) => dispatch(method, params, CONTEXT);
  return Object.assign(test, { ask, lookSoon });
}

describe('createPlaceHandlers', () => {
  it('tells of the store in the browser, and of the host as it was last looked for', async () => {
    const test = createTested('embedded');
    const embedded = {
      ...{ sessions: 2, messages: 7, bytes: 4096, isKept: false, movedAt: null, removedAfter: null },
      ...{ isFirstWhole: true, isSecondWhole: false, isPersistent: false, quotaBytes: 1e9 },
    };
    expect(await test.ask('store/place')).toEqual({ engine: 'embedded', host: null, embedded });
    expect(await test.ask('store/look-for-host')).toEqual(NONE);
    expect(await test.ask('store/place')).toEqual({ engine: 'embedded', host: NONE, embedded });
  });

  it('tells of what stayed in the browser after moving, and when it was removed', async () => {
    const test = createTested('native', { state: 'ready', detail: null });
    const stayed = {
      ...{ sessions: 2, messages: 7, bytes: 4096, isKept: true, movedAt: 'then', removedAfter: 'later' },
      ...{ isFirstWhole: true, isSecondWhole: true },
    };
    test.kept = { embedded: stayed };
    expect(await test.ask('store/place')).toEqual({
      ...{ engine: 'native', host: THERE, embedded: { ...stayed, isPersistent: false, quotaBytes: 1e9 } },
    });
    test.kept = { embedded: null, keptRemovedAt: 'now' };
    expect(await test.ask('store/place')).toEqual({
      ...{ engine: 'native', host: THERE, embedded: null, keptRemovedAt: 'now' },
    });
  });

  it('tells why the store in the browser cannot be opened', async () => {
    const test = createTested('embedded');
    test.failure = new AppError('store-corrupt', 'Damaged.');
    await expect(test.ask('store/place')).rejects.toBe(test.failure);
  });

  it.each<[HostState, HostFound | null]>([
    [{ state: 'ready', detail: null }, THERE],
    [{ state: 'failed', detail: 'Damaged.' }, THERE],
    [{ state: 'connecting', detail: null }, null],
    [
      { state: 'disconnected', detail: 'exited' },
      { isThere: false, reason: 'exited' },
    ],
    [
      { state: 'disconnected', detail: 'anything' },
      { isThere: false, reason: 'lost' },
    ],
    [
      { state: 'version-mismatch', detail: 'Update.' },
      { isThere: false, reason: 'version-mismatch' },
    ],
  ])('tells of the host that has the store as its connection does: $state', async (native, host) => {
    expect(await createTested('native', native).ask('store/place')).toEqual({ engine: 'native', host, embedded: null });
  });

  it('tells once how a host failed', async () => {
    const test = createTested('native');
    const failure = { at: '2026-11-26T14:02:00.000Z', message: 'a part of it is missing', wasRunning: false };
    test.failures.push(failure);
    expect(await test.ask('store/host-failure')).toEqual({ failure });
    expect(await test.ask('store/host-failure')).toEqual({ failure: null });
  });

  it('looks for a host when a page connects, at most once a minute, and tells of news only', async () => {
    const test = createTested('embedded');
    for (const nowMs of [0, 59_000, 60_000, 130_000]) {
      test.nowMs = nowMs;
      if (nowMs === 130_000) test.found = THERE;
      await test.lookSoon();
    }
    expect([test.looks, test.changes]).toEqual([3, 2]);
    test.engine = 'native';
    test.nowMs = 1e9;
    await test.lookSoon();
    expect(test.looks).toBe(3);
  });

  it('looks for a host when asked, unless it is connected to one', async () => {
    const connected = createTested('native', { state: 'ready', detail: null });
    expect(await connected.ask('store/look-for-host')).toEqual(THERE);
    const lost = createTested('native', { state: 'disconnected', detail: 'lost' });
    expect(await lost.ask('store/look-for-host')).toEqual(NONE);
    expect([connected.looks, lost.looks]).toEqual([0, 1]);
  });

  it('goes to the browser by a person’s word when the host is gone, and what moved away is in use again', async () => {
    const test = createTested('native', { state: 'disconnected', detail: 'not-installed' });
    expect(await test.ask('store/use-embedded')).toEqual({});
    expect(test.switchedTo).toEqual({ engine: 'embedded', movedAt: null, removedAfter: null });
  });

  it('stays where it is while the host is there, or already in the browser', async () => {
    const there = createTested('native', { state: 'migrating', detail: null });
    await expect(there.ask('store/use-embedded')).rejects.toMatchObject({ code: 'conflict' });
    const embedded = createTested('embedded');
    expect(await embedded.ask('store/use-embedded')).toEqual({});
    expect([there.switchedTo, embedded.switchedTo]).toEqual([undefined, undefined]);
  });
});

describe('createPlaceDispatch', () => {
  it('refuses what nobody answers in this version, and bad parameters', async () => {
    const test = createTested('embedded');
    await expect(test.ask('store/move')).rejects.toMatchObject({ code: -32601 });
    await expect(test.ask('store/place', 'x')).rejects.toMatchObject({ code: -32602 });
  });
});
