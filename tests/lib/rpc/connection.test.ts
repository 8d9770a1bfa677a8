import { describe, expect, it, vi } from 'vitest';
import { AppError } from '../../../lib/protocol/errors.ts';
import { type ConnectionOptions, createConnection, type RequestContext } from '../../../lib/rpc/connection.ts';
import { RpcError } from '../../../lib/rpc/rpc-error.ts';
import { createFakeTimers, settled } from '../../support/fake-timers.ts';

/** A connection whose other side is the test: what it says is in `sent`, what it hears goes through `receive`. */
function createTested(options: Partial<ConnectionOptions> = {}) {
  const sent: unknown[] = [];
  const timers = createFakeTimers();
  const onNotification = vi.fn();
  const connection = createConnection({
    send: (message) => void sent.push(JSON.parse(JSON.stringify(message))),
    timers,
    onRequest: () => 'answered',
    onNotification,
    ...options,
  });
  return { ...connection, sent, timers, onNotification };
}

/** A handler that never ends by itself, and the contexts it was called with. */
function createEndless() {
  const contexts: RequestContext[] = [];
  const onRequest = (_method: string, _params: unknown, context: RequestContext) => {
    contexts.push(context);
    return new Promise(() => {});
  };
  return { contexts, onRequest };
}

const refusal = (id: unknown, why: string) => ({
  jsonrpc: '2.0',
  id,
  error: { code: -32600, message: `The message ${why}.` },
});

