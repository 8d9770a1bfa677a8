import { describe, expect, it } from 'vitest';
import type { ReplyOutcome } from '../../../lib/chat/provider.ts';
import { type ReplyRun, startReplyRun } from '../../../lib/chat/reply-run.ts';
import { AppError } from '../../../lib/protocol/errors.ts';
import type { Model } from '../../../lib/protocol/shapes.ts';
import { getProviderDetails } from '../../../lib/store/messages.ts';
import { requireSession } from '../../../lib/store/sessions.ts';
import { assertSound } from '../../support/assert-sound.ts';
import { settle } from '../../support/fake-clock.ts';
import { createFakeProvider, type FakeProvider } from '../../support/fake-provider.ts';
import { BASE_URL, createReplyFixture, type ReplyFixture } from './reply-fixture.ts';

interface Running {
  readonly run: ReplyRun;
  readonly provider: FakeProvider;
  /** Whether `done` has settled. */
  isDone(): boolean;
}

const MODEL: Model = {
  id: 'a model',
  name: 'A model',
  contextTokens: 4000,
  pricing: { inputPerMillion: 1_000_000, outputPerMillion: 2_000_000 },
};

async function start(fixture: ReplyFixture, model?: Model): Promise<Running> {
  const provider = createFakeProvider();
  const { clock, reply, announce } = fixture;
  const db = () => fixture.db;
  const { now, timers } = clock;
  const credentials = { baseUrl: BASE_URL, apiKey: null };
  const run = startReplyRun({ db, provider, announce, now, timers, credentials, findModel: async () => model, reply });
  let done = false;
  void run.done.then(() => {
    done = true;
  });
  await settle();
  return { run, provider, isDone: () => done };
}

const analyticsOf = ({ db }: ReplyFixture) =>
  db
    .all<{ metadata_json: string }>('SELECT * FROM analytics')
    .map(({ metadata_json, ...row }) => ({ ...row, metadata: JSON.parse(metadata_json) }));

