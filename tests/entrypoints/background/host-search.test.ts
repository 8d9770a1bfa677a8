import { describe, expect, it } from 'vitest';
import { createHostSearch } from '../../../entrypoints/background/host-search.ts';
import { createPortConnection } from '../../../lib/rpc/port-connection.ts';
import { createPortPair } from '../../support/fake-port.ts';
import { createFakeTimers, settled } from '../../support/fake-timers.ts';

const STORE = {
  ...{ id: null, state: 'opening', schemaVersion: null, path: null, bytes: null, sqliteVersion: null },
  ...{ sessions: null, messages: null, lastSweepAt: null, lastVerifiedBackupAt: null },
};

/** A browser in which a host answers a greeting with `greet`, or is gone at once with these words. */
function createTested({ greet, words }: { greet?: () => unknown; words?: string }) {
  const timers = createFakeTimers();
  const asked: string[] = [];
  let opened: ReturnType<typeof createPortPair> | undefined;
  const find = createHostSearch({
    connectNative() {
      opened = createPortPair();
      const [near, far] = opened;
      if (greet) {
        createPortConnection(far, {
          timers,
          onNotification: () => {},
          onRequest(method) {
            asked.push(method);
            return greet();
          },
        });
      } else queueMicrotask(() => far.disconnect());
      return near;
    },
    lastError: () => words,
    timers,
    version: '1.2.3',
  });
  return { find, timers, asked, isClosed: () => opened?.[0].isClosed };
}

const hello = (protocol: number) => ({
  protocol,
  host: { version: '0.1.0', pid: 1, engine: 'native' },
  store: STORE,
});

describe('createHostSearch', () => {
  it('greets a host that is there, and lets it go', async () => {
    const { find, asked, isClosed } = createTested({ greet: () => hello(1) });
    expect(await find()).toEqual({ isThere: true, reason: null });
    expect([asked, isClosed()]).toEqual([['hello'], true]);
  });

  it.each([
    ['Specified native messaging host not found.', 'not-installed'],
    ['Access to the specified native messaging host is forbidden.', 'forbidden'],
    ['Native host has exited.', 'exited'],
    [undefined, 'lost'],
  ])('tells why there is none: %s', async (words, reason) => {
    const { find } = createTested(words === undefined ? {} : { words });
    expect(await find()).toEqual({ isThere: false, reason });
  });

  it('tells a host of another version from none', async () => {
    const { find, isClosed } = createTested({ greet: () => hello(2) });
    expect(await find()).toEqual({ isThere: false, reason: 'version-mismatch' });
    expect(isClosed()).toBe(true);
  });

  it('does not wait for ever for one that says nothing', async () => {
    const { find, timers, isClosed } = createTested({ greet: () => new Promise(() => {}) });
    const found = find();
    await settled();
    await timers.advance(10_000);
    expect([await found, isClosed()]).toEqual([{ isThere: false, reason: 'lost' }, true]);
  });

  it('takes a browser that does not even try for one without a host', async () => {
    const find = createHostSearch({
      connectNative() {
        throw new Error('Specified native messaging host not found.');
      },
      ...{ lastError: () => undefined, timers: createFakeTimers(), version: '1' },
    });
    expect(await find()).toEqual({ isThere: false, reason: 'not-installed' });
  });
});
