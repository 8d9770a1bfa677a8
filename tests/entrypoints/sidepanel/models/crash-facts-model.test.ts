import { signal } from '@preact/signals';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CrashFactsModel } from '../../../../entrypoints/sidepanel/models/crash-facts-model.ts';
import { AppError } from '../../../../lib/protocol/errors.ts';
import type { Message } from '../../../../lib/protocol/shapes.ts';
import { record } from '../../../lib/recovery/records.ts';
import { createFakeClient, type FakeClient, messageRow } from '../../../support/fake-client.ts';
import { settle } from '../../../support/panel-environment.ts';

describe('CrashFactsModel', () => {
  let fake: FakeClient;
  let rows: Message[];
  let kept: string;
  const isReady = signal(false);
  beforeEach(() => {
    vi.useFakeTimers();
    isReady.value = true;
    fake = createFakeClient();
    rows = Array.from({ length: 60 }, (_, n) => messageRow({ id: `m${n + 1}`, sessionId: 's1', sequence: n + 1 }));
    kept = 'Half a thought';
    fake.answer('drafts/get', ({ sessionId }) => ({ draft: { sessionId, content: kept, updatedAt: '' } }));
    fake.answer('messages/list', ({ after, limit = 50 }) => ({
      messages: after === undefined ? rows.slice(-limit) : rows.slice(after, after + limit),
      hasMore: true,
    }));
  });
  afterEach(() => void vi.useRealTimers());

  async function open(from = record('p1')) {
    const model = new CrashFactsModel({ client: fake.client }, isReady, from);
    await settle();
    return model;
  }
  async function factsOf(from = record('p1')) {
    const facts = (await open(from)).facts.value;
    if (facts.state !== 'ready') throw new Error(facts.state);
    const { messages, reply, draft } = facts.value;
    return { sequences: [messages[0]?.sequence, messages.at(-1)?.sequence], reply: reply?.status, draft };
  }

  it('shows the newest messages, or those around the place where one read', async () => {
    expect((await factsOf()).sequences).toEqual([41, 60]);
    const ui = { ...record('p1').ui, place: { sequence: 10, offsetPx: 0 } };
    expect((await factsOf(record('p1', 0, { ui }))).sequences).toEqual([7, 26]);
    expect((await factsOf(record('p1', 0, { session: null }))).sequences).toEqual([undefined, undefined]);
  });

  it('tells what became of the reply, and goes on telling', async () => {
    rows[59] = messageRow({ id: 'r1', sessionId: 's1', sequence: 60, role: 'assistant', status: 'streaming' });
    const model = await open(record('p1', 0, { replyId: 'r1' }));
    const status = () => (model.facts.value.state === 'ready' ? model.facts.value.value.reply?.status : undefined);
    expect(status()).toBe('streaming');
    rows[59] = { ...(rows[59] as Message), status: 'interrupted' };
    fake.emit('changed', { tables: ['messages'], sessionIds: ['s2'] });
    await settle();
    expect(status()).toBe('streaming');
    fake.emit('changed', { tables: ['messages'], sessionIds: ['s1'] });
    await settle();
    expect(status()).toBe('interrupted');
    expect((await factsOf(record('p1', 0, { replyId: 'gone' }))).reply).toBe(undefined);
  });

  it.each([
    ['kept as it was', 'Half a thought', 'Half a thought'],
    ['gone on with elsewhere', 'Half a thought and more', 'Half a thought and more'],
    ['another text now', 'Something else', 'Half a thought'],
    ['emptied, and not asked', '', 'Half a thought'],
  ])('shows the draft that would come back: %s', async (_, stored, expected) => {
    kept = stored;
    expect((await factsOf()).draft).toBe(expected);
  });

  it('shows no draft that was asked since', async () => {
    kept = '';
    rows.push(messageRow({ id: 'q', sessionId: 's1', sequence: 61, content: 'Half a thought' }));
    expect((await factsOf(record('p1', 60_000))).draft).toBe('');
  });

  it('waits for the store, and says when it cannot be read', async () => {
    isReady.value = false;
    const model = await open();
    expect(model.facts.value.state).toBe('loading');
    fake.answer('drafts/get', () => {
      throw new AppError('not-found', 'Gone.');
    });
    isReady.value = true;
    await settle();
    expect(model.facts.value).toMatchObject({ state: 'failed', error: { code: 'not-found' } });
  });

  it('takes no older answer for a newer one', async () => {
    const answers: ((content: string) => void)[] = [];
    fake.answer('drafts/get', ({ sessionId }) => {
      const { promise, resolve } = Promise.withResolvers<string>();
      answers.push(resolve);
      return promise.then((content) => ({ draft: { sessionId, content, updatedAt: '' } }));
    });
    const model = await open(record('p1', 0, { draft: '' }));
    fake.emit('changed', { tables: null, sessionIds: null });
    answers[1]?.('Newer');
    await settle();
    answers[0]?.('Older');
    await settle();
    expect(model.facts.value).toMatchObject({ value: { draft: 'Newer' } });
  });
});