describe('createConnection, asking', () => {
  it('sends a request and resolves with its result', async () => {
    const { request, receive, sent, timers } = createTested();
    const answer = request('sessions/get', { id: 'a' }, { timeoutMs: 1000 });
    expect(sent).toEqual([{ jsonrpc: '2.0', id: 1, method: 'sessions/get', params: { id: 'a' } }]);
    receive({ jsonrpc: '2.0', id: 1, result: { session: 1 } });
    expect(await answer).toEqual({ session: 1 });
    expect(timers.count()).toBe(0);
  });

  it("rejects with the other side's error, exactly as it was put", async () => {
    const { request, receive } = createTested();
    const answer = request('sessions/get', {}, { timeoutMs: 1000 });
    receive({ jsonrpc: '2.0', id: 1, error: { code: -32000, message: 'Gone.', data: { code: 'not-found', id: 7 } } });
    await expect(answer).rejects.toEqual(new RpcError(-32000, 'Gone.', { code: 'not-found', id: 7 }));
  });

  it.each([
    ['text', 'broken', new RpcError(-32000, 'The other side failed without saying why.')],
    ['an empty object', {}, new RpcError(-32000, 'The other side failed without saying why.')],
    ['a code that is text', { code: '1', message: 'No.' }, new RpcError(-32000, 'No.')],
    ['an array', [1], new RpcError(-32000, 'The other side failed without saying why.')],
  ])('makes an error of one that is %s', async (_, error, expected) => {
    const { request, receive } = createTested();
    const answer = request('x', {}, { timeoutMs: 1000 });
    receive({ jsonrpc: '2.0', id: 1, error });
    await expect(answer).rejects.toEqual(expected);
  });

  it('keeps answers apart by id, in any order', async () => {
    const { request, receive } = createTested();
    const answers = ['a', 'b', 'c'].map((method) => request(method, {}, { timeoutMs: 1000 }));
    for (const id of [3, 1, 2]) receive({ jsonrpc: '2.0', id, result: id });
    expect(await Promise.all(answers)).toEqual([1, 2, 3]);
  });

  it('never answers an answer: unknown ids, late ones, ids of no kind, broken ones', async () => {
    const { request, receive, sent } = createTested();
    const answer = request('x', {}, { timeoutMs: 1000 });
    receive({ jsonrpc: '2.0', id: 1, result: 'first' });
    receive({ jsonrpc: '2.0', id: 1, result: 'second' });
    for (const id of [99, '1', null, {}, []]) {
      receive({ jsonrpc: '2.0', id, result: 1 });
      receive({ jsonrpc: '2.0', id, error: { code: -32600, message: 'no' } });
      receive({ jsonrpc: '1.0', id, error: { code: -32600, message: 'no' } });
      receive({ jsonrpc: '2.0', id, method: 5, error: { code: -32600, message: 'no' } });
    }
    expect(await answer).toBe('first');
    expect(sent).toHaveLength(1);
  });

  it('fails with timeout and tells the other side to stop', async () => {
    const { request, sent, timers } = createTested();
    const answer = request('models/list', {}, { timeoutMs: 5000 });
    const outcome = expect(answer).rejects.toMatchObject({ code: 'timeout', message: expect.stringContaining('5 s') });
    await timers.advance(4999);
    expect(sent).toHaveLength(1);
    await timers.advance(1);
    await outcome;
    expect(sent.slice(1)).toEqual([{ jsonrpc: '2.0', method: '$/cancelRequest', params: { id: 1 } }]);
  });

  it('waits as long again after each progress: what tells how far it is does not time out', async () => {
    const { request, receive, sent, timers } = createTested();
    const answer = request('data/export', {}, { timeoutMs: 5000, onProgress: () => {} });
    const outcome = expect(answer).rejects.toMatchObject({ code: 'timeout' });
    for (let told = 0; told < 3; told++) {
      await timers.advance(4999);
      receive({ jsonrpc: '2.0', method: '$/progress', params: { token: 1, value: told } });
    }
    await timers.advance(4999);
    expect(sent).toHaveLength(1);
    await timers.advance(1);
    await outcome;
    receive({ jsonrpc: '2.0', method: '$/progress', params: { token: 1, value: 'too late' } });
    expect([sent.length, timers.count()]).toEqual([2, 0]);
  });

  it('fails with cancelled when the caller gives up, before sending or after', async () => {
    const { request, receive, sent, timers } = createTested();
    const controller = new AbortController();
    const answer = request('x', {}, { timeoutMs: 1000, signal: controller.signal });
    controller.abort();
    await expect(answer).rejects.toMatchObject({ name: 'AppError', code: 'cancelled' });
    await expect(request('y', {}, { timeoutMs: 1000, signal: controller.signal })).rejects.toMatchObject({
      code: 'cancelled',
    });
    expect(sent.slice(1)).toEqual([{ jsonrpc: '2.0', method: '$/cancelRequest', params: { id: 1 } }]);
    receive({ jsonrpc: '2.0', id: 1, result: 'too late' });
    expect(timers.count()).toBe(0);
  });

  it('waits for the answer of one that was to stop, where the caller wants to know what became of it', async () => {
    const { request, receive, sent, timers } = createTested();
    const controller = new AbortController();
    const options = { timeoutMs: 1000, signal: controller.signal, awaitsEnd: true };
    const [done, stopped] = [request('data/import', {}, options), request('data/import', {}, options)];
    controller.abort();
    expect(sent.slice(2)).toEqual([1, 2].map((id) => ({ jsonrpc: '2.0', method: '$/cancelRequest', params: { id } })));
    receive({ jsonrpc: '2.0', id: 1, result: 'it was too late' });
    receive({ jsonrpc: '2.0', id: 2, error: { code: -32000, message: 'Cancelled.', data: { code: 'cancelled' } } });
    expect(await done).toBe('it was too late');
    await expect(stopped).rejects.toEqual(new RpcError(-32000, 'Cancelled.', { code: 'cancelled' }));
    expect(timers.count()).toBe(0);
  });

  it('says nothing more about a request that was answered before the caller gave up', async () => {
    const { request, receive, sent } = createTested();
    const controller = new AbortController();
    const answer = request('x', {}, { timeoutMs: 1000, signal: controller.signal });
    receive({ jsonrpc: '2.0', id: 1, result: 1 });
    await answer;
    controller.abort();
    expect(sent).toHaveLength(1);
  });

  it('asks for progress with a token of its own and keeps what else `_meta` holds', async () => {
    const { request, receive, sent } = createTested();
    const values: unknown[] = [];
    const onProgress = (value: unknown) => void values.push(value);
    const answer = request(
      'x',
      { a: 1, _meta: { requestId: 'r', progressToken: 'of the page' } },
      {
        timeoutMs: 1000,
        onProgress,
      },
    );
    expect(sent).toEqual([
      { jsonrpc: '2.0', id: 1, method: 'x', params: { a: 1, _meta: { requestId: 'r', progressToken: 1 } } },
    ]);
    receive({ jsonrpc: '2.0', method: '$/progress', params: { token: 1, value: 0.5 } });
    for (const params of [{ token: 2, value: 9 }, { token: null, value: 9 }, null, 5, [1, 9]]) {
      receive({ jsonrpc: '2.0', method: '$/progress', params });
    }
    receive({ jsonrpc: '2.0', id: 1, result: 1 });
    receive({ jsonrpc: '2.0', method: '$/progress', params: { token: 1, value: 1 } });
    await answer;
    expect(values).toEqual([0.5]);
  });

  it('leaves parameters that are no object as they are: a relay has no opinion of them', () => {
    const { request, sent } = createTested();
    void request('x', ['a'], { timeoutMs: 1000, onProgress: () => {} });
    expect(sent).toEqual([{ jsonrpc: '2.0', id: 1, method: 'x', params: ['a'] }]);
  });

  it('fails with disconnected when the transport throws, with its words as the cause', async () => {
    const cause = new Error('Attempting to use a disconnected port object');
    const { request, notify, receive, timers } = createTested({
      send: () => {
        throw cause;
      },
    });
    await expect(request('x', {}, { timeoutMs: 1000 })).rejects.toMatchObject({ code: 'disconnected', cause });
    notify('changed', {});
    receive({ jsonrpc: '2.0', id: 1, method: 'x' });
    await settled();
    expect(timers.count()).toBe(0);
  });
});

