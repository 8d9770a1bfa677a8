import { describe, expect, it, vi } from 'vitest';
import { createHostConnection, type HostState } from '../../../entrypoints/background/host-connection.ts';
import { createPortPair, type FakePort } from '../../support/fake-port.ts';
import { createFakeTimers, settled } from '../../support/fake-timers.ts';

const BACKOFF_MS = [0, 250, 500, 1000, 2000, 4000, 4000];
const NOTHING = { onProgress: () => {} };

interface Request {
  readonly id: number;
  readonly method: string;
  readonly params: unknown;
}

/** The native side of one port, played by the test. */
function createFakeHost(port: FakePort, exitWith: (words: string | undefined) => void) {
  const requests = () => port.received.filter((message): message is Request => 'id' in (message as object));
  const last = (method: string) => {
    const found = requests().findLast((request) => request.method === method);
    if (!found) throw new Error(`Nobody asked for ${method}.`);
    return found;
  };
  return {
    port,
    asked: () => requests().map(({ method }) => method),
    paramsOf: (method: string) => last(method).params,
    answer: (method: string, result: unknown) =>
      port.postMessage({ jsonrpc: '2.0', id: last(method).id, result: result as object }),
    refuse: (method: string, error: object) => port.postMessage({ jsonrpc: '2.0', id: last(method).id, error }),
    say: (method: string, params: object) => port.postMessage({ jsonrpc: '2.0', method, params }),
    exit(words?: string) {
      exitWith(words);
      port.disconnect();
    },
    greet(state = 'ready', protocol = 1, lastFailure?: object) {
      this.answer('hello', {
        protocol,
        host: { version: '0.1.0', pid: 1, engine: 'native', ...(lastFailure && { lastFailure }) },
        store: {
          id: null,
          state,
          schemaVersion: null,
          path: null,
          bytes: null,
          sqliteVersion: null,
          sessions: null,
          messages: null,
          lastSweepAt: null,
          lastVerifiedBackupAt: null,
        },
      });
    },
  };
}

type FakeHost = ReturnType<typeof createFakeHost>;

function createTested({ credentials = async (): Promise<object[]> => [], connects = true } = {}) {
  const timers = createFakeTimers();
  const hosts: FakeHost[] = [];
  const states: HostState[] = [];
  const onNotification = vi.fn();
  const onFailure = vi.fn();
  let lastError: string | undefined;
  let canConnect = connects;
  const connection = createHostConnection({
    connectNative() {
      if (!canConnect) throw new Error('Access to native messaging is not possible.');
      const [near, far] = createPortPair();
      hosts.push(
        createFakeHost(far, (words) => {
          lastError = words;
        }),
      );
      return near;
    },
    lastError: () => lastError,
    timers,
    now: timers.now,
    version: '1.2.3',
    credentials,
    onNotification,
    onState: (state) => states.push(state),
    onFailure: (failure) => onFailure(failure, stateNames(states)),
  });
  const newest = () => {
    const host = hosts.at(-1);
    if (!host) throw new Error('No host was started.');
    return host;
  };
  return {
    ...connection,
    timers,
    hosts,
    states,
    onNotification,
    onFailure,
    newest,
    letConnect: (can: boolean) => {
      canConnect = can;
    },
    /** A host that is held and has answered `hello`. */
    async connect() {
      const release = connection.hold();
      await settled();
      newest().greet();
      await settled();
      return { host: newest(), release };
    },
    ask: (method: string, params: object = {}, signal = new AbortController().signal) =>
      connection.request(method, params, { ...NOTHING, signal }),
  };
}

const stateNames = (states: readonly HostState[]) => states.map(({ state }) => state);

