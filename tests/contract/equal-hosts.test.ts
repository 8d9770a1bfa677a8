import { describe, expect, it } from 'vitest';
import { METHODS } from '../../lib/protocol/contract.ts';
import { createPlaces } from '../support/embedded/places.ts';
import { startEmbeddedTestHost } from '../support/embedded/test-host.ts';
import { settle } from '../support/fake-clock.ts';
import type { AskedReply } from '../support/fake-provider.ts';
import { startTestHost } from '../support/test-host.ts';

const id = (number: number) => `00000000-0000-7000-8000-${String(number).padStart(12, '0')}`;
const SERVER = 'http://server.example/v1';
const PROVIDER = { baseUrl: SERVER, model: 'm' };
const SPAN = { from: '2026-01-01T00:00:00.000Z', to: '2026-03-01T00:00:00.000Z' };
const [SESSION, BRANCH, QUESTION, REPLY, SNAPSHOT, RECORDING] = [id(1), id(2), id(3), id(4), id(5), id(6)];

/** What is played on both; a function is what the model server does meanwhile. */
type Step = readonly [method: string, params: object] | ((reply: () => AskedReply) => Promise<void> | void);

const STEPS: readonly Step[] = [
  ['credentials/set', { baseUrl: SERVER, apiKey: 'key' }],
  ['models/list', { baseUrl: SERVER }],
  ['balance/get', { baseUrl: SERVER }],
  ['sessions/create', { id: SESSION, title: 'École', model: 'm' }],
  ['drafts/set', { sessionId: SESSION, content: 'Typed', updatedAt: '2026-01-31T12:00:00.000Z' }],
  ['drafts/get', { sessionId: SESSION }],
  [
    'chat/send',
    { sessionId: SESSION, userMessage: { id: QUESTION, content: 'Where?' }, replyId: REPLY, provider: PROVIDER },
  ],
  (reply) => reply().say('In Ålesund, '),
  ['chat/cancel', { replyId: REPLY }],
  ['chat/continue', { replyId: REPLY, provider: PROVIDER }],
  async (reply) => {
    reply().say('漢字.');
    await reply().end({ promptTokens: 3, completionTokens: 2, cost: 0.5 });
  },
  ['messages/list', { sessionId: SESSION }],
  [
    'chat/send',
    { sessionId: SESSION, userMessage: { id: id(7), content: 'And?' }, replyId: id(8), provider: PROVIDER },
  ],
  (reply) => reply().fail(new Error('No.')),
  ['chat/retry', { replyId: id(8), newReplyId: id(9), branchId: id(10), provider: PROVIDER }],
  (reply) => reply().end(),
  ['messages/append', { id: id(11), sessionId: SESSION, role: 'assistant', content: 'Half', status: 'interrupted' }],
  ['messages/update', { id: id(11), content: 'Half and half', status: 'complete' }],
  ['messages/update', { id: id(11), content: 'Another' }],
  ['messages/search', { query: 'ÅLESUND' }],
  ['sessions/digests', {}],
  ['messages/digests', { sessionId: SESSION }],
  ['messages/search', { query: '漢' }],
  ['sessions/branch', { id: BRANCH, from: SESSION, at: 2, branchName: 'other' }],
  ['sessions/branch', { id: BRANCH, from: SESSION, at: 2, branchName: 'other' }],
  ['sessions/branches', { id: SESSION }],
  ['sessions/update', { id: BRANCH, title: 'Renamed', isArchived: true }],
  ['sessions/list', { archived: true }],
  ['sessions/delete', { id: BRANCH }],
  ['sessions/list', { deleted: true }],
  ['sessions/restore', { id: BRANCH }],
  ['sessions/get', { id: BRANCH }],
  ['sessions/get', { id: 'nobody' }],
  ['snapshots/create', { id: SNAPSHOT, sessionId: SESSION, type: 'manual', trigger: { type: 'key' }, ui: { a: 1 } }],
  ['snapshots/update', { id: SNAPSHOT, starred: true }],
  ['snapshots/list', {}],
  ['snapshots/get', { id: SNAPSHOT }],
  ['snapshots/marks', {}],
  ['snapshots/compare', { from: SNAPSHOT, to: 'now', ui: { a: 2 } }],
  ['snapshots/restore', { id: SNAPSHOT, branchId: id(12) }],
  ['snapshots/delete', { id: SNAPSHOT }],
  ['recovery/list', {}],
  ['recordings/start', { id: RECORDING, sessionId: SESSION, title: 'Recording' }],
  ['recordings/append', { id: RECORDING, events: [{ ordinal: 0, atMs: 1, type: 'typed', data: { text: 'a' } }] }],
  ['recordings/stop', { id: RECORDING, durationMs: 5 }],
  ['recordings/update', { id: RECORDING, tags: ['tag'] }],
  ['recordings/list', {}],
  ['recordings/get', { id: RECORDING }],
  ['recordings/events', { id: RECORDING, fromMs: 0, toMs: 10 }],
  ['recordings/delete', { id: RECORDING }],
  ['analytics/record', { eventType: 'click', sessionId: SESSION, cost: 0.1 }],
  ['analytics/summary', { ...SPAN, bucket: 'day', by: 'model' }],
  ['balance/history', SPAN],
  ['file-changes/add', { id: id(13), sessionId: SESSION, path: 'a.txt', status: 'created', patch: '+a' }],
  ['file-changes/list', { sessionId: SESSION }],
  ['proofs/add', { id: id(14), sessionId: SESSION, file: 'A.lean', status: 'open', goals: [], diagnostics: [] }],
  ['proofs/list', { sessionId: SESSION }],
  ['preferences/mirror', { profileId: id(15), values: { 'sidepanel.theme': { value: 'dark', updatedAt: SPAN.from } } }],
  ['preferences/restore', {}],
  ['retention/set-policy', { snapshotDays: 1, analyticsDays: null, trashDays: 2 }],
  ['retention/policy', {}],
  ['retention/preview', {}],
  ['sessions/delete', { id: BRANCH, forever: true }],
  ['sessions/list', {}],
  ['doctor/damage', {}],
  ['nothing/known', {}],
  ['sessions/create', { title: 5 }],
];

