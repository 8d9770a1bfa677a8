import { describe, expect, it, vi } from 'vitest';
import { AppError } from '../../../lib/protocol/errors.ts';
import { createClient } from '../../../lib/rpc/client.ts';
import { RpcError } from '../../../lib/rpc/rpc-error.ts';

const draft = { sessionId: null, content: 'half a sen', updatedAt: '2026-01-31T12:00:00.000Z' };

/** A client whose connection answers with `answer`, or fails with it when it is an error. */
function createTested(answer: unknown = { draft }) {
  const request = vi.fn(async (..._: unknown[]): Promise<unknown> => {
    if (answer instanceof Error) throw answer;
    return answer;
  });
  let lastId = 0;
  return { request, ...createClient({ connection: { request }, newId: () => `new id ${++lastId}` }) };
}

describe('Client.call', () => {
  it('asks with the time limit and the signal of the caller, ten seconds unless told', async () => {
    const { client, request } = createTested();
    const { signal } = new AbortController();
    expect(await client.call('drafts/get', { sessionId: null })).toEqual({ draft });
    await client.call('drafts/get', { sessionId: 'a' }, { timeoutMs: 5, signal });
    expect(request.mock.calls).toEqual([
      ['drafts/get', { sessionId: null }, { timeoutMs: 10_000 }],
      ['drafts/get', { sessionId: 'a' }, { timeoutMs: 5, signal }],
    ]);
  });

  it('takes from an answer what it knows; a later host may tell more', async () => {
    const { client } = createTested({ draft: { ...draft, colour: 'red' }, more: 1 });
    expect(await client.call('drafts/get', { sessionId: null })).toEqual({ draft });
  });

  it.each([
    ['nothing', null],
    ['text', 'draft'],
    ['another form', { draft: { ...draft, content: null } }],
  ])('refuses an answer that is %s', async (_, answer) => {
    const { client } = createTested(answer);
    await expect(client.call('drafts/get', { sessionId: null })).rejects.toMatchObject({
      name: 'AppError',
      code: 'version-mismatch',
      details: { issues: [expect.any(String)] },
    });
  });

  it.each([
    ['an error of the host', new RpcError(-32000, 'Gone.', { code: 'not-found' }), 'not-found'],
    ['an unknown method', new RpcError(-32601, 'None.'), 'version-mismatch'],
    ['a lost connection', new AppError('disconnected', 'Lost.'), 'disconnected'],
    ['anything else', new Error('boom'), 'internal'],
  ])('fails with an AppError for %s', async (_, error, code) => {
    const { client } = createTested(error);
    await expect(client.call('drafts/get', { sessionId: null })).rejects.toMatchObject({ name: 'AppError', code });
  });
});

describe('Client.change', () => {
  it('gives each change a request id, or the one it is told, so that it can be sent again', async () => {
    const { client, request } = createTested();
    await client.change('drafts/set', draft);
    await client.change('drafts/set', draft);
    await client.change('drafts/set', draft, { requestId: 'again', timeoutMs: 7 });
    expect(request.mock.calls).toEqual([
      ['drafts/set', { ...draft, _meta: { requestId: 'new id 1' } }, { timeoutMs: 10_000 }],
      ['drafts/set', { ...draft, _meta: { requestId: 'new id 2' } }, { timeoutMs: 10_000 }],
      ['drafts/set', { ...draft, _meta: { requestId: 'again' } }, { timeoutMs: 7 }],
    ]);
  });
});

describe('Client.on', () => {
  it('hands parsed notifications to every listener of that name until it stops listening', () => {
    const { client, receiveNotification } = createTested();
    const [first, second, other] = [vi.fn(), vi.fn(), vi.fn()];
    const stop = client.on('chat/delta', first);
    client.on('chat/delta', second);
    client.on('changed', other);
    const delta = { replyId: 'r', offset: 0, text: 'a' };
    receiveNotification('chat/delta', { ...delta, more: 1 });
    stop();
    stop();
    receiveNotification('chat/delta', { ...delta, text: 'b' });
    expect(first.mock.calls).toEqual([[delta]]);
    expect(second.mock.calls).toEqual([[delta], [{ ...delta, text: 'b' }]]);
    expect(other).not.toHaveBeenCalled();
  });

  it('calls no listener that another one has just stopped', () => {
    const { client, receiveNotification } = createTested();
    const late = vi.fn();
    let stopLate = () => {};
    client.on('changed', () => stopLate());
    stopLate = client.on('changed', late);
    receiveNotification('changed', { tables: null, sessionIds: null });
    expect(late).not.toHaveBeenCalled();
  });

  it.each([
    ['an unknown name', 'sweep/done', {}],
    ["a name of every object's", 'toString', {}],
    ['no parameters', 'changed', undefined],
    ['parameters of another form', 'changed', { tables: 'messages', sessionIds: null }],
  ])('ignores a notification with %s', (_, name, params) => {
    const { client, receiveNotification } = createTested();
    const listener = vi.fn();
    client.on('changed', listener);
    receiveNotification(name, params);
    expect(listener).not.toHaveBeenCalled();
  });
});