describe('createHostConnection, greeting', () => {
  it('starts no host before somebody needs it', async () => {
    const { hosts, timers, state } = createTested();
    await timers.advance(100_000);
    expect([hosts.length, state()]).toEqual([0, { state: 'connecting', detail: null }]);
  });

  it('says hello first, then tells the keys, then asks what it was asked', async () => {
    const keys = [
      { baseUrl: 'https://a.example/v1', apiKey: 'a' },
      { baseUrl: 'https://b.example/v1', apiKey: null },
    ];
    const { ask, newest } = createTested({ credentials: async () => keys });
    const answer = ask('sessions/list', { limit: 1 });
    await settled();
    expect(newest().asked()).toEqual(['hello']);
    expect(newest().paramsOf('hello')).toEqual({
      protocol: 1,
      client: { name: 'holdfast-extension', version: '1.2.3' },
    });
    newest().greet();
    await settled();
    expect(newest().asked()).toEqual(['hello', 'credentials/set', 'credentials/set', 'sessions/list']);
    expect(newest().paramsOf('credentials/set')).toEqual(keys[1]);
    newest().answer('sessions/list', { sessions: [], nextCursor: null });
    expect(await answer).toEqual({ sessions: [], nextCursor: null });
  });

  it('tells the keys again to every new host', async () => {
    const credentials = vi.fn(async () => [{ baseUrl: 'https://a.example/v1', apiKey: 'a' }]);
    const { connect, newest, timers } = createTested({ credentials });
    const { host } = await connect();
    host.exit('Native host has exited.');
    await timers.advance(0);
    newest().greet();
    await settled();
    expect(newest()).not.toBe(host);
    expect(newest().asked()).toEqual(['hello', 'credentials/set']);
  });

  it.each([
    ['refuses a key', async () => [{ baseUrl: 'x', apiKey: 'a' }]],
    ['cannot be told them, since the storage fails', () => Promise.reject(new Error('storage'))],
  ])('keeps a host that %s', async (_, credentials) => {
    const { connect, ask, states, hosts, timers } = createTested({ credentials });
    const { host } = await connect();
    if (host.asked().includes('credentials/set')) host.refuse('credentials/set', { code: -32602, message: 'Bad.' });
    const answer = ask('sessions/list');
    await settled();
    host.answer('sessions/list', 1);
    expect(await answer).toBe(1);
    await timers.advance(60_000);
    expect([hosts.length, stateNames(states)]).toEqual([1, ['ready']]);
  });

  it('does not wait for a host that answers no keys', async () => {
    const { connect, ask } = createTested({ credentials: async () => [{ baseUrl: 'x', apiKey: 'a' }] });
    const { host } = await connect();
    void ask('sessions/list').catch(() => {});
    await settled();
    expect(host.asked()).toEqual(['hello', 'credentials/set', 'sessions/list']);
  });

  it('tells the state of the store as hello has it, with what the host said of it before', async () => {
    const { hold, newest, states } = createTested();
    hold();
    await settled();
    newest().say('store/state', { state: 'failed', detail: 'The store is damaged.' });
    expect(states).toEqual([]);
    newest().greet('failed');
    await settled();
    expect(states).toEqual([{ state: 'failed', detail: 'The store is damaged.' }]);
  });

  it('believes hello rather than what the host said before it', async () => {
    const { hold, newest, states } = createTested();
    hold();
    await settled();
    newest().say('store/state', { state: 'migrating', detail: null, progress: 0.9 });
    newest().greet('ready');
    await settled();
    newest().say('changed', { tables: null, sessionIds: null });
    newest().say('store/state', { state: 5 });
    expect(states).toEqual([{ state: 'ready', detail: null }]);
  });

  it('follows the store from migrating to ready, also while the keys are told', async () => {
    let tellKeys = (_keys: object[]) => {};
    const credentials = () =>
      new Promise<object[]>((resolve) => {
        tellKeys = resolve;
      });
    const { hold, newest, states, state } = createTested({ credentials });
    hold();
    await settled();
    newest().greet('migrating');
    await settled();
    newest().say('store/state', { state: 'migrating', detail: 'add-branches', progress: 0.5 });
    newest().say('store/state', { state: 'ready', detail: null });
    tellKeys([]);
    await settled();
    expect(states).toEqual([
      { state: 'migrating', detail: null },
      { state: 'migrating', detail: 'add-branches', progress: 0.5 },
      { state: 'ready', detail: null },
    ]);
    expect(state()).toEqual({ state: 'ready', detail: null });
  });

  it('passes notifications on, except states of no known form', async () => {
    const { connect, onNotification, states } = createTested();
    const { host } = await connect();
    host.say('changed', { tables: null, sessionIds: null });
    host.say('of a later version', { a: 1 });
    host.say('store/state', { state: 'dreaming' });
    expect(onNotification.mock.calls).toEqual([
      ['changed', { tables: null, sessionIds: null }],
      ['of a later version', { a: 1 }],
    ]);
    expect(stateNames(states)).toEqual(['ready']);
  });

  it('answers no requests of a host', async () => {
    const { connect } = createTested();
    const { host } = await connect();
    host.port.postMessage({ jsonrpc: '2.0', id: 1, method: 'sessions/list' });
    await settled();
    expect(host.port.received.at(-1)).toEqual({ jsonrpc: '2.0', id: 1, error: expect.any(Object) });
  });
});

