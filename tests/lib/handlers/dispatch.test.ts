import { describe, expect, it } from 'vitest';
import { MAX_DEPTH } from '../../../lib/handlers/dispatch.ts';
import { METHODS } from '../../../lib/protocol/contract.ts';
import { MAX_CONTENT_BYTES } from '../../../lib/protocol/limits.ts';
import type { MethodName } from '../../../lib/protocol/methods.ts';
import { formatTimestamp } from '../../../lib/protocol/timestamp.ts';
import { RpcError } from '../../../lib/rpc/rpc-error.ts';
import { startRecording } from '../../../lib/store/recordings.ts';
import { createSnapshot } from '../../../lib/store/snapshots.ts';
import type { SqlDatabase } from '../../../lib/store/sql-database.ts';
import { entriesOf } from '../../../scripts/protocol/schema-words.ts';
import { addMessage, addSession } from '../../contract/rows.ts';
import { allRows, assertSound } from '../../support/assert-sound.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { startTestHost, type TestHost, type TestHostOptions } from '../../support/test-host.ts';
import { BACKUP, BAD, BASE_URL, id, PARAMETERS, type Parameter, SAMPLES } from './samples.ts';

const METHOD_NAMES = Object.keys(METHODS) as MethodName[];
const CHANGE_NAMES = METHOD_NAMES.filter((method) => METHODS[method].kind === 'change');

/** A host on a store with a session, a question, an interrupted reply, a snapshot and a recording. */
async function startWithRows(options?: TestHostOptions): Promise<TestHost> {
  const host = startTestHost(options);
  addSession(host.db, id(1));
  addMessage(host.db, id(1), id(11));
  addMessage(host.db, id(1), id(12), {
    role: 'assistant',
    status: 'interrupted',
    content: 'Half',
    provider: { baseUrl: BASE_URL },
  });
  const kept = { type: 'system', trigger: { type: 'crash_expired' }, starred: false, ui: {} } as const;
  const timestamp = formatTimestamp(host.clock.now());
  createSnapshot(host.db, { ...kept, id: id(50), sessionId: id(1), timestamp });
  startRecording(host.db, { id: id(70), sessionId: id(1), title: 'Recording', createdAt: timestamp });
  host.provider.balance = Promise.resolve({ diem: 1, usd: null, canConsume: true, nextEpochAt: null, fetchedAt: '' });
  await host.request('credentials/set', { baseUrl: BASE_URL, apiKey: null });
  return host;
}

/** The same with what the samples of a method refer to outside of the store. */
async function startWithFiles(method: MethodName): Promise<TestHost> {
  const host = await startWithRows();
  if (method.startsWith('backups/')) {
    expect((await host.client.call('backups/create', {})).backup.name).toBe(BACKUP);
  }
  if (method === 'imports/analyze' || method === 'data/import') {
    const session = { id: id(7), title: 'Imported', createdAt: '2026-01-31T12:00:00.000Z', messages: [] };
    const file = JSON.stringify({ format: 'holdfast-json', formatVersion: 1, sessions: [session] });
    await host.client.call('uploads/put', { id: id(61), offset: 0, base64: btoa(file) });
  }
  return host;
}

let requests = 1000;
const meta = () => ({ _meta: { requestId: id(++requests) } });

/** The code of the error that a request ends with; 0 when it succeeds. */
async function codeOf(host: TestHost, method: string, params: unknown): Promise<number | string> {
  try {
    await host.request(method, params);
    return 0;
  } catch (error) {
    if (!(error instanceof RpcError)) throw error;
    return error.code === -32000 ? (error.data as { code: string }).code : error.code;
  }
}

/** A sample with one parameter, which may be nested, set to a value or taken away. */
function changed(method: MethodName, path: string, value?: unknown): object {
  const params = { ...structuredClone(SAMPLES[method]), ...meta() } as Record<string, unknown>;
  const [outer = '', inner] = path.split('.');
  const target = inner === undefined ? params : (params[outer] as Record<string, unknown>);
  if (value === undefined) delete target[inner ?? outer];
  else target[inner ?? outer] = value;
  return params;
}