describe('createConnection, answering', () => {
  it('hands a request on and answers with the result, null when there is none', async () => {
    const onRequest = vi.fn((method: string) => (method === 'nothing' ? undefined : Promise.resolve({ a: 1 })));
    const { receive, sent } = createTested({ onRequest });
    receive({ jsonrpc: '2.0', id: 'text', method: 'something', params: { b: 2 } });
    receive({ jsonrpc: '2.0', id: 0, method: 'nothing' });
    await settled();
    expect(onRequest.mock.calls.map(([method, ...rest]) => [method, rest.length])).toEqual([
      ['something', 2],
      ['nothing', 2],
    ]);
    expect(sent).toContainEqual({ jsonrpc: '2.0', id: 'text', result: { a: 1 } });
    expect(sent).toContainEqual({ jsonrpc: '2.0', id: 0, result: null });
  });

  it.each([
    [
      'an AppError',
      new AppError('not-found', 'Gone.', { details: { id: 1 } }),
      { code: -32000, message: 'Gone.', data: { code: 'not-found', id: 1 } },
    ],
    ['an RpcError', new RpcError(-32601, 'No such method.'), { code: -32601, message: 'No such method.' }],
    [
      'anything else',
      new Error('a secret'),
      {
        code: -32000,
        message: 'Something in Holdfast failed that should not. Please try again.',
        data: { code: 'internal' },
      },
    ],
  ])('answers %s in the form of the wire', async (_, error, expected) => {
    for (const onRequest of [() => Promise.reject(error), () => void raise(error)]) {
      const { receive, sent } = createTested({ onRequest });
      receive({ jsonrpc: '2.0', id: 1, method: 'x' });
      await settled();
      expect(sent).toEqual([{ jsonrpc: '2.0', id: 1, error: expected }]);
    }
  });

  it('answers that it failed when the result cannot be sent', async () => {
    const sent: unknown[] = [];
    const { receive } = createTested({
      send: (message) => void sent.push(JSON.parse(JSON.stringify(message))),
      onRequest: () => 10n,
    });
    receive({ jsonrpc: '2.0', id: 1, method: 'x' });
    await settled();
    expect(sent).toEqual([expect.objectContaining({ id: 1, error: expect.objectContaining({ code: -32000 }) })]);
  });

  it.each([
    ['an array, as batches are', [{ jsonrpc: '2.0', id: 1, method: 'x' }], null, 'is not a JSON-RPC 2.0 message'],
    ['an empty array', [], null, 'is not a JSON-RPC 2.0 message'],
    ['null', null, null, 'is not a JSON-RPC 2.0 message'],
    ['text', 'x', null, 'is not a JSON-RPC 2.0 message'],
    ['a number', 5, null, 'is not a JSON-RPC 2.0 message'],
    ['without a version', { id: 3, method: 'x' }, 3, 'is not a JSON-RPC 2.0 message'],
    ['of version 1', { jsonrpc: '1.0', id: 3, method: 'x' }, 3, 'is not a JSON-RPC 2.0 message'],
    ['without a method', { jsonrpc: '2.0', id: 3 }, 3, 'has neither a method nor a result'],
    ['empty', { jsonrpc: '2.0' }, null, 'has neither a method nor a result'],
    ['with a method that is a number', { jsonrpc: '2.0', id: 3, method: 1 }, 3, 'has a method that is no text'],
    ['with a method that is null', { jsonrpc: '2.0', id: 3, method: null }, 3, 'has a method that is no text'],
    [
      'with the id null',
      { jsonrpc: '2.0', id: null, method: 'x' },
      null,
      'has an id that is neither text nor a number',
    ],
    [
      'with an object as id',
      { jsonrpc: '2.0', id: {}, method: 'x' },
      null,
      'has an id that is neither text nor a number',
    ],
    ['with true as id', { jsonrpc: '2.0', id: true, method: 'x' }, null, 'has an id that is neither text nor a number'],
  ])('refuses what is %s', async (_, message, id, why) => {
    const onRequest = vi.fn();
    const { receive, sent, onNotification } = createTested({ onRequest });
    receive(message);
    await settled();
    expect(sent).toEqual([refusal(id, why)]);
    expect(onRequest).not.toHaveBeenCalled();
    expect(onNotification).not.toHaveBeenCalled();
  });

  it('refuses a second request with the id of one that runs, and takes the id again afterwards', async () => {
    const { receive, sent } = createTested();
    receive({ jsonrpc: '2.0', id: 1, method: 'x' });
    receive({ jsonrpc: '2.0', id: 1, method: 'x' });
    receive({ jsonrpc: '2.0', id: '1', method: 'x' });
    await settled();
    receive({ jsonrpc: '2.0', id: 1, method: 'x' });
    await settled();
    expect(sent).toEqual([
      refusal(1, 'has the id of a request that still runs'),
      { jsonrpc: '2.0', id: 1, result: 'answered' },
      { jsonrpc: '2.0', id: '1', result: 'answered' },
      { jsonrpc: '2.0', id: 1, result: 'answered' },
    ]);
  });

  it('never answers a notification', async () => {
    const { receive, sent, onNotification } = createTested();
    receive({ jsonrpc: '2.0', method: 'changed', params: { tables: null } });
    receive({ jsonrpc: '2.0', method: 'no/such' });
    await settled();
    expect(onNotification.mock.calls).toEqual([
      ['changed', { tables: null }],
      ['no/such', undefined],
    ]);
    expect(sent).toEqual([]);
  });

  it('aborts a handler when the caller cancels it, with a reason a handler may pass on', () => {
    const { contexts, onRequest } = createEndless();
    const { receive, sent } = createTested({ onRequest });
    receive({ jsonrpc: '2.0', id: 1, method: 'x' });
    receive({ jsonrpc: '2.0', id: 2, method: 'x' });
    receive({ jsonrpc: '2.0', method: '$/cancelRequest', params: { id: 2 } });
    expect(contexts.map(({ signal }) => signal.aborted)).toEqual([false, true]);
    expect(contexts[1]?.signal.reason).toMatchObject({ name: 'AppError', code: 'cancelled' });
    expect(sent).toEqual([]);
  });

  it.each([
    ['nothing', {}],
    ['null', { params: null }],
    ['text', { params: 'x' }],
    ['an array', { params: [1] }],
    ['no id', { params: {} }],
    ['an object as id', { params: { id: { toString: 1 } } }],
    ['an unknown id', { params: { id: 77 } }],
  ])('survives a cancellation with %s', (_, message) => {
    const { contexts, onRequest } = createEndless();
    const { receive, sent } = createTested({ onRequest });
    receive({ jsonrpc: '2.0', id: 1, method: 'x' });
    receive({ jsonrpc: '2.0', method: '$/cancelRequest', ...message });
    expect(contexts.map(({ signal }) => signal.aborted)).toEqual([false]);
    expect(sent).toEqual([]);
  });

  it('tells progress under the token of the request, and only while it runs', async () => {
    let context: RequestContext | undefined;
    let finish = () => {};
    const { receive, sent } = createTested({
      onRequest: (_method, _params, given) => {
        context = given;
        return new Promise<void>((resolve) => {
          finish = resolve;
        });
      },
    });
    receive({ jsonrpc: '2.0', id: 1, method: 'x', params: { _meta: { progressToken: 'p' } } });
    context?.progress({ done: 1 });
    finish();
    await settled();
    context?.progress({ done: 2 });
    expect(sent).toEqual([
      { jsonrpc: '2.0', method: '$/progress', params: { token: 'p', value: { done: 1 } } },
      { jsonrpc: '2.0', id: 1, result: null },
    ]);
  });

  it.each([undefined, null, 5, { _meta: 5 }, { _meta: {} }, { _meta: { progressToken: {} } }])(
    'tells no progress to a request with %j',
    (params) => {
      const { receive, sent } = createTested({
        onRequest: (_method, _params, context) => {
          context.progress(1);
          return new Promise(() => {});
        },
      });
      receive({ jsonrpc: '2.0', id: 1, method: 'x', params });
      expect(sent).toEqual([]);
    },
  );
});

