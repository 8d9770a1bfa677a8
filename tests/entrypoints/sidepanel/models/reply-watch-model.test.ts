import { signal } from '@preact/signals';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ReplyWatchModel } from '../../../../entrypoints/sidepanel/models/reply-watch-model.ts';
import { createPreferences } from '../../../../lib/preferences/preferences.ts';
import { AppError } from '../../../../lib/protocol/errors.ts';
import type { Message } from '../../../../lib/protocol/shapes.ts';
import { createFakeClient, type FakeClient, messageRow } from '../../../support/fake-client.ts';
import { memoryStorage } from '../../../support/memory-storage.ts';
import { panelEnvironment, settle } from '../../../support/panel-environment.ts';

const ERROR = { code: 'provider-failed', message: 'failed', retryable: true };

describe('ReplyWatchModel', () => {
  let fake: FakeClient;
  let storage: ReturnType<typeof memoryStorage>;
  /** The newest message of each session. */
  let newest: Map<string, Message>;
  let ended: string[];
  let watch: ReplyWatchModel;
  const isReady = signal(true);

  beforeEach(() => {
    vi.useFakeTimers();
    isReady.value = true;
    fake = createFakeClient();
    storage = memoryStorage();
    newest = new Map();
    ended = [];
    fake.answer('messages/list', ({ sessionId }) => {
      const message = newest.get(sessionId);
      if (!message) throw new AppError('not-found', 'gone');
      return { messages: [message], hasMore: true };
    });
  });
  afterEach(() => {
    watch[Symbol.dispose]();
    vi.useRealTimers();
  });

  async function start(): Promise<void> {
    watch = new ReplyWatchModel({
      env: panelEnvironment(fake.client),
      preferences: createPreferences(storage),
      isReady,
      onEnded: (sessionId) => ended.push(sessionId),
    });
    await settle();
  }

  function reply(sessionId: string, status: Message['status']): Message {
    return messageRow({ id: `reply of ${sessionId}`, sessionId, sequence: 2, role: 'assistant', status });
  }

  async function begin(sessionId: string): Promise<void> {
    newest.set(sessionId, reply(sessionId, 'streaming'));
    fake.emit('changed', { tables: ['messages', 'sessions'], sessionIds: [sessionId] });
    await settle();
  }

  const live = () => [...watch.sessionIds.value];

  it('finds a reply that began, whoever asked, and hears of its end', async () => {
    await start();
    await begin('a');
    expect([live(), ended]).toEqual([['a'], []]);
    fake.emit('chat/done', { reply: reply('a', 'complete') });
    expect([live(), ended]).toEqual([[], ['a']]);
  });

  it('knows whose reply it was that failed', async () => {
    await start();
    await begin('a');
    await begin('b');
    fake.emit('chat/failed', { replyId: 'reply of b', error: ERROR });
    expect([live(), ended]).toEqual([['a'], ['b']]);
  });

  it('tells of a reply that failed before it was known whose it is', async () => {
    await start();
    newest.set('a', reply('a', 'error'));
    fake.emit('changed', { tables: ['messages'], sessionIds: ['a'] });
    fake.emit('chat/failed', { replyId: 'reply of a', error: ERROR });
    await settle();
    expect([live(), ended]).toEqual([[], ['a']]);
  });

  it('tells nothing of messages that are no replies in progress', async () => {
    await start();
    newest.set('a', reply('a', 'complete'));
    fake.emit('changed', { tables: ['messages'], sessionIds: ['a'] });
    fake.emit('changed', { tables: ['sessions'], sessionIds: ['a'] });
    await settle();
    expect([live(), ended, fake.calls.length]).toEqual([[], [], 1]);
  });

  it('finds out what became of a reply while no panel was open', async () => {
    await start();
    await begin('a');
    await begin('b');
    watch[Symbol.dispose]();
    newest.set('a', reply('a', 'interrupted'));
    await start();
    expect([live(), ended]).toEqual([['b'], ['a']]);
    await vi.advanceTimersByTimeAsync(5000);
    expect(ended).toEqual(['a']);
  });

  it('looks again when the store is back, and when another process wrote', async () => {
    await start();
    await begin('a');
    isReady.value = false;
    newest.set('a', reply('a', 'interrupted'));
    isReady.value = true;
    await settle();
    expect([live(), ended]).toEqual([[], ['a']]);

    await begin('b');
    newest.set('b', reply('b', 'complete'));
    fake.emit('changed', { tables: null, sessionIds: null });
    await vi.advanceTimersByTimeAsync(1000);
    expect([live(), ended]).toEqual([[], ['a', 'b']]);
  });

  it('forgets a session that is gone', async () => {
    await start();
    await begin('a');
    newest.delete('a');
    isReady.value = false;
    isReady.value = true;
    await settle();
    expect([live(), ended]).toEqual([[], []]);
  });

  it('does not look through an import', async () => {
    await start();
    const sessionIds = Array.from({ length: 1000 }, (_, index) => `s${index}`);
    fake.emit('changed', { tables: ['messages', 'sessions'], sessionIds });
    await settle();
    expect(fake.calls.length).toBe(20);
  });
});
