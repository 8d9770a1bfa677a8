import { describe, expect, it } from 'vitest';
import { createEmbeddedConnection } from '../../../../entrypoints/background/embedded/embedded-connection.ts';
import { createFakeTimers } from '../../../support/fake-timers.ts';

function createTested() {
  const timers = createFakeTimers();
  const test = { opened: 0, alive: 0, isWorking: false, asked: [] as unknown[] };
  const connection = createEmbeddedConnection({
    host: {
      async open() {
        test.opened++;
      },
      async request(method, params) {
        test.asked.push([method, params]);
        return 'answer';
      },
      isWorking: () => test.isWorking,
    },
    timers,
    stayAlive: () => void test.alive++,
  });
  return Object.assign(test, { connection, timers });
}

const RELAY = { signal: new AbortController().signal, onProgress: () => {} };

describe('createEmbeddedConnection', () => {
  it('opens the store when it is first needed, once', async () => {
    const test = createTested();
    expect(test.opened).toBe(0);
    expect(await test.connection.request('a', { b: 1 }, RELAY)).toBe('answer');
    test.connection.hold();
    expect([test.opened, test.asked]).toEqual([1, [['a', { b: 1 }]]]);
  });

  it('keeps the worker while somebody holds it, and no longer', async () => {
    const test = createTested();
    const release = test.connection.hold();
    await test.timers.advance(120_000);
    expect(test.alive).toBe(6);
    release();
    release();
    await test.timers.advance(120_000);
    expect([test.alive, test.timers.count()]).toEqual([6, 0]);
  });

  it('keeps the worker while something is being done, also when nobody holds it', async () => {
    const test = createTested();
    test.isWorking = true;
    await test.connection.request('chat/send', {}, RELAY);
    await test.timers.advance(60_000);
    expect(test.alive).toBe(3);
    test.isWorking = false;
    await test.timers.advance(60_000);
    expect([test.alive, test.timers.count()]).toEqual([3, 0]);
  });

  it('tells the state that it heard last', () => {
    const { connection } = createTested();
    expect(connection.state()).toEqual({ state: 'opening', detail: null });
    connection.hearState({ state: 'ready', detail: null });
    expect(connection.state()).toEqual({ state: 'ready', detail: null });
  });
});