describe('RpcConnection.close', () => {
  it('fails everything pending with its reason, aborts handlers, and is silent from then on', async () => {
    const { contexts, onRequest } = createEndless();
    const { request, receive, notify, close, sent, timers, onNotification } = createTested({ onRequest });
    const reason = new AppError('disconnected', 'The host was lost.');
    const pending = [request('a', {}, { timeoutMs: 1000 }), request('b', {}, { timeoutMs: 2000 })];
    receive({ jsonrpc: '2.0', id: 1, method: 'x', params: { _meta: { progressToken: 1 } } });
    sent.length = 0;

    close(reason);
    close(new AppError('internal', 'Another reason comes too late.'));

    expect(await Promise.allSettled(pending)).toEqual([
      { status: 'rejected', reason },
      { status: 'rejected', reason },
    ]);
    expect(contexts[0]?.signal.reason).toBe(reason);
    await expect(request('c', {}, { timeoutMs: 1000 })).rejects.toBe(reason);
    notify('changed', {});
    contexts[0]?.progress(1);
    receive({ jsonrpc: '2.0', id: 2, method: 'x' });
    receive({ jsonrpc: '2.0', method: 'changed' });
    receive('garbage');
    await settled();
    expect({ sent, timers: timers.count(), handled: contexts.length }).toEqual({ sent: [], timers: 0, handled: 1 });
    expect(onNotification).not.toHaveBeenCalled();
  });

  it('sends no answer of a handler that ends after it', async () => {
    let finish = (_value: string) => {};
    const { receive, close, sent } = createTested({
      onRequest: () =>
        new Promise<string>((resolve) => {
          finish = resolve;
        }),
    });
    receive({ jsonrpc: '2.0', id: 1, method: 'x' });
    close(new AppError('disconnected', 'Lost.'));
    finish('late');
    await settled();
    expect(sent).toEqual([]);
  });
});

function raise(error: unknown): never {
  throw error;
}
