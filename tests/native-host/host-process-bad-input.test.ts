import { join } from 'node:path';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { v7 as newId } from 'uuid';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { METHODS } from '../../lib/protocol/contract.ts';
import { isErrorCode } from '../../lib/protocol/errors.ts';
import { KEEPING_METHODS } from '../../lib/protocol/keeping-methods.ts';
import type { MethodName, Params } from '../../lib/protocol/methods.ts';
import { encodeFrame } from '../../native-host/framing.ts';
import { cleanUpHosts, type HostProcess, newHome, startHost } from '../support/host-process.ts';

const SEED = 20_260_131;
const UUID = '01890000-0000-7000-8000-000000000001';
const OTHER_UUID = '01890000-0000-7000-8000-000000000002';
const NOWHERE = { baseUrl: 'http://127.0.0.1:9/v1' };
const provider = { ...NOWHERE, model: 'm' };
const at = '2026-01-31T12:00:00.000Z';

/** For every method parameters that it would take: what is hostile is made from these. */
const SAMPLES: { readonly [M in MethodName]: Required<Params<M>> } = {
  hello: { protocol: 1, client: { name: 'test', version: '1' } },
  'credentials/set': { ...NOWHERE, apiKey: 'key' },
  'sessions/create': { id: UUID, title: 'Title', model: 'm', provider: 'p', createdAt: at },
  'sessions/list': { limit: 10, cursor: '["a","b"]', archived: false, deleted: false },
  'sessions/get': { id: 'none' },
  'sessions/update': { id: 'none', title: 'Title', isArchived: true, model: 'm', branchName: 'b' },
  'sessions/delete': { id: 'none', forever: true },
  'sessions/restore': { id: 'none' },
  'sessions/branches': { id: 'none' },
  'sessions/branch': { id: UUID, from: 'none', at: 1, branchName: 'b', title: 'Title' },
  'messages/append': {
    id: UUID,
    sessionId: 'none',
    role: 'user',
    content: 'text',
    createdAt: at,
    promptTokens: 1,
    completionTokens: 1,
    toolCalls: [{ id: 'call' }],
    status: 'complete',
    model: 'm',
    cost: 0.1,
    durationMs: 1,
  },
  'messages/update': {
    id: 'none',
    content: 'text',
    status: 'complete',
    promptTokens: 1,
    completionTokens: 1,
    toolCalls: [],
    cost: 0.1,
    durationMs: 1,
    error: { code: 'x', message: 'y', retryable: true },
  },
  'messages/list': { sessionId: 'none', limit: 10, before: 5, after: 1 },
  'messages/search': {
    query: 'text',
    limit: 10,
    cursor: '["a","b",false]',
    sessionId: 'none',
    role: 'user',
    from: at,
    to: at,
    model: 'm',
    archived: false,
    deleted: false,
  },
  'drafts/get': { sessionId: null },
  'drafts/set': { sessionId: 'none', content: 'text', updatedAt: at },
  'chat/send': {
    sessionId: 'none',
    userMessage: { id: UUID, content: 'text' },
    replyId: OTHER_UUID,
    provider,
    clearsDraft: true,
  },
  'chat/retry': { replyId: 'none', newReplyId: UUID, branchId: OTHER_UUID, provider },
  'chat/continue': { replyId: 'none', provider },
  'chat/cancel': { replyId: 'none' },
  'models/list': NOWHERE,
  'balance/get': NOWHERE,
  'balance/history': { from: at, to: at },
  'analytics/summary': { from: '2026-01-30T12:00:00.000Z', to: at, bucket: 'hour', by: 'model', timeZone: 'UTC' },
  'analytics/record': {
    id: UUID,
    timestamp: at,
    eventType: 'event',
    sessionId: 'none',
    model: 'm',
    promptTokens: 1,
    completionTokens: 1,
    cost: 0.1,
    durationMs: 1,
    metadata: { a: 1 },
  },
  'preferences/mirror': { profileId: UUID, values: { 'sidepanel.theme': { value: 'dark', updatedAt: at } } },
  'preferences/restore': { profileId: UUID },
  'snapshots/create': {
    id: UUID,
    sessionId: 'none',
    type: 'system',
    trigger: { type: 'crash_expired' },
    description: 'text',
    starred: true,
    ui: { draft: 'text' },
    was: { timestamp: at, throughSequence: 1, summary: {} },
  },
  'snapshots/list': { sessionId: 'none', type: 'system', from: at, to: at, limit: 10, cursor: '["a","b"]' },
  'snapshots/get': { id: 'none' },
  'snapshots/update': { id: 'none', starred: true, description: 'text' },
  'snapshots/delete': { id: 'none' },
  'snapshots/marks': { sessionId: 'none', from: at, to: at },
  'snapshots/compare': { from: 'none', to: 'now', ui: { draft: 'text' } },
  'snapshots/restore': { id: 'none', branchId: UUID, branchName: 'text' },
  'recordings/start': { id: UUID, sessionId: 'none', title: 'Title', panelId: 'panel', profileId: 'profile' },
  'recordings/append': { id: 'none', events: [{ ordinal: 0, atMs: 1, type: 'message.user', data: { text: 'text' } }] },
  'recordings/stop': { id: 'none', durationMs: 1, torn: true },
  'recordings/list': { sessionId: 'none', query: 'text', limit: 10, cursor: '["a","b"]' },
  'recordings/get': { id: 'none' },
  'recordings/events': { id: 'none', fromMs: 0, toMs: 1 },
  'recordings/update': { id: 'none', title: 'Title', tags: ['tag'], markers: [{ atMs: 1, label: 'text' }] },
  'recordings/delete': { id: 'none' },
  'recovery/list': { limit: 10 },
  'file-changes/add': {
    id: UUID,
    sessionId: 'none',
    messageId: 'none',
    path: 'a.txt',
    oldPath: 'b.txt',
    status: 'renamed',
    additions: 1,
    deletions: 1,
    patch: 'no diff',
    createdAt: at,
  },
  'file-changes/list': { sessionId: 'none', path: 'a.txt', patches: false, limit: 10, cursor: '["a","b"]' },
  'proofs/add': {
    id: UUID,
    sessionId: 'none',
    messageId: 'none',
    file: 'A.lean',
    line: 1,
    columnNumber: 1,
    status: 'open',
    goals: ['⊢ p'],
    diagnostics: [],
    createdAt: at,
  },
  'proofs/list': { sessionId: 'none', limit: 10, cursor: '["a","b"]' },
  'sessions/digests': { limit: 10, cursor: 'none' },
  'messages/digests': { sessionId: 'none', limit: 10, after: 1 },
  'retention/policy': {},
  'retention/set-policy': { snapshotDays: 30, analyticsDays: 90, trashDays: 30 },
  'retention/preview': { now: at },
  'retention/sweep': { now: at, reason: 'test', confirmClock: false },
  'retention/log': { limit: 10, cursor: '7' },
  'backups/list': {},
  'backups/create': {},
  'backups/verify': { name: 'none.db' },
  'backups/compare': { name: 'none.db' },
  'backups/restore': { name: 'none.db' },
  'uploads/put': { id: UUID, offset: 0, base64: 'YQ==' },
  'imports/analyze': { uploadId: UUID },
  'data/import': { uploadId: UUID, resolution: 'skip' },
  'data/export': { format: 'json', sessionIds: ['none'] },
  'doctor/run': { repair: false },
  'doctor/damage': {},
};