describe('createHostConnection, asking', () => {
  it('passes errors on as the host put them', async () => {
    const { connect, ask } = createTested();
    const { host } = await connect();
    const answer = ask('sessions/get');
    await settled();
    host.refuse('sessions/get', { code: -32000, message: 'Gone.', data: { code: 'not-found' } });
    await expect(answer).rejects.toMatchObject({ name: 'RpcError', code: -32000, data: { code: 'not-found' } });
  });

  it('passes cancellation and progress on', async () => {
    const { connect, request } = createTested();
    const { host } = await connect();
    const controller = new AbortController();
    const values: unknown[] = [];
    const options = { signal: controller.signal, onProgress: (value: unknown) => void values.push(value) };
    const answer = request('data/export', { format: 'json' }, options);
    const outcome = expect(answer).rejects.toMatchObject({ code: 'cancelled' });
    await settled();
    const { params, id } = host.port.received.at(-1) as Request & { params: { _meta: { progressToken: number } } };
    host.say('$/progress', { token: params._meta.progressToken, value: 0.5 });
    controller.abort();
    await outcome;
    expect(values).toEqual([0.5]);
    expect(host.port.received.at(-1)).toEqual({ jsonrpc: '2.0', method: '$/cancelRequest', params: { id } });
  });

  it('hands on what became of a request that was to stop, to whoever waits for it', async () => {
    const { connect, request } = createTested();
    const { host } = await connect();
    const controller = new AbortController();
    const options = { signal: controller.signal, awaitsEnd: true, onProgress: () => {} };
    const answer = request('data/import', {}, options);
    await settled();
    controller.abort();
    expect(host.port.received.at(-1)).toMatchObject({ method: '$/cancelRequest' });
    host.answer('data/import', 'it was too late');
    expect(await answer).toBe('it was too late');
  });

  it('never asks for what was cancelled during the handshake', async () => {
    const { ask, newest } = createTested();
    const controller = new AbortController();
    const answer = ask('sessions/list', {}, controller.signal);
    const outcome = expect(answer).rejects.toMatchObject({ code: 'cancelled' });
    await settled();
    controller.abort();
    newest().greet();
    await outcome;
    expect(newest().asked()).toEqual(['hello']);
  });
});

