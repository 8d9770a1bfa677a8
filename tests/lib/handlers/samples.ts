import type { MethodName, Params } from '../../../lib/protocol/methods.ts';

/** A UUID that ends in `n`. */
export const id = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;

export const BASE_URL = 'https://models.example/v1';

/** What a parameter is; says which values are refused. */
type Kind = keyof typeof BAD;

const NO_TEXT = [7, true, [], {}, ['a'], { a: 'a' }];
const LONG = 'x'.repeat(100_000);

/** Values that a parameter of a kind refuses. null and absence come on top where they are not allowed. */
export const BAD = {
  newId: [
    ...NO_TEXT,
    '',
    'x',
    '__proto__',
    `${id(1)}x`,
    ` ${id(1)}`,
    `${id(1)}\n`,
    id(1).replace('4', '0'),
    id(1).replaceAll('-', ''),
    LONG,
  ],
  reference: [...NO_TEXT, '', 'x'.repeat(201), 'a\u0000', 'a\nb', '\u001f', '\u007f', '\u009f', LONG],
  text: NO_TEXT,
  shortText: [...NO_TEXT, 'x'.repeat(501), '漢'.repeat(501), '👩'.repeat(501), LONG],
  name: [...NO_TEXT, '', 'x'.repeat(501), LONG],
  timestamp: [
    ...NO_TEXT,
    '',
    'yesterday',
    '2026-01-31',
    '2026-01-31T12:00:00',
    '2026-13-31T12:00:00Z',
    '1769860800',
    `2026-01-31T12:00:00Z${LONG}`,
  ],
  count: ['1', '', -1, 1.5, 2 ** 53, 1e300, true, [], {}],
  money: ['1', '', true, [], {}],
  baseUrl: [
    ...NO_TEXT,
    '',
    'x',
    '//a',
    'ftp://a',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'http://',
    'http://a b',
    'http://user:key@a',
    'http://a?key=b',
    'http://a#b',
    `http://${LONG}`,
  ],
  limit: ['1', 0, -1, 201, 1.5, 2 ** 53, true, [], {}],
  cursor: [...NO_TEXT, 'x'.repeat(1001)],
  preferences: [
    'x',
    7,
    { theme: { value: 1, updatedAt: '2026-01-31T12:00:00Z' } },
    { 'sidepanel.auth.token': { value: 'secret', updatedAt: '2026-01-31T12:00:00Z' } },
    { 'sidepanel.crash.recovery': { value: {}, updatedAt: '2026-01-31T12:00:00Z' } },
    { 'sidepanel.theme': { value: 'dark' } },
    { 'sidepanel.theme': { value: LONG, updatedAt: '2026-01-31T12:00:00Z' } },
    { 'sidepanel.theme': 'dark' },
  ],
  boolean: ['true', 0, 1, [], {}],
  snapshotType: [...NO_TEXT, '', 'crash', 'System', '__proto__'],
  role: [...NO_TEXT, '', 'root', 'User', '__proto__', 'constructor'],
  status: [...NO_TEXT, '', 'done', 'Complete', '__proto__', 'toString'],
  list: ['', '[]', 7, true, {}],
  record: ['', '{}', 7, true],
  number: ['1', true, [], {}],
  apiKey: [7, true, [], {}, 'x'.repeat(10_001)],
  messageError: [
    '',
    7,
    true,
    {},
    { code: 'timeout' },
    { code: 7, message: '', retryable: true },
    { code: '', message: '', retryable: 1 },
  ],
} as const satisfies Record<string, readonly unknown[]>;

export interface Parameter {
  readonly kind: Kind;
  readonly nullable?: true;
  readonly optional?: true;
}

const required = (kind: Kind): Parameter => ({ kind });
const optional = (kind: Kind): Parameter => ({ kind, optional: true });
const nullable = (kind: Kind): Parameter => ({ kind, nullable: true });
const open = (kind: Kind): Parameter => ({ kind, nullable: true, optional: true });

const PROVIDER = { 'provider.baseUrl': required('baseUrl'), 'provider.model': required('name') };
const USE = {
  promptTokens: open('count'),
  completionTokens: open('count'),
  toolCalls: open('list'),
  cost: open('money'),
  durationMs: open('count'),
};