const nested = (depth: number): unknown => JSON.parse('['.repeat(depth) + ']'.repeat(depth));

const hostileValue = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    '',
    0,
    -1,
    1.5,
    2 ** 53,
    -1e308,
    [],
    {},
    '\u0000',
    '\ud800',
    "'; DROP TABLE messages; --",
    '../../../etc/passwd',
    '%s%n',
    '9999-99-99T99:99:99Z',
    'x'.repeat(100_000),
    '\u0001'.repeat(1000),
    Array.from({ length: 10_000 }, () => null),
    nested(99),
    nested(5000),
    JSON.parse('{"__proto__":{"isAdmin":true},"constructor":{"prototype":1},"toString":1}'),
  ),
  fc.jsonValue(),
);

/** Ways to spoil parameters: another value in a place, a place that is missing, nothing that has places. */
function spoil(sample: object): fc.Arbitrary<unknown> {
  const added = hostileValue.map((value) => ({ ...sample, [`__proto__`]: value, extra: value, _meta: value }));
  if (Object.keys(sample).length === 0) return fc.oneof(added, hostileValue);
  const place = fc.constantFrom(...Object.keys(sample));
  const replaced = fc.tuple(place, hostileValue).map(([key, value]) => ({ ...sample, [key]: value }));
  const removed = place.map((key) => Object.fromEntries(Object.entries(sample).filter(([name]) => name !== key)));
  return fc.oneof({ weight: 6, arbitrary: replaced }, removed, added, hostileValue);
}

function withRequestId(params: unknown): unknown {
  const takesMeta = typeof params === 'object' && params !== null && !Array.isArray(params) && !('_meta' in params);
  return takesMeta ? { ...params, _meta: { requestId: newId() } } : params;
}