describe('createHostConnection, losing the host', () => {
  it('fails everything pending at once with disconnected, and tells the pages first', async () => {
    const { connect, ask, states } = createTested();
    const { host } = await connect();
    const told: string[] = [];
    const pending = ['a', 'b'].map((method) =>
      ask(method).catch((error: { code: string }) => void told.push(error.code, String(states.at(-1)?.state))),
    );
    await settled();
    host.exit('Native host has exited.');
    await Promise.all(pending);
    expect(told).toEqual(['disconnected', 'disconnected', 'disconnected', 'disconnected']);
  });

  it('fails what waits for the handshake, too', async () => {
    const { ask, newest } = createTested();
    const answer = ask('sessions/list');
    const outcome = expect(answer).rejects.toMatchObject({ code: 'disconnected', details: { reason: 'exited' } });
    await settled();
    newest().exit('Native host has exited.');
    await outcome;
  });

  it('does not take a host for ready that ended right after its hello', async () => {
    const { hold, newest, states } = createTested();
    hold();
    await settled();
    newest().greet();
    newest().exit('Native host has exited.');
    await settled();
    expect(states).toEqual([{ state: 'disconnected', detail: 'exited' }]);
  });

  it.each([
    ['Specified native messaging host not found.', 'not-installed'],
    ['Access to the specified native messaging host is forbidden.', 'forbidden'],
    ['Failed to start native messaging host.', 'not-started'],
    ['Native host has exited.', 'exited'],
    ['Error when communicating with the native messaging host.', 'lost'],
    ['Invalid native messaging host name specified.', 'lost'],
    [undefined, 'lost'],
  ])('makes of %j the reason %s', async (words, reason) => {
    const { hold, newest, states } = createTested();
    hold();
    await settled();
    newest().exit(words);
    await settled();
    expect(states).toEqual([{ state: 'disconnected', detail: reason }]);
  });

  it('tries again at once, then ever more slowly, as long as somebody needs it', async () => {
    const { hold, hosts, newest, timers } = createTested();
    hold();
    for (const [tries, delayMs] of BACKOFF_MS.entries()) {
      await settled();
      newest().exit('Native host has exited.');
      if (delayMs > 0) await timers.advance(delayMs - 1);
      expect(hosts).toHaveLength(tries + 1);
      await timers.advance(delayMs > 0 ? 1 : 0);
      expect(hosts).toHaveLength(tries + 2);
    }
  });

  it('tells a state once, however often the host is tried', async () => {
    const { hold, newest, states, timers } = createTested();
    hold();
    for (const delayMs of BACKOFF_MS) {
      await settled();
      newest().exit('Specified native messaging host not found.');
      await timers.advance(delayMs);
    }
    newest().greet();
    await settled();
    expect(states).toEqual([
      { state: 'disconnected', detail: 'not-installed' },
      { state: 'ready', detail: null },
    ]);
  });

  it('begins anew with a retry at once only after a connection that lasted', async () => {
    const { connect, hosts, newest, timers } = createTested();
    await connect();
    for (const delayMs of [0, 250, 500]) {
      await timers.advance(9000);
      newest().exit('Native host has exited.');
      await timers.advance(delayMs);
      newest().greet();
      await settled();
    }
    expect(hosts).toHaveLength(4);
    await timers.advance(10_000);
    newest().exit('Native host has exited.');
    await timers.advance(0);
    expect(hosts).toHaveLength(5);
  });

  it('fails requests at once while it waits for the next try', async () => {
    const { connect, ask, hosts, newest, timers } = createTested();
    await connect();
    newest().exit('Native host has exited.');
    await timers.advance(0);
    newest().exit('Specified native messaging host not found.');
    await expect(ask('sessions/list')).rejects.toMatchObject({
      code: 'disconnected',
      details: { reason: 'not-installed' },
    });
    expect(hosts).toHaveLength(2);
  });

  it('ignores the end of a port it has given up', async () => {
    const { connect, hosts, states, timers, newest } = createTested();
    const { host } = await connect();
    host.exit('Native host has exited.');
    await timers.advance(0);
    newest().greet();
    await settled();
    expect(() => host.say('changed', {})).toThrow('disconnected port');
    await timers.advance(60_000);
    expect([hosts.length, stateNames(states)]).toEqual([2, ['ready', 'disconnected', 'ready']]);
  });

  it('gives up a host that does not answer hello within ten seconds', async () => {
    const { ask, hold, hosts, states, timers } = createTested();
    hold();
    const answer = ask('sessions/list');
    const outcome = expect(answer).rejects.toMatchObject({ code: 'disconnected' });
    await timers.advance(9999);
    expect(hosts[0]?.port.isClosed).toBe(false);
    await timers.advance(1);
    await outcome;
    expect([hosts[0]?.port.isClosed, states]).toEqual([true, [{ state: 'disconnected', detail: 'lost' }]]);
    await timers.advance(0);
    expect(hosts).toHaveLength(2);
  });

  it.each([
    ['fails', { code: -32000, message: 'No.', data: { code: 'internal' } }],
    ['is not understood', { code: -32600, message: 'No.' }],
  ])('counts a host whose hello %s as lost', async (_, error) => {
    const { ask, newest, states } = createTested();
    const answer = ask('sessions/list');
    const outcome = expect(answer).rejects.toMatchObject({ code: 'disconnected' });
    await settled();
    newest().refuse('hello', error);
    await outcome;
    expect(states).toEqual([{ state: 'disconnected', detail: 'lost' }]);
  });

  it.each([
    [
      'says so',
      (host: FakeHost) =>
        host.refuse('hello', { code: -32000, message: 'Update the host.', data: { code: 'version-mismatch' } }),
    ],
    ['answers with another number', (host: FakeHost) => host.greet('ready', 0)],
    ['answers in another form', (host: FakeHost) => host.answer('hello', { protocol: 1, store: 'ready' })],
    ['knows no hello', (host: FakeHost) => host.refuse('hello', { code: -32601, message: 'None.' })],
  ])('stops asking a host of another version that %s: one try in 30 s', async (_, respond) => {
    const { ask, hold, hosts, newest, states, timers } = createTested();
    hold();
    const answer = ask('sessions/list');
    const outcome = expect(answer).rejects.toMatchObject({ code: 'version-mismatch' });
    await settled();
    newest().say('store/state', { state: 'ready', detail: null });
    respond(newest());
    await outcome;
    expect(states).toEqual([
      { state: 'version-mismatch', detail: expect.stringContaining('pdate the host'), older: 'host' },
    ]);
    await expect(ask('sessions/list')).rejects.toMatchObject({ code: 'version-mismatch' });
    await timers.advance(29_999);
    expect([hosts.length, hosts[0]?.port.isClosed]).toEqual([1, true]);
    await timers.advance(1);
    expect(hosts).toHaveLength(2);
    newest().greet();
    await settled();
    expect(states.at(-1)).toEqual({ state: 'ready', detail: null });
  });

  it.each([
    [
      'says so',
      (host: FakeHost) =>
        host.refuse('hello', {
          ...{ code: -32000, message: 'Update the extension.' },
          data: { code: 'version-mismatch', extensionProtocol: 1, hostProtocol: 2 },
        }),
    ],
    ['answers with a greater number', (host: FakeHost) => host.greet('ready', 2)],
  ])('tells that the extension is the older side where the host %s', async (_, respond) => {
    const { hold, newest, states } = createTested();
    hold();
    await settled();
    respond(newest());
    await settled();
    expect(states).toEqual([
      { state: 'version-mismatch', detail: expect.stringContaining('Update the extension.'), older: 'extension' },
    ]);
  });

  it('tells how a host failed that was started before, before pages act on the one that runs', async () => {
    const { hold, newest, onFailure } = createTested();
    const failure = { at: '2026-11-26T14:02:00.000Z', message: 'a part of it is missing', wasRunning: false };
    hold();
    await settled();
    newest().greet('ready', 1, failure);
    await settled();
    expect(onFailure.mock.calls).toEqual([[failure, []]]);
  });

  it('passes over a failure that is told in another form', async () => {
    const { hold, newest, onFailure, states } = createTested();
    hold();
    await settled();
    newest().greet('ready', 1, { at: 5 });
    await settled();
    expect([onFailure.mock.calls, stateNames(states)]).toEqual([[], ['ready']]);
  });

  it('survives a browser that refuses to start anything, and tries again', async () => {
    const { ask, hold, hosts, letConnect, newest, states, timers } = createTested({ connects: false });
    await expect(ask('sessions/list')).rejects.toMatchObject({ code: 'disconnected', details: { reason: 'lost' } });
    hold();
    await expect(ask('sessions/list')).rejects.toMatchObject({ code: 'disconnected' });
    await timers.advance(250);
    expect([hosts.length, stateNames(states)]).toEqual([0, ['disconnected']]);
    letConnect(true);
    await timers.advance(4000);
    newest().greet();
    await settled();
    expect(stateNames(states)).toEqual(['disconnected', 'ready']);
  });
});