/** Every parameter of every method. */
export const PARAMETERS: { readonly [M in MethodName]: Readonly<Record<string, Parameter>> } = {
  hello: { protocol: required('number'), 'client.name': required('name'), 'client.version': required('name') },
  'credentials/set': { baseUrl: required('baseUrl'), apiKey: nullable('apiKey') },
  'sessions/create': {
    id: required('newId'),
    title: required('shortText'),
    model: required('shortText'),
    provider: optional('shortText'),
    createdAt: optional('timestamp'),
  },
  'sessions/list': {
    limit: optional('limit'),
    cursor: optional('cursor'),
    archived: optional('boolean'),
    deleted: optional('boolean'),
  },
  'sessions/get': { id: required('reference') },
  'sessions/update': {
    id: required('reference'),
    title: optional('shortText'),
    isArchived: optional('boolean'),
    model: optional('shortText'),
    branchName: optional('shortText'),
  },
  'sessions/delete': { id: required('reference'), forever: optional('boolean') },
  'sessions/restore': { id: required('reference') },
  'sessions/branch': {
    id: required('newId'),
    from: required('reference'),
    at: required('count'),
    branchName: optional('shortText'),
    title: optional('shortText'),
  },
  'messages/append': {
    id: required('newId'),
    sessionId: required('reference'),
    role: required('role'),
    content: required('text'),
    createdAt: optional('timestamp'),
    status: optional('status'),
    model: open('shortText'),
    ...USE,
  },
  'messages/update': {
    id: required('reference'),
    content: optional('text'),
    status: optional('status'),
    error: open('messageError'),
    ...USE,
  },
  'messages/list': {
    sessionId: required('reference'),
    limit: optional('limit'),
    before: optional('count'),
    after: optional('count'),
  },
  'drafts/get': { sessionId: nullable('reference') },
  'drafts/set': { sessionId: nullable('reference'), content: required('text'), updatedAt: required('timestamp') },
  'chat/send': {
    sessionId: required('reference'),
    'userMessage.id': required('newId'),
    'userMessage.content': required('text'),
    replyId: required('newId'),
    clearsDraft: optional('boolean'),
    ...PROVIDER,
  },
  'chat/retry': {
    replyId: required('reference'),
    newReplyId: required('newId'),
    branchId: required('newId'),
    ...PROVIDER,
  },
  'chat/continue': { replyId: required('reference'), ...PROVIDER },
  'chat/cancel': { replyId: required('reference') },
  'models/list': { baseUrl: required('baseUrl') },
  'balance/get': { baseUrl: required('baseUrl') },
  'balance/history': { from: required('timestamp'), to: required('timestamp') },
  'analytics/record': {
    id: optional('newId'),
    timestamp: optional('timestamp'),
    eventType: required('name'),
    sessionId: open('reference'),
    model: open('shortText'),
    promptTokens: open('count'),
    completionTokens: open('count'),
    cost: open('money'),
    durationMs: open('count'),
    metadata: optional('record'),
  },
  'preferences/mirror': { profileId: required('newId'), values: required('preferences') },
  'preferences/restore': { profileId: optional('newId') },
  'snapshots/create': {
    id: required('newId'),
    sessionId: nullable('reference'),
    type: required('snapshotType'),
    'trigger.type': required('name'),
    description: open('shortText'),
    starred: optional('boolean'),
    ui: required('record'),
  },
  'snapshots/list': {
    sessionId: optional('reference'),
    type: optional('snapshotType'),
    from: optional('timestamp'),
    to: optional('timestamp'),
    limit: optional('limit'),
    cursor: optional('cursor'),
  },
  'snapshots/get': { id: required('reference') },
  'snapshots/update': { id: required('reference'), starred: optional('boolean'), description: open('shortText') },
  'snapshots/delete': { id: required('reference') },
  'recovery/list': { limit: optional('limit') },
};

const provider = { baseUrl: BASE_URL, model: 'a model' };
const NOON = '2026-01-31T12:00:00.000Z';

/** Parameters that each method takes, on a store with session 1 and its messages 11 (question) and 12 (interrupted reply). */
export const SAMPLES: { readonly [M in MethodName]: Params<M> } = {
  hello: { protocol: 1, client: { name: 'a test', version: '0' } },
  'credentials/set': { baseUrl: BASE_URL, apiKey: 'a key' },
  'sessions/create': { id: id(2), title: 'Title', model: 'm', provider: 'p', createdAt: NOON },
  'sessions/list': { limit: 1, archived: false, deleted: false },
  'sessions/get': { id: id(1) },
  'sessions/update': { id: id(1), title: 'New', isArchived: true, model: 'm', branchName: 'b' },
  'sessions/delete': { id: id(1), forever: false },
  'sessions/restore': { id: id(1) },
  'sessions/branch': { id: id(2), from: id(1), at: 1, branchName: 'b', title: 't' },
  'messages/append': {
    id: id(13),
    sessionId: id(1),
    role: 'user',
    content: 'Text',
    createdAt: NOON,
    status: 'complete',
    model: 'm',
    promptTokens: 1,
    completionTokens: 1,
    toolCalls: [],
    cost: 1,
    durationMs: 1,
  },
  'messages/update': {
    id: id(12),
    content: 'Text',
    status: 'error',
    error: { code: 'timeout', message: 'Too late.', retryable: true },
    promptTokens: 1,
    completionTokens: 1,
    toolCalls: [],
    cost: 1,
    durationMs: 1,
  },
  'messages/list': { sessionId: id(1), limit: 1, before: 9, after: 0 },
  'drafts/get': { sessionId: id(1) },
  'drafts/set': { sessionId: id(1), content: 'Text', updatedAt: NOON },
  'chat/send': {
    sessionId: id(1),
    userMessage: { id: id(13), content: 'Q' },
    replyId: id(14),
    clearsDraft: true,
    provider,
  },
  'chat/retry': { replyId: id(12), newReplyId: id(14), branchId: id(2), provider },
  'chat/continue': { replyId: id(12), provider },
  'chat/cancel': { replyId: id(12) },
  'models/list': { baseUrl: BASE_URL },
  'balance/get': { baseUrl: BASE_URL },
  'balance/history': { from: NOON, to: NOON },
  'analytics/record': {
    id: id(31),
    timestamp: NOON,
    eventType: 'opened',
    sessionId: id(1),
    model: 'm',
    promptTokens: 1,
    completionTokens: 1,
    cost: 1,
    durationMs: 1,
    metadata: { a: 1 },
  },
  'preferences/mirror': {
    profileId: id(41),
    values: { 'sidepanel.theme': { value: 'dark', updatedAt: NOON } },
  },
  'preferences/restore': { profileId: id(41) },
  'snapshots/create': {
    id: id(51),
    sessionId: id(1),
    type: 'system',
    trigger: { type: 'crash_expired' },
    description: 'Kept',
    starred: false,
    ui: { draft: 'Text' },
  },
  'snapshots/list': { sessionId: id(1), type: 'system', from: NOON, to: NOON, limit: 1 },
  'snapshots/get': { id: id(50) },
  'snapshots/update': { id: id(50), starred: true, description: 'New' },
  'snapshots/delete': { id: id(50) },
  'recovery/list': { limit: 1 },
};
