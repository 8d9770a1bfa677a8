import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AppError } from '../../../../lib/protocol/errors.ts';
import type { Message } from '../../../../lib/protocol/shapes.ts';
import { openConversation, streamingReply } from '../../../support/conversation-harness.ts';
import { deferred, messageRow } from '../../../support/fake-client.ts';
import { settle } from '../../../support/panel-environment.ts';

describe('ConversationModel', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  const question = messageRow({ id: 'question', sequence: 1, content: 'Why?' });

  it('shows the newest 50 and then earlier ones', async () => {
    const rows = Array.from({ length: 120 }, (_, index) => messageRow({ id: `m${index + 1}`, sequence: index + 1 }));
    using panel = await openConversation('session-1', rows);
    expect(panel.shown()?.map(({ sequence }) => sequence)).toEqual(rows.slice(70).map(({ sequence }) => sequence));
    await panel.conversation.loadEarlier();
    await panel.conversation.loadEarlier();
    expect(panel.shown()).toEqual(rows);
    expect(panel.conversation.page.value).toMatchObject({ value: { hasEarlier: false } });
  });

  describe('far above the newest', () => {
    const rows = Array.from({ length: 1500 }, (_, index) => messageRow({ id: `m${index + 1}`, sequence: index + 1 }));
    const sequences = (panel: { conversation: { shown: { value: unknown } } }) => {
      const { value } = panel.conversation.shown.value as {
        value: { messages: { sequence: number }[]; hasLater: boolean };
      };
      return [value.messages[0]?.sequence, value.messages.at(-1)?.sequence, value.hasLater];
    };

    it('goes to a place far above at once, with rows around it', async () => {
      using panel = await openConversation('session-1', [...rows]);
      expect(await panel.conversation.loadAround(700)).toBe(true);
      expect(sequences(panel)).toEqual([650, 749, true]);
      expect(panel.shown()?.at(-1)?.sequence, 'the newest stay').toBe(1500);
      expect(await panel.conversation.loadAround(1490)).toBe(true);
      expect(sequences(panel)).toEqual([1440, 1500, false]);
      expect(await panel.conversation.loadAround(3)).toBe(true);
      expect(sequences(panel)).toEqual([1, 100, true]);
      expect(panel.conversation.shown.value).toMatchObject({ value: { hasEarlier: false } });
    });

    it('stays with the newest when a place is not there any more, or cannot be read', async () => {
      using panel = await openConversation('session-1', rows.slice(0, 100));
      expect(await panel.conversation.loadAround(700)).toBe(false);
      panel.fake.answer('messages/list', () => {
        throw new AppError('disconnected', 'Gone.');
      });
      expect(await panel.conversation.loadAround(3)).toBe(false);
      expect(sequences(panel)).toEqual([51, 100, false]);
    });

    it('shows the rows there, keeps the newest, and goes back to them', async () => {
      using panel = await openConversation('session-1', [...rows]);
      for (let pages = 0; pages < 15; pages += 1) await panel.conversation.loadEarlier();
      expect(sequences(panel)).toEqual([1, 1000, true]);
      expect(panel.shown()?.at(-1)?.sequence).toBe(1500);
      await panel.conversation.loadLater();
      expect(sequences(panel)).toEqual([101, 1100, true]);
      panel.conversation.showNewest();
      expect(sequences(panel)).toEqual([1401, 1500, false]);
    });

    it('hears of a reply at the end, which nobody sees', async () => {
      using panel = await openConversation('session-1', [...rows]);
      for (let pages = 0; pages < 15; pages += 1) await panel.conversation.loadEarlier();
      panel.conversation.put(streamingReply({ sequence: 1501 }));
      expect(panel.conversation.replyInProgress.value?.id).toBe('reply');
      expect(sequences(panel)).toEqual([1, 1000, true]);
    });

    it('takes in no rows that came after one went back', async () => {
      using panel = await openConversation('session-1', [...rows]);
      for (let pages = 0; pages < 12; pages += 1) await panel.conversation.loadEarlier();
      const late = panel.conversation.loadEarlier();
      panel.conversation.showNewest();
      await late;
      expect(sequences(panel)).toEqual([1401, 1500, false]);
      expect(panel.conversation.earlier.value).toEqual({ state: 'idle' });
    });

    it('tells that rows could not be read, and reads them when asked again', async () => {
      using panel = await openConversation('session-1', [...rows]);
      const answer = deferred<{ messages: Message[]; hasMore: boolean }>();
      panel.fake.answer('messages/list', () => answer.promise);
      const reading = panel.conversation.loadEarlier();
      expect(panel.conversation.earlier.value).toEqual({ state: 'loading' });
      answer.reject(new AppError('disconnected', 'gone'));
      await reading;
      expect(panel.conversation.earlier.value).toMatchObject({ state: 'failed', error: { code: 'disconnected' } });
      panel.fake.answer('messages/list', () => ({ messages: rows.slice(1350, 1450), hasMore: true }));
      await panel.conversation.loadEarlier();
      expect(panel.conversation.earlier.value).toEqual({ state: 'idle' });
      expect(sequences(panel)).toEqual([1351, 1500, false]);
    });
  });

  it('tells a failure, and reads again', async () => {
    using panel = await openConversation('session-1', [], (fake) =>
      fake.answer('messages/list', () => {
        throw new AppError('store-corrupt', 'broken');
      }),
    );
    expect(panel.conversation.page.value).toMatchObject({ state: 'failed', error: { code: 'store-corrupt' } });
    panel.fake.answer('messages/list', () => ({ messages: [question], hasMore: false }));
    panel.conversation.reload();
    await settle();
    expect(panel.shown()).toEqual([question]);
  });

  it('reads again what another process changed, without touching rows that are the same', async () => {
    using panel = await openConversation('session-1', [question]);
    const before = panel.shown()?.[0];
    panel.rows = [{ ...question }, messageRow({ id: 'other', sequence: 2, content: 'from elsewhere' })];
    panel.fake.emit('changed', { tables: ['messages'], sessionIds: ['session-1'] });
    await vi.advanceTimersByTimeAsync(200);
    expect(panel.shown()).toEqual(panel.rows);
    expect(panel.shown()?.[0]).toBe(before);
  });

  it('reads again when the store is back, also a session that began here', async () => {
    using panel = await openConversation(null);
    panel.chat.send('Why?');
    await settle();
    expect(panel.conversation.replyInProgress.value).toBeDefined();
    panel.isReady.value = false;
    panel.rows = panel.rows.map((row) => ({ ...row, status: 'complete' as const }));
    panel.isReady.value = true;
    await settle();
    expect(panel.shown()).toEqual(panel.rows);
    expect(panel.conversation.replyInProgress.value).toBeUndefined();
  });

  it('leaves alone what other sessions and tables say', async () => {
    using panel = await openConversation('session-1');
    const before = panel.fake.paramsOf('messages/list').length;
    panel.fake.emit('changed', { tables: ['messages'], sessionIds: ['session-2'] });
    panel.fake.emit('changed', { tables: ['drafts'], sessionIds: null });
    await vi.advanceTimersByTimeAsync(5000);
    expect(panel.fake.paramsOf('messages/list').length).toBe(before);
  });

  it('does not show a late answer of the session before', async () => {
    const late = deferred<{ messages: Message[]; hasMore: boolean }>();
    using panel = await openConversation('session-1', [], (fake) =>
      fake.answer('messages/list', ({ sessionId }) =>
        sessionId === 'session-1' ? late.promise : { messages: [], hasMore: false },
      ),
    );
    panel.sessions.open('session-2');
    await settle();
    late.resolve({ messages: [question], hasMore: false });
    await settle();
    expect(panel.shown()).toEqual([]);
  });

  describe('a reply that streams', () => {
    async function openStreaming(fields: Partial<Message> = {}) {
      const panel = await openConversation('session-1', [question, streamingReply(fields)]);
      const hear = (offset: number, text: string) => panel.fake.emit('chat/delta', { replyId: 'reply', offset, text });
      const heard = () => panel.conversation.liveText({ id: 'reply', content: '' }).value;
      return Object.assign(panel, { hear, heard });
    }

    it('grows by what is new in each piece', async () => {
      using panel = await openStreaming({ content: 'He' });
      panel.hear(0, 'Hel');
      panel.hear(3, 'lo');
      panel.hear(3, 'lo');
      panel.hear(5, '');
      panel.hear(1, 'ello world');
      expect(panel.heard()).toBe('Hello world');
    });

    it('remembers how long it thought before the first word', async () => {
      using panel = await openStreaming({ createdAt: new Date(Date.now()).toISOString() });
      await vi.advanceTimersByTimeAsync(2500);
      panel.hear(0, 'So');
      await vi.advanceTimersByTimeAsync(1000);
      panel.hear(2, ' it is');
      expect(panel.conversation.thinkingMs('reply')).toBe(2500);
      expect(panel.conversation.thinkingMs('other')).toBeUndefined();
    });

    it('reads the row on a gap and then takes the pieces that waited', async () => {
      using panel = await openStreaming();
      panel.hear(0, 'one ');
      panel.rows = [question, streamingReply({ content: 'one two ' })];
      panel.hear(8, 'three ');
      panel.hear(14, 'four');
      expect(panel.heard()).toBe('one ');
      await settle();
      expect(panel.heard()).toBe('one two three four');
    });

    it('reads again when the row is behind, until the gap is closed', async () => {
      using panel = await openStreaming();
      panel.hear(4, 'two');
      await settle();
      expect(panel.heard()).toBe('');
      panel.rows = [question, streamingReply({ content: 'one two' })];
      await vi.advanceTimersByTimeAsync(1000);
      expect(panel.heard()).toBe('one two');
    });

    it('begins to stream from the queue, ends with its row, and ignores what comes late', async () => {
      using panel = await openStreaming({ status: 'queued' });
      panel.hear(0, 'a');
      expect(panel.shown()?.[1]?.status).toBe('streaming');
      const done = streamingReply({ content: 'all of it', status: 'complete', cost: 0.1 });
      panel.rows = [question, done];
      panel.fake.emit('chat/done', { reply: done });
      expect([panel.shown()?.[1], panel.conversation.replyInProgress.value]).toEqual([done, undefined]);
      panel.hear(1, 'late');
      await vi.advanceTimersByTimeAsync(1000);
      expect(panel.shown()?.[1]).toEqual(done);
    });

    it('keeps the text when it fails', async () => {
      using panel = await openStreaming();
      panel.hear(0, 'half');
      const error = { code: 'provider-failed', message: 'broke', retryable: true };
      panel.fake.emit('chat/failed', { replyId: 'reply', error });
      expect(panel.shown()?.[1]).toMatchObject({ status: 'error', content: 'half', error });
    });

    it('goes on from what the store kept, not from what was only heard', async () => {
      using panel = await openStreaming();
      panel.hear(0, 'half and more');
      const kept = streamingReply({ content: 'half', status: 'interrupted' });
      panel.rows = [question, kept];
      panel.fake.emit('changed', { tables: null, sessionIds: null });
      await vi.advanceTimersByTimeAsync(2000);
      panel.conversation.restart(streamingReply({ content: 'half' }));
      panel.hear(4, ' again');
      expect(panel.conversation.liveText({ id: 'reply', content: 'half' }).value).toBe('half again');
    });
  });
});