/** What only one of them does, or does in its own way: what is beside the store. */
const APART = /^(hello|backups\/|uploads\/|imports\/|data\/|doctor\/run|retention\/(sweep|log))/;

interface Played {
  readonly ask: (method: string, params: object) => Promise<unknown>;
  readonly reply: () => AskedReply;
  readonly pass: () => Promise<void>;
}

/** What was answered, one after the other; errors as their code and words. */
async function play({ ask, reply, pass }: Played): Promise<unknown[]> {
  const answers: unknown[] = [];
  for (const [index, step] of STEPS.entries()) {
    if (typeof step === 'function') await step(reply);
    else {
      const [method, params] = step;
      const answer = ask(method, { ...params, _meta: { requestId: id(1000 + index) } });
      answers.push([method, await answer.catch(({ code, message }) => ({ code, message }))]);
    }
    await pass();
  }
  return answers;
}

describe('the host, and the background without one', () => {
  it('answer the same', async () => {
    const native = startTestHost();
    const embedded = startEmbeddedTestHost(createPlaces());
    await embedded.host.open();
    const all = await Promise.all(
      [native, embedded].map(({ provider, clock, request }) => {
        provider.models = Promise.resolve([{ id: 'm', name: 'M', contextTokens: 100, pricing: null }]);
        provider.balance = Promise.resolve({
          ...{ diem: 1, usd: 2, canConsume: true, nextEpochAt: null },
          fetchedAt: SPAN.from,
        });
        return play({
          ask: (method, params) => request(method, params).catch(asTold),
          reply: () => provider.last,
          async pass() {
            // Not so long in all that the one sweeps by itself.
            await clock.advance(30);
            for (let turns = 0; turns < 10; turns++) await settle();
          },
        });
      }),
    );
    expect(all[1]).toEqual(all[0]);
    const played = STEPS.flatMap((step) => (typeof step === 'function' ? [] : [step[0]]));
    expect(Object.keys(METHODS).filter((method) => !APART.test(method) && !played.includes(method))).toEqual([]);
  });
});

/** An error as it crosses a wire, which one of the two does not have between them. */
function asTold(error: { code?: unknown; data?: { code?: unknown }; message?: string }): never {
  throw { code: error.data?.code ?? error.code, message: error.message };
}