function badValues({ kind, nullable }: Parameter): readonly unknown[] {
  return nullable ? BAD[kind] : [...BAD[kind], null];
}

describe('dispatch', () => {
  it.each(METHOD_NAMES)('has samples for every parameter of %s', (method) => {
    const entries = entriesOf(METHODS[method].params).map(({ name, isOptional }) => [name, isOptional]);
    const known = Object.entries(PARAMETERS[method]).map(([name, { optional = false }]) => [name, optional]);
    expect(known.toSorted()).toEqual(entries.toSorted());
  });

  it.each(METHOD_NAMES)('answers %s in the form of the contract', async (method) => {
    const host = await startWithFiles(method);
    const send = METHODS[method].kind === 'change' ? host.client.change : host.client.call;
    await (send as (method: string, params: object) => Promise<unknown>)(method, SAMPLES[method]);
    assertSound(host.db);
  });

  it.each(METHOD_NAMES)('refuses bad parameters of %s, names them, and changes nothing', async (method) => {
    const host = await startWithRows();
    const before = allRows(host.db);
    for (const [path, parameter] of Object.entries(PARAMETERS[method])) {
      for (const value of badValues(parameter)) {
        const error = await host.request(method, changed(method, path, value)).catch((reason: unknown) => reason);
        const shown = `${path} = ${JSON.stringify(value).slice(0, 60)}`;
        expect([shown, (error as RpcError).code]).toEqual([shown, -32602]);
        const { issues } = (error as RpcError).data as { issues: { path: string; message: string }[] };
        expect([shown, issues.every((issue) => issue.path.startsWith(path))]).toEqual([shown, true]);
        expect(JSON.stringify(issues).length).toBeLessThan(2000);
      }
      if (!parameter.optional) expect(await codeOf(host, method, changed(method, path))).toBe(-32602);
    }
    expect(allRows(host.db)).toEqual(before);
    expect(host.reported).toEqual([]);
  });

  it.each(METHOD_NAMES)('refuses what is no object as parameters of %s', async (method) => {
    const host = await startWithRows();
    const before = allRows(host.db);
    for (const params of ['text', 7, true, [], [SAMPLES[method]]])
      expect(await codeOf(host, method, params)).toBe(-32602);
    if (Object.values(PARAMETERS[method]).some(({ optional }) => !optional)) {
      for (const params of [null, undefined, {}, meta()]) expect(await codeOf(host, method, params)).toBe(-32602);
    }
    expect(allRows(host.db)).toEqual(before);
  });

  it.each(CHANGE_NAMES)('refuses %s without a request id that is a UUID', async (method) => {
    const host = await startWithRows();
    const before = allRows(host.db);
    const sample = SAMPLES[method];
    for (const _meta of [
      undefined,
      null,
      'x',
      [],
      {},
      { requestId: null },
      ...BAD.newId.map((requestId) => ({ requestId })),
    ]) {
      expect(await codeOf(host, method, { ...sample, _meta })).toBe(-32602);
    }
    expect(allRows(host.db)).toEqual(before);
  });

  it.each(CHANGE_NAMES)('makes the change of %s once, however often it is sent', async (method) => {
    const host = await startWithRows();
    const params = { ...SAMPLES[method], ...meta() };
    const first = await host.request(method, params);
    const after = allRows(host.db);
    expect(await host.request(method, params)).toEqual(first);
    expect(allRows(host.db)).toEqual(after);
    expect(host.provider.asked.length).toBeLessThanOrEqual(1);
  });

  it.each(METHOD_NAMES)('passes over parameters of %s that it does not know', async (method) => {
    const host = await startWithFiles(method);
    const json = JSON.stringify({
      ...SAMPLES[method],
      ...meta(),
      constructor: { prototype: { polluted: 1 } },
      toString: 1,
    });
    const params = JSON.parse(json.replace('{', '{"__proto__": {"polluted": 1, "isAdmin": true},'));
    await host.dispatch(method, params, { signal: new AbortController().signal, progress: () => {} });
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
    assertSound(host.db);
  });

  it.each([
    '',
    'hello ',
    'Hello',
    'toString',
    '__proto__',
    'constructor',
    'sessions',
    'sessions/',
    'messages/find',
    'x'.repeat(10_000),
  ])('does not know the method %j', async (method) => {
    const host = startTestHost();
    const error = await host.request(method, {}).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: -32601 });
    expect((error as Error).message.length).toBeLessThan(200);
  });

  it('refuses what is nested too deeply, however deeply', async () => {
    const host = await startWithRows();
    const nested = (depth: number) => JSON.parse(`${'['.repeat(depth)}${']'.repeat(depth)}`);
    const send = (toolCalls: unknown) =>
      host.dispatch(
        'messages/append',
        { ...SAMPLES['messages/append'], ...meta(), toolCalls },
        { signal: new AbortController().signal, progress: () => {} },
      );
    const before = allRows(host.db);
    await expect(send(nested(MAX_DEPTH))).rejects.toMatchObject({ code: -32602 });
    await expect(send(nested(100_000))).rejects.toMatchObject({ code: -32602 });
    expect(allRows(host.db)).toEqual(before);
    await expect(send(nested(MAX_DEPTH - 1))).resolves.toMatchObject({ message: { toolCalls: nested(MAX_DEPTH - 1) } });
  });

  it('keeps every character of a text, except half ones', async () => {
    const host = await startWithRows();
    const content = 'a\u0000b\ud83d\udc69‍c\ud800d\udfff\u202e"\\\u2028\'; DROP TABLE sessions; --';
    const { message } = await host.client.change('messages/append', { ...SAMPLES['messages/append'], content });
    expect(message.content).toBe(content.toWellFormed());
    const { messages } = await host.client.call('messages/list', { sessionId: id(1) });
    expect(messages.at(-1)?.content).toBe(content.toWellFormed());
    const { session } = await host.client.change('sessions/update', { id: id(1), title: '\ud800\u0000' });
    expect(session.title).toBe('\ufffd\u0000');
    assertSound(host.db);
  });

  it('refuses text that is too long, and changes nothing', async () => {
    const host = await startWithRows();
    const content = 'x'.repeat(MAX_CONTENT_BYTES + 1);
    const before = allRows(host.db);
    const sent = SAMPLES['chat/send'];
    for (const [method, params] of [
      ['messages/append', { ...SAMPLES['messages/append'], content }],
      ['messages/update', { ...SAMPLES['messages/update'], content }],
      ['drafts/set', { ...SAMPLES['drafts/set'], content }],
      ['chat/send', { ...sent, userMessage: { ...sent.userMessage, content } }],
      ['analytics/record', { ...SAMPLES['analytics/record'], metadata: { content } }],
    ] as const) {
      expect([method, await codeOf(host, method, { ...params, ...meta() })]).toEqual([method, 'too-large']);
    }
    expect(allRows(host.db)).toEqual(before);
    expect(host.provider.asked).toEqual([]);
  });

  it.each([
    ['sessions/get', { id: 'none' }],
    ['sessions/update', { id: 'none', title: 'x' }],
    ['sessions/delete', { id: 'none' }],
    ['sessions/delete', { id: 'none', forever: true }],
    ['sessions/restore', { id: 'none' }],
    ['sessions/branch', { ...SAMPLES['sessions/branch'], from: 'none' }],
    ['sessions/branch', { ...SAMPLES['sessions/branch'], at: 9 }],
    ['messages/append', { ...SAMPLES['messages/append'], sessionId: 'none' }],
    ['messages/update', { ...SAMPLES['messages/update'], id: 'none' }],
    ['messages/list', { sessionId: 'none' }],
    ['drafts/set', { ...SAMPLES['drafts/set'], sessionId: 'none' }],
    ['recordings/start', { ...SAMPLES['recordings/start'], sessionId: 'none' }],
    ['recordings/append', { ...SAMPLES['recordings/append'], id: 'none' }],
    ['recordings/stop', { id: 'none' }],
    ['recordings/get', { id: 'none' }],
    ['recordings/events', { ...SAMPLES['recordings/events'], id: 'none' }],
    ['recordings/update', { ...SAMPLES['recordings/update'], id: 'none' }],
    ['chat/send', { ...SAMPLES['chat/send'], sessionId: 'none' }],
    ['chat/retry', { ...SAMPLES['chat/retry'], replyId: 'none' }],
    ['chat/continue', { ...SAMPLES['chat/continue'], replyId: 'none' }],
    ['chat/cancel', { replyId: 'none' }],
    ['snapshots/compare', { from: 'none', to: 'now' }],
    ['snapshots/restore', { id: 'none' }],
  ])('does not find what %s refers to', async (method, params) => {
    const host = await startWithRows();
    const before = allRows(host.db);
    expect(await codeOf(host, method, { ...params, ...meta() })).toBe('not-found');
    expect(allRows(host.db)).toEqual(before);
  });

  it('refuses a row whose id exists under another request id', async () => {
    const host = await startWithRows();
    const before = allRows(host.db);
    for (const [method, params] of [
      ['sessions/create', { ...SAMPLES['sessions/create'], id: id(1) }],
      ['sessions/branch', { ...SAMPLES['sessions/branch'], id: id(1) }],
      ['messages/append', { ...SAMPLES['messages/append'], id: id(11) }],
      ['chat/send', { ...SAMPLES['chat/send'], replyId: id(11) }],
      ['chat/send', { ...SAMPLES['chat/send'], userMessage: { id: id(12), content: 'Q' } }],
      ['chat/retry', { ...SAMPLES['chat/retry'], branchId: id(1) }],
    ] as const) {
      expect([method, await codeOf(host, method, { ...params, ...meta() })]).toEqual([method, 'conflict']);
    }
    expect(allRows(host.db)).toEqual(before);
    expect(host.provider.asked).toEqual([]);
  });

  it('tells of a mistake of ours by its reference alone', async () => {
    const broken = (db: SqlDatabase): SqlDatabase => ({
      ...db,
      all() {
        throw new TypeError('secret is not a function');
      },
    });
    const host = startTestHost({ wrap: broken });
    const error = await host.request('sessions/list', {}).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: -32000, data: { code: 'internal', ref: 'ref 1' } });
    expect(JSON.stringify([error, (error as Error).message])).not.toContain('secret');
    expect(host.reported).toEqual([new TypeError('secret is not a function')]);
  });

  it('passes the time of the clock to a change that names none', async () => {
    const host = startTestHost({ clock: createFakeClock(Date.UTC(2027, 0, 1)) });
    const { session } = await host.client.change('sessions/create', { id: id(2), title: 't', model: 'm' });
    expect(session.createdAt).toBe('2027-01-01T00:00:00.000Z');
    const later = { ...SAMPLES['sessions/create'], id: id(3), createdAt: '2026-01-31 14:00:00.5+02:00' };
    expect((await host.client.change('sessions/create', later)).session.createdAt).toBe('2026-01-31T12:00:00.500Z');
  });

  it('announces what a change touched', async () => {
    const host = await startWithRows();
    await host.client.change('messages/append', SAMPLES['messages/append']);
    expect(host.said).toEqual([{ name: 'changed', params: { tables: ['messages', 'sessions'], sessionIds: [id(1)] } }]);
  });
});