describe('startReplyRun', () => {
  it('ends a reply with tokens, cost, duration, one event and the sums of its session', async () => {
    const fixture = createReplyFixture();
    const { provider, isDone } = await start(fixture, MODEL);
    provider.last.think('Hm');
    provider.last.say('Answer');
    await fixture.clock.advance(1500);
    const outcome: Partial<ReplyOutcome> = {
      promptTokens: 12,
      completionTokens: 3,
      cost: 0.5,
      requestId: 'chatcmpl-1',
      toolCalls: [{ id: 'c', type: 'function', function: { name: 'f', arguments: '{' } }],
      sendBack: { reasoning_details: [1] },
      balanceBefore: { usd: 7, diem: null },
    };
    await provider.last.end(outcome);
    expect(isDone()).toBe(true);
    expect(fixture.row()).toEqual({
      ...fixture.reply,
      content: 'Answer',
      status: 'complete',
      promptTokens: 12,
      completionTokens: 3,
      cost: 0.5,
      durationMs: 1500,
      toolCalls: outcome.toolCalls,
      reasoning: 'Hm',
    });
    expect(getProviderDetails(fixture.db, 'r1')).toEqual({
      baseUrl: BASE_URL,
      reasoning: 'Hm',
      costSource: 'provider',
      requestId: 'chatcmpl-1',
      finishReason: 'stop',
      sendBack: { reasoning_details: [1] },
    });
    expect(analyticsOf(fixture)).toEqual([
      {
        id: 1,
        timestamp: '2026-01-31T12:00:01.500Z',
        event_type: 'reply',
        session_id: 's1',
        model: 'a model',
        prompt_tokens: 12,
        completion_tokens: 3,
        cost: 0.5,
        duration_ms: 1500,
        metadata: expect.objectContaining({ status: 'complete' }),
      },
    ]);
    expect(fixture.db.all('SELECT timestamp, diem, usd, source FROM balance_history')).toEqual([
      { timestamp: '2026-01-31T12:00:01.500Z', diem: null, usd: 7, source: 'reply' },
    ]);
    expect(requireSession(fixture.db, 's1')).toMatchObject({ promptTokens: 12, completionTokens: 3, cost: 0.5 });
    expect(fixture.said.slice(-2)).toEqual([
      ['changed', { tables: ['messages', 'sessions', 'analytics'], sessionIds: ['s1'] }],
      ['chat/done', { reply: fixture.row() }],
    ]);
    expect(fixture.clock.pendingCount).toBe(0);
    assertSound(fixture.db);
  });

  it.each([
    [
      "the server's",
      { promptTokens: 3, completionTokens: 2, cost: 0 },
      { promptTokens: 3, completionTokens: 2, cost: 0 },
      'provider',
      undefined,
    ],
    [
      "the price list's",
      { promptTokens: 3, completionTokens: 2 },
      { promptTokens: 3, completionTokens: 2, cost: 7 },
      'price-list',
      undefined,
    ],
    ['counted by us', {}, { promptTokens: 3, completionTokens: 2, cost: 7 }, 'price-list', true],
  ])('takes the use that is %s', async (_, told, use, costSource, estimated) => {
    const fixture = createReplyFixture();
    const { provider } = await start(fixture, MODEL);
    provider.last.say('Answer');
    await provider.last.end(told);
    expect(fixture.row()).toMatchObject(use);
    expect(getProviderDetails(fixture.db, 'r1')).toMatchObject({ costSource });
    expect(getProviderDetails(fixture.db, 'r1').estimated).toBe(estimated);
  });

  it('marks a cost that nobody knows', async () => {
    const fixture = createReplyFixture();
    const { provider } = await start(fixture);
    provider.last.say('Answer');
    await provider.last.end({ promptTokens: 3, completionTokens: 2 });
    expect(fixture.row()).toMatchObject({ promptTokens: 3, cost: null });
    expect(getProviderDetails(fixture.db, 'r1').costSource).toBe('none');
  });

  it('keeps reasoning that was not written yet when the reply ended', async () => {
    const fixture = createReplyFixture();
    const { provider } = await start(fixture);
    provider.last.think('First, ');
    await fixture.clock.advance(250);
    provider.last.think('then.');
    await provider.last.end();
    expect(fixture.row().reasoning).toBe('First, then.');
  });

  it('calls a reply interrupted whose connection closed before its end, and keeps its text', async () => {
    const fixture = createReplyFixture();
    const { provider } = await start(fixture);
    provider.last.say('Half');
    await provider.last.end({ finished: false, finishReason: null });
    expect(fixture.row()).toMatchObject({ content: 'Half', status: 'interrupted', error: null });
    expect(fixture.said.at(-1)).toEqual(['chat/done', { reply: fixture.row() }]);
    expect(analyticsOf(fixture)).toMatchObject([{ metadata: { status: 'interrupted' } }]);
  });

  it('keeps the text of a reply that failed in its middle, with the reason', async () => {
    const fixture = createReplyFixture();
    const { provider } = await start(fixture);
    provider.last.say('Half');
    const error = { code: 'provider-failed', message: 'Overloaded.', retryable: true };
    await provider.last.end({ finished: false, error });
    expect(fixture.row()).toMatchObject({ content: 'Half', status: 'error', error });
    expect(fixture.said.at(-1)).toEqual(['chat/failed', { replyId: 'r1', error }]);
    expect(analyticsOf(fixture)).toMatchObject([
      {
        event_type: 'error',
        session_id: 's1',
        model: 'a model',
        metadata: { status: 'error', error: 'provider-failed' },
      },
    ]);
    assertSound(fixture.db);
  });

  it.each([
    ['provider-unauthorized', false],
    ['provider-insufficient-balance', false],
    ['provider-rate-limited', true],
    ['provider-unreachable', true],
    ['provider-failed', true],
    ['timeout', true],
  ] as const)('keeps a refusal %s with the reply', async (code, retryable) => {
    const fixture = createReplyFixture();
    const { provider } = await start(fixture, MODEL);
    await provider.last.fail(new AppError(code, 'What happened.'));
    const error = { code, message: 'What happened.', retryable };
    expect(fixture.row()).toMatchObject({ content: '', status: 'error', error, promptTokens: null, cost: null });
    expect(fixture.said.at(-1)).toEqual(['chat/failed', { replyId: 'r1', error }]);
  });

  it('says nothing of a failure that is a mistake of ours', async () => {
    const fixture = createReplyFixture();
    const { provider } = await start(fixture);
    await provider.last.fail(new TypeError('secret is not a function'));
    expect(fixture.row()).toMatchObject({ status: 'error', error: { code: 'internal' } });
    expect(JSON.stringify(fixture.row())).not.toContain('secret');
  });

  it('ends a reply that is longer than a message can be, with all that fits', async () => {
    const fixture = createReplyFixture();
    const { provider } = await start(fixture);
    provider.last.say('x'.repeat(16 * 1024 * 1024));
    provider.last.say('y');
    await settle();
    expect(provider.last.request.signal.aborted).toBe(true);
    expect(fixture.row()).toMatchObject({ status: 'error', error: { code: 'too-large', retryable: false } });
    expect(fixture.row().content.length).toBe(16 * 1024 * 1024);
  });

  it('keeps the end of a reply until the store takes it, however long that is', async () => {
    const fixture = createReplyFixture();
    const { provider, isDone } = await start(fixture);
    provider.last.say('Answer');
    fixture.refusal = new AppError('disk-full', 'No room.');
    await provider.last.end({ promptTokens: 1, completionTokens: 1 });
    await fixture.clock.advance(3 * 60_000);
    expect([fixture.row().status, isDone()]).toEqual(['streaming', false]);
    fixture.refusal = undefined;
    await fixture.clock.advance(1000);
    expect(fixture.row()).toMatchObject({ content: 'Answer', status: 'complete', promptTokens: 1 });
    expect(isDone()).toBe(true);
    expect(analyticsOf(fixture)).toHaveLength(1);
    expect(fixture.clock.pendingCount).toBe(0);
  });

  it('gives up when another program took the store to a later version', async () => {
    const fixture = createReplyFixture();
    const { provider, isDone } = await start(fixture);
    provider.last.say('Answer');
    fixture.other.exec('PRAGMA user_version = 900');
    await provider.last.end();
    expect([isDone(), fixture.clock.pendingCount]).toEqual([true, 0]);
  });

  it('says every 10 s that it is still being worked on', async () => {
    const fixture = createReplyFixture('Half');
    const { provider } = await start(fixture);
    provider.last.say('!');
    await fixture.clock.advance(25_000);
    expect(fixture.said.filter(([, params]) => (params as { text?: string }).text === '')).toEqual([
      ['chat/delta', { replyId: 'r1', offset: 5, text: '' }],
      ['chat/delta', { replyId: 'r1', offset: 5, text: '' }],
    ]);
  });

  it('does not ask when the reply was stopped before it began', async () => {
    const fixture = createReplyFixture();
    fixture.other.exec("UPDATE messages SET status = 'interrupted' WHERE id = 'r1'");
    const { provider, isDone } = await start(fixture);
    expect([provider.asked.length, isDone()]).toEqual([0, true]);
    expect(fixture.said).toEqual([]);
  });

  it('keeps a reason that the store had for not even being read', async () => {
    const fixture = createReplyFixture();
    const all = fixture.db.all;
    const db = { ...fixture.db };
    db.all = () => {
      throw new AppError('store-corrupt', 'Damaged.');
    };
    const { provider } = await start({ ...fixture, db });
    db.all = all;
    expect(provider.asked).toEqual([]);
    expect(fixture.row()).toMatchObject({ status: 'error', error: { code: 'store-corrupt', retryable: false } });
  });

  describe('interruptNow', () => {
    it('ends the reply at once, with all its text', async () => {
      const fixture = createReplyFixture();
      const { run, provider, isDone } = await start(fixture);
      provider.last.say('Half');
      run.interruptNow();
      expect(fixture.row()).toMatchObject({ content: 'Half', status: 'interrupted' });
      expect(provider.last.request.signal.aborted).toBe(true);
      run.interruptNow();
      await settle();
      expect(isDone()).toBe(true);
      expect(analyticsOf(fixture)).toHaveLength(1);
      expect(fixture.clock.pendingCount).toBe(0);
    });

    it('knows how a reply ended that waits for the store to take it', async () => {
      const fixture = createReplyFixture();
      const { run, provider } = await start(fixture);
      provider.last.say('Answer');
      fixture.refusal = new AppError('busy', 'Held.');
      await provider.last.end();
      fixture.refusal = undefined;
      run.interruptNow();
      expect(fixture.row()).toMatchObject({ content: 'Answer', status: 'complete' });
    });

    it('throws what the store throws', async () => {
      const fixture = createReplyFixture();
      const { run } = await start(fixture);
      fixture.refusal = new AppError('disk-full', 'No room.');
      expect(() => run.interruptNow()).toThrow(fixture.refusal);
    });
  });
});