describe('createHostConnection, letting go', () => {
  it('lets go 30 s after the last who needed it, and starts a new host when it is needed again', async () => {
    const { connect, hosts, states, timers, ask, newest } = createTested();
    const { host, release } = await connect();
    await timers.advance(100_000);
    release();
    await timers.advance(29_999);
    expect(host.port.isClosed).toBe(false);
    await timers.advance(1);
    expect(host.port.isClosed).toBe(true);
    expect(timers.count()).toBe(0);

    const answer = ask('sessions/list');
    await settled();
    newest().greet();
    await settled();
    newest().answer('sessions/list', 'again');
    expect(await answer).toBe('again');
    expect([hosts.length, stateNames(states)]).toEqual([2, ['ready', 'connecting', 'ready']]);
  });

  it('begins with a retry at once again after it let go', async () => {
    const { connect, hold, hosts, newest, timers } = createTested();
    const { release } = await connect();
    for (const delayMs of [0, 250]) {
      newest().exit('Native host has exited.');
      await timers.advance(delayMs);
    }
    newest().greet();
    release();
    await timers.advance(30_000);
    hold();
    await settled();
    newest().exit('Native host has exited.');
    await timers.advance(0);
    expect(hosts).toHaveLength(5);
  });

  it('keeps it while a page holds, whoever else lets go, and however often', async () => {
    const { connect, hold, timers } = createTested();
    const { host, release } = await connect();
    const releaseSecond = hold();
    release();
    release();
    release();
    await timers.advance(100_000);
    expect(host.port.isClosed).toBe(false);
    releaseSecond();
    await timers.advance(30_000);
    expect(host.port.isClosed).toBe(true);
  });

  it('keeps it while a request is pending', async () => {
    const { connect, ask, timers } = createTested();
    const { host, release } = await connect();
    const answer = ask('chat/continue');
    await settled();
    release();
    await timers.advance(100_000);
    expect(host.port.isClosed).toBe(false);
    host.answer('chat/continue', 1);
    await answer;
    await timers.advance(30_000);
    expect(host.port.isClosed).toBe(true);
  });

  it('keeps it while the host keeps talking, as it does while a reply streams', async () => {
    const { connect, timers } = createTested();
    const { host, release } = await connect();
    release();
    for (let times = 0; times < 5; times++) {
      await timers.advance(20_000);
      host.say('chat/delta', { replyId: 'r', offset: 0, text: '' });
    }
    await timers.advance(29_999);
    expect(host.port.isClosed).toBe(false);
    await timers.advance(1);
    expect(host.port.isClosed).toBe(true);
  });

  it('keeps it for a page that comes while it was about to let go', async () => {
    const { connect, hold, timers } = createTested();
    const { host, release } = await connect();
    release();
    await timers.advance(29_000);
    hold();
    await timers.advance(100_000);
    expect(host.port.isClosed).toBe(false);
  });

  it('tries no more when the last page leaves during the backoff, and at once when one comes', async () => {
    const { connect, hold, hosts, newest, states, timers } = createTested();
    const { release } = await connect();
    for (const delayMs of [0, 250]) {
      newest().exit('Native host has exited.');
      await timers.advance(delayMs);
    }
    newest().exit('Native host has exited.');
    release();
    await timers.advance(100_000);
    expect([hosts.length, timers.count()]).toEqual([3, 0]);
    hold();
    expect(hosts).toHaveLength(4);
    expect(states.at(-1)).toEqual({ state: 'connecting', detail: null });
  });

  it('waits with a page that comes during the backoff', async () => {
    const { connect, hold, hosts, newest, timers } = createTested();
    await connect();
    newest().exit('Native host has exited.');
    await timers.advance(0);
    newest().exit('Native host has exited.');
    hold();
    expect(hosts).toHaveLength(2);
    await timers.advance(250);
    expect(hosts).toHaveLength(3);
    await timers.advance(100_000);
    expect(hosts.filter(({ port }) => !port.isClosed)).toHaveLength(1);
  });

  it('does not try again when a host is lost that nobody holds', async () => {
    const { connect, hosts, timers } = createTested();
    const { host, release } = await connect();
    release();
    host.exit('Native host has exited.');
    await timers.advance(100_000);
    expect([hosts.length, timers.count()]).toEqual([1, 0]);
  });
});

