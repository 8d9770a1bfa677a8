import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type BackgroundPort, openBackgroundConnection } from '../../../entrypoints/sidepanel/background-connection.ts';
import type { Timers } from '../../../lib/clock.ts';

interface FakePort extends BackgroundPort {
  readonly sent: { id?: number; method?: string }[];
  receive(message: object): void;
  disconnect(): void;
}

function createFakePort(): FakePort {
  const onMessage: ((message: unknown) => void)[] = [];
  const onDisconnect: (() => void)[] = [];
  const sent: object[] = [];
  return {
    sent,
    postMessage: (message) => void sent.push(message),
    onMessage: { addListener: (listener) => void onMessage.push(listener) },
    onDisconnect: { addListener: (listener) => void onDisconnect.push(listener) },
    receive: (message) => {
      for (const listener of onMessage) listener(message);
    },
    disconnect: () => {
      for (const listener of onDisconnect) listener();
    },
  };
}

const timers: Timers = {
  set: (callback, ms) => setTimeout(callback, ms),
  clear: (timer) => clearTimeout(timer as number),
};

describe('openBackgroundConnection', () => {
  let ports: FakePort[];
  let refusals: number;
  const onNotification = vi.fn();

  beforeEach(() => {
    vi.useFakeTimers();
    onNotification.mockReset();
    ports = [];
    refusals = 0;
  });
  afterEach(() => vi.useRealTimers());

  const open = () =>
    openBackgroundConnection({
      connect() {
        if (refusals-- > 0) throw new Error('The extension is being updated');
        const port = createFakePort();
        ports.push(port);
        return port;
      },
      timers,
      onNotification,
    });

  it('greets every new background first', () => {
    openBackgroundConnection({
      connect() {
        const port = createFakePort();
        ports.push(port);
        return port;
      },
      ...{ timers, onNotification },
      greet: (connection) => connection.notify('page/visible', { isVisible: true }),
    });
    ports[0]?.disconnect();
    vi.advanceTimersByTime(100);
    expect(ports.map(({ sent }) => sent.map(({ method }) => method))).toEqual([['page/visible'], ['page/visible']]);
  });

  it('fails what is under way when the worker stops, says so, and connects again', async () => {
    const connection = open();
    const call = connection.request('hello', {}, { timeoutMs: 1000 });
    ports[0]?.disconnect();
    await expect(call).rejects.toMatchObject({ code: 'disconnected' });
    expect(onNotification.mock.calls).toEqual([['store/state', { state: 'disconnected', detail: 'lost' }]]);
    await vi.advanceTimersByTimeAsync(100);
    const again = connection.request('hello', {}, { timeoutMs: 1000 });
    ports[1]?.receive({ jsonrpc: '2.0', id: ports[1].sent[0]?.id, result: { answer: 1 } });
    expect(await again).toEqual({ answer: 1 });
  });

  it('waits longer each time, up to 5 s, until the background speaks', async () => {
    open();
    for (const waitMs of [100, 200, 400, 800, 1600, 3200, 5000, 5000]) {
      const count = ports.length;
      ports.at(-1)?.disconnect();
      await vi.advanceTimersByTimeAsync(waitMs - 1);
      expect(ports.length).toBe(count);
      await vi.advanceTimersByTimeAsync(1);
      expect(ports.length).toBe(count + 1);
    }
    ports.at(-1)?.receive({ jsonrpc: '2.0', method: 'store/state', params: { state: 'ready', detail: null } });
    ports.at(-1)?.disconnect();
    await vi.advanceTimersByTimeAsync(100);
    expect(ports.length).toBe(10);
  });

  it('goes on trying when the browser refuses', async () => {
    refusals = 1;
    const connection = open();
    await expect(connection.request('hello', {}, { timeoutMs: 1000 })).rejects.toMatchObject({ code: 'disconnected' });
    await vi.advanceTimersByTimeAsync(5000);
    expect(ports.length).toBe(1);
  });

  it('answers no requests', async () => {
    open();
    ports[0]?.receive({ jsonrpc: '2.0', id: 1, method: 'chat/send', params: {} });
    await vi.advanceTimersByTimeAsync(0);
    expect(ports[0]?.sent).toMatchObject([{ id: 1, error: { code: -32601 } }]);
  });
});