/** Whether the contract itself refuses these, whatever is in the store. */
function isRefused(method: MethodName, params: unknown): boolean {
  const { kind, params: schema } = METHODS[method];
  const meta = v.object({ _meta: v.object({ requestId: v.pipe(v.string(), v.uuid()) }) });
  if (Array.isArray(params) || !v.is(schema, params ?? {})) return true;
  return kind === 'change' && !v.is(meta, params ?? {});
}

/** Each is done in a process of its own. */
const isMaintenance = (method: MethodName) => method in KEEPING_METHODS && METHODS[method].kind === 'command';

const frames = (Object.keys(SAMPLES) as MethodName[]).flatMap((method) =>
  fc
    .sample(spoil(SAMPLES[method]), { seed: SEED, numRuns: isMaintenance(method) ? 12 : 40 })
    .map((params) => ({ method, params: withRequestId(params) })),
);

interface Answer {
  readonly id: number;
  readonly error?: { readonly code: number; readonly message: string; readonly data?: Record<string, unknown> };
}

describe('the host, given hostile parameters', () => {
  const home = newHome();
  let host: HostProcess;
  beforeAll(async () => {
    host = startHost({ home });
    const session = { id: newId(), title: 'Kept', model: 'm' };
    await host.client.change('sessions/create', session);
    await host.client.change('messages/append', { id: newId(), sessionId: session.id, role: 'user', content: 'kept' });
  });
  afterAll(cleanUpHosts);

  /** Every table with its rows, and SQLite's opinion. */
  function dump(): object {
    const db = new Database(join(home, 'holdfast.db'), { readonly: true });
    try {
      const tables = db.prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'table' ORDER BY name").all();
      return {
        tables,
        rows: (tables as { name: string }[]).map(({ name }) => db.prepare(`SELECT * FROM "${name}"`).all()),
        integrity: db.pragma('integrity_check'),
        foreignKeys: db.pragma('foreign_key_check'),
      };
    } finally {
      db.close();
    }
  }

  async function ask(requests: readonly { method: string; params: unknown }[]): Promise<Answer[]> {
    const ids = requests.map((request) => {
      const id = newId();
      host.write(encodeFrame(JSON.stringify({ jsonrpc: '2.0', id, ...request })));
      return id;
    });
    await Promise.all(ids.map((id) => host.waitFor((message) => message['id'] === id)));
    const byId = new Map(host.messages.map((message) => [message['id'], message as unknown as Answer]));
    return ids.map((id) => byId.get(id) as Answer);
  }

  const refused = frames.filter(({ method, params }) => isRefused(method, params));
  const taken = frames.filter(({ method, params }) => !isRefused(method, params));

  it('is given something to refuse for every method, and something that gets past the contract', () => {
    expect(new Set(refused.map(({ method }) => method)).size).toBe(Object.keys(METHODS).length);
    expect(taken.length).toBeGreaterThan(100);
  });

  it('answers what the contract refuses with the issues, and changes nothing', { timeout: 60_000 }, async () => {
    const before = dump();
    const answers = await ask(refused);
    const wrong = answers
      .map(({ error }, index) => ({ ...refused[index], error }))
      .filter(({ error }) => error?.code !== -32602 || !hasIssues(error.data));
    expect(wrong).toEqual([]);
    expect(dump()).toEqual(before);
    expect((await host.client.call('hello', SAMPLES.hello)).host.pid).toBe(host.pid);
  });

  it('answers what gets past the contract with a stated code at worst, and stays sound', {
    timeout: 60_000,
  }, async () => {
    const answers = await ask(taken);
    const wrong = answers
      .map(({ error }, index) => ({ ...taken[index], error }))
      .filter(({ error }) => error && error.code !== -32602 && !isStated(error));
    expect(wrong).toEqual([]);
    expect(dump()).toMatchObject({ integrity: [{ integrity_check: 'ok' }], foreignKeys: [] });
    expect((await host.client.call('sessions/list', {})).sessions.map(({ title }) => title)).toContain('Kept');
    expect(Math.max(...host.frameBytes)).toBeLessThanOrEqual(1_048_576);
  });
});

function hasIssues(data: Record<string, unknown> | undefined): boolean {
  const issues = data?.['issues'];
  return Array.isArray(issues) && issues.length > 0 && issues.length <= 20 && issues.every(isIssue);
}

function isIssue(issue: { path?: unknown; message?: unknown }): boolean {
  return typeof issue.path === 'string' && typeof issue.message === 'string' && issue.message.length <= 200;
}

function isStated(error: NonNullable<Answer['error']>): boolean {
  const code = error.data?.['code'];
  return error.code === -32000 && isErrorCode(code) && code !== 'internal';
}