describe('createHostConnection, to a host whose store is newer than it', () => {
  const NEWER = { state: 'failed', detail: 'Written by a newer Holdfast.', code: 'store-newer-than-host' };
  const refusal = { code: -32000, message: NEWER.detail, data: { code: NEWER.code, schemaVersion: 99 } };
  const change = { _meta: { requestId: 'r' } };

  it('lets it go, and looks at once and then every 30 s for one that knows more', async () => {
    const { ask, hold, hosts, newest, states, timers } = createTested();
    hold();
    const answer = ask('sessions/list');
    const outcome = expect(answer).rejects.toMatchObject({ code: NEWER.code });
    for (const delayMs of [0, 30_000, 30_000]) {
      const before = hosts.length;
      await settled();
      newest().say('store/state', NEWER);
      newest().greet('failed');
      await settled();
      expect(newest().port.isClosed).toBe(true);
      if (delayMs > 0) await timers.advance(delayMs - 1);
      expect(hosts).toHaveLength(before);
      await timers.advance(delayMs > 0 ? 1 : 0);
      expect(hosts).toHaveLength(before + 1);
    }
    await outcome;
    expect(states).toEqual([NEWER]);
    newest().greet();
    await settled();
    expect(states.at(-1)).toEqual({ state: 'ready', detail: null });
  });

  it.each([
    ['says so', (host: FakeHost) => host.say('store/state', NEWER)],
    ['refuses a change for it', (host: FakeHost) => host.refuse('messages/append', refusal)],
  ])('does the same when another program updates the store of a host that runs, which %s', async (_, tell) => {
    const { ask, connect, hosts, newest, states, timers } = createTested();
    const { host } = await connect();
    const answer = ask('messages/append', change);
    const outcome = expect(answer).rejects.toBeInstanceOf(Error);
    await settled();
    tell(host);
    await outcome;
    expect(states.slice(1)).toEqual([NEWER]);
    await timers.advance(0);
    expect(hosts).toHaveLength(2);
    newest().greet();
    await settled();
    expect(states.at(-1)).toEqual({ state: 'ready', detail: null });
  });

  it('keeps one that says so of something else, such as a backup', async () => {
    const { ask, connect, hosts, states } = createTested();
    const { host } = await connect();
    const answer = ask('backups/restore', { name: 'x' });
    const outcome = expect(answer).rejects.toMatchObject({ data: { code: NEWER.code } });
    await settled();
    host.refuse('backups/restore', refusal);
    await outcome;
    expect([hosts.length, stateNames(states)]).toEqual([1, ['ready']]);
  });
});
