import { signal } from '@preact/signals';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ConversationModel, type Provider } from '../../../../entrypoints/sidepanel/models/conversation-model.ts';
import { DraftModel } from '../../../../entrypoints/sidepanel/models/draft-model.ts';
import { NoticeModel } from '../../../../entrypoints/sidepanel/models/notice-model.ts';
import { SaveModel } from '../../../../entrypoints/sidepanel/models/save-model.ts';
import { SessionsModel } from '../../../../entrypoints/sidepanel/models/sessions-model.ts';
import { AppError } from '../../../../lib/protocol/errors.ts';
import type { Message } from '../../../../lib/protocol/shapes.ts';
import { createFakeClient, deferred, type FakeClient, messageRow, sessionRow } from '../../../support/fake-client.ts';
import { panelEnvironment, settle } from '../../../support/panel-environment.ts';

const PROVIDER: Provider = { baseUrl: 'http://server.example/v1', model: 'm' };

describe('ConversationModel', () => {
  const isReady = signal(true);
  let fake: FakeClient;
  let rows: Message[];
  let save: SaveModel;
  let sessions: SessionsModel;
  let drafts: DraftModel;
  let conversation: ConversationModel;
  let notices: NoticeModel;

  beforeEach(() => {
    vi.useFakeTimers();
    isReady.value = true;
    rows = [];
    fake = createFakeClient();
    fake.answer('sessions/list', () => ({ sessions: [], nextCursor: null }));
    fake.answer('sessions/get', ({ id }) => ({ session: sessionRow({ id }) }));
    fake.answer('sessions/create', ({ id, title }) => ({ session: sessionRow({ id, title }) }));
    fake.answer('drafts/get', ({ sessionId }) => ({ draft: { sessionId, content: '', updatedAt: '' } }));
    fake.answer('drafts/set', (draft) => ({ draft }));
    fake.answer('messages/list', ({ sessionId, before, after, limit = 50 }) => {
      const found = rows.filter(
        (row) => row.sessionId === sessionId && row.sequence < (before ?? Infinity) && row.sequence > (after ?? 0),
      );
      const messages = after === undefined ? found.slice(-limit) : found.slice(0, limit);
      return { messages, hasMore: messages.length < found.length };
    });
    fake.answer('chat/send', ({ sessionId, userMessage, replyId }) => {
      const sequence = rows.length + 1;
      const question = messageRow({ ...userMessage, sessionId, sequence });
      const reply = messageRow({
        id: replyId,
        sessionId,
        sequence: sequence + 1,
        role: 'assistant',
        status: 'streaming',
      });
      rows.push(question, reply);
      return { userMessage: question, reply };
    });
  });
  afterEach(() => {
    for (const model of [conversation, drafts, sessions, save, notices]) model[Symbol.dispose]();
    vi.useRealTimers();
  });

  async function open(id: string | null): Promise<void> {
    const env = panelEnvironment(fake.client);
    notices = new NoticeModel(env.timers);
    save = new SaveModel(env, isReady);
    sessions = new SessionsModel({ env, save, notices, isReady, openFirst: id });
    drafts = new DraftModel(env, save, sessions.currentId, isReady);
    const provider = signal<Provider | undefined>(PROVIDER);
    conversation = new ConversationModel({ env, save, sessions, drafts, notices, isReady, provider });
    await settle();
  }

  const streaming = (content = '') =>
    messageRow({ id: 'reply', sequence: 2, role: 'assistant', status: 'streaming', content });
  const question = messageRow({ id: 'question', sequence: 1, content: 'Why?' });
  const shown = () => (conversation.page.value.state === 'ready' ? conversation.page.value.value.messages : undefined);
  const liveText = () => conversation.liveText({ id: 'reply', content: '' }).value;
  const delta = (offset: number, text: string) => fake.emit('chat/delta', { replyId: 'reply', offset, text });

  describe('reading', () => {
    it('shows the newest 50 and then earlier ones', async () => {
      rows = Array.from({ length: 120 }, (_, index) => messageRow({ id: `m${index + 1}`, sequence: index + 1 }));
      await open('session-1');
      expect(shown()?.map(({ sequence }) => sequence)).toEqual(rows.slice(70).map(({ sequence }) => sequence));
      await conversation.loadEarlier();
      await conversation.loadEarlier();
      expect(shown()).toEqual(rows);
      expect(conversation.page.value).toMatchObject({ value: { hasEarlier: false } });
    });

    it('tells a failure, and reads again', async () => {
      fake.answer('messages/list', () => {
        throw new AppError('store-corrupt', 'broken');
      });
      await open('session-1');
      expect(conversation.page.value).toMatchObject({ state: 'failed', error: { code: 'store-corrupt' } });
      fake.answer('messages/list', () => ({ messages: [question], hasMore: false }));
      conversation.reload();
      await settle();
      expect(shown()).toEqual([question]);
    });

    it('reads again what another process changed, without touching rows that are the same', async () => {
      rows = [question];
      await open('session-1');
      const before = shown()?.[0];
      rows = [{ ...question }, messageRow({ id: 'other', sequence: 2, content: 'from elsewhere' })];
      fake.emit('changed', { tables: ['messages'], sessionIds: ['session-1'] });
      await vi.advanceTimersByTimeAsync(200);
      expect(shown()).toEqual(rows);
      expect(shown()?.[0]).toBe(before);
    });

    it('leaves alone what other sessions and tables say', async () => {
      await open('session-1');
      const before = fake.paramsOf('messages/list').length;
      fake.emit('changed', { tables: ['messages'], sessionIds: ['session-2'] });
      fake.emit('changed', { tables: ['drafts'], sessionIds: null });
      await vi.advanceTimersByTimeAsync(5000);
      expect(fake.paramsOf('messages/list').length).toBe(before);
    });

    it('does not show a late answer of the session before', async () => {
      const late = deferred<{ messages: Message[]; hasMore: boolean }>();
      fake.answer('messages/list', ({ sessionId }) =>
        sessionId === 'session-1' ? late.promise : { messages: [], hasMore: false },
      );
      await open('session-1');
      sessions.open('session-2');
      await settle();
      late.resolve({ messages: [question], hasMore: false });
      await settle();
      expect(shown()).toEqual([]);
    });
  });

  describe('a reply that streams', () => {
    it('grows by what is new in each piece', async () => {
      rows = [question, streaming('He')];
      await open('session-1');
      delta(0, 'Hel');
      delta(3, 'lo');
      delta(3, 'lo');
      delta(5, '');
      delta(1, 'ello world');
      expect(liveText()).toBe('Hello world');
    });

    it('reads the row on a gap and then takes the pieces that waited', async () => {
      rows = [question, streaming('')];
      await open('session-1');
      delta(0, 'one ');
      rows = [question, streaming('one two ')];
      delta(8, 'three ');
      delta(14, 'four');
      expect(liveText()).toBe('one ');
      await settle();
      expect(liveText()).toBe('one two three four');
    });

    it('reads again when the row is behind, until the gap is closed', async () => {
      rows = [question, streaming('')];
      await open('session-1');
      delta(4, 'two');
      await settle();
      expect(liveText()).toBe('');
      rows = [question, streaming('one two')];
      await vi.advanceTimersByTimeAsync(1000);
      expect(liveText()).toBe('one two');
    });

    it('begins to stream from the queue, ends with its row, and ignores what comes late', async () => {
      rows = [question, { ...streaming(), status: 'queued' }];
      await open('session-1');
      delta(0, 'a');
      expect(shown()?.[1]?.status).toBe('streaming');
      const done = { ...streaming('all of it'), status: 'complete' as const, cost: 0.1 };
      rows = [question, done];
      fake.emit('chat/done', { reply: done });
      expect([shown()?.[1], conversation.replyInProgress.value]).toEqual([done, undefined]);
      delta(1, 'late');
      await vi.advanceTimersByTimeAsync(1000);
      expect(shown()?.[1]).toEqual(done);
    });

    it('keeps the text when it fails', async () => {
      rows = [question, streaming('')];
      await open('session-1');
      delta(0, 'half');
      const error = { code: 'provider-failed', message: 'broke', retryable: true };
      fake.emit('chat/failed', { replyId: 'reply', error });
      expect(shown()?.[1]).toMatchObject({ status: 'error', content: 'half', error });
    });

    it('goes on from the stored text after an interruption', async () => {
      rows = [question, { ...streaming('half'), status: 'interrupted' }];
      await open('session-1');
      fake.answer('chat/continue', () => ({ reply: streaming('half') }));
      const row = shown()?.[1];
      if (row) await conversation.goOn(row);
      delta(4, ' and whole');
      expect(liveText()).toBe('half and whole');
    });

    it('is stopped, and tells when that failed', async () => {
      rows = [question, streaming('')];
      await open('session-1');
      fake.answer('chat/cancel', () => {
        throw new AppError('timeout', 'late');
      });
      await conversation.stop('reply');
      expect(fake.paramsOf('chat/cancel')).toEqual([{ replyId: 'reply' }]);
      expect(notices.notice.value?.text).toBe('The reply could not be stopped: No answer in time.');
      expect(conversation.stopping.value.size).toBe(0);
    });
  });

  describe('sending', () => {
    it('makes the session with the first message, never without one', async () => {
      await open(null);
      expect(conversation.send('  ')).toBe(false);
      drafts.edit('What is durability?\nIn short.');
      expect(conversation.send('What is durability?\nIn short.')).toBe(true);
      await settle();
      const [created] = fake.paramsOf('sessions/create');
      expect(created).toMatchObject({ title: 'What is durability?', model: 'm' });
      expect(fake.paramsOf('chat/send')).toMatchObject([
        { sessionId: created?.id, userMessage: { content: 'What is durability?\nIn short.' }, clearsDraft: true },
      ]);
      expect(shown()?.map(({ role }) => role)).toEqual(['user', 'assistant']);
      expect([sessions.currentId.value, sessions.title.value]).toEqual([created?.id, 'What is durability?']);
    });

    it('keeps a message that was not saved in its place, and sends it again with the same ids', async () => {
      await open('session-1');
      const send = (params: { userMessage: { id: string; content: string }; replyId: string }) => ({
        userMessage: messageRow({ ...params.userMessage, sequence: 1 }),
        reply: messageRow({ id: params.replyId, sequence: 2, role: 'assistant', status: 'streaming' }),
      });
      fake.answer('chat/send', () => {
        throw new AppError('disk-full', 'full');
      });
      conversation.send('keep me');
      await settle();
      expect(conversation.outgoing.value).toMatchObject([{ content: 'keep me', isHeldBack: true }]);
      expect(conversation.canSend.value).toBe(false);
      fake.answer('chat/send', send);
      save.retryAll();
      await settle();
      const calls = fake.calls.filter(({ method }) => method === 'chat/send');
      expect(calls[1]).toEqual(calls[0]);
      expect([conversation.outgoing.value, shown()?.map(({ content }) => content)]).toEqual([[], ['keep me', '']]);
    });

    it('holds the message back when its session could not be made', async () => {
      fake.answer('sessions/create', () => {
        throw new AppError('read-only', 'no');
      });
      await open(null);
      conversation.send('first');
      await settle();
      expect(conversation.outgoing.value).toMatchObject([{ content: 'first', isHeldBack: true }]);
      expect(fake.paramsOf('chat/send')).toEqual([]);
    });

    it('shows an unsaved message only in its own session, and takes it back into the composer', async () => {
      fake.answer('chat/send', () => {
        throw new AppError('too-large', 'long');
      });
      await open('session-1');
      conversation.send('too long');
      await settle();
      sessions.open('session-2');
      await settle();
      expect(conversation.outgoing.value).toEqual([]);
      sessions.open('session-1');
      await settle();
      conversation.edit(conversation.outgoing.value[0]?.requestId ?? '');
      expect(conversation.outgoing.value).toEqual([]);
      expect(drafts.draft.value).toMatchObject({ state: 'ready', text: 'too long' });
    });

    it('hears the reply that begins before the acknowledgement', async () => {
      await open('session-1');
      const answer = deferred<{ userMessage: Message; reply: Message }>();
      fake.answer('chat/send', () => answer.promise);
      conversation.send('Why?');
      const params = fake.paramsOf('chat/send')[0];
      const replyId = params?.replyId ?? '';
      fake.emit('chat/delta', { replyId, offset: 0, text: 'Because' });
      const reply = messageRow({ id: replyId, sequence: 2, role: 'assistant', status: 'streaming' });
      answer.resolve({ userMessage: messageRow({ id: params?.userMessage.id ?? '', sequence: 1 }), reply });
      await settle();
      expect(conversation.liveText(reply).value).toBe('Because');
    });

    it('sends nothing while a reply is being made', async () => {
      rows = [question, streaming('')];
      await open('session-1');
      expect(conversation.send('next')).toBe(false);
      expect(fake.paramsOf('chat/send')).toEqual([]);
    });
  });

  it('opens the branch in which a failed reply is asked for again', async () => {
    rows = [question, { ...streaming('half'), status: 'error' }];
    await open('session-1');
    fake.answer('chat/retry', ({ branchId, newReplyId }) => {
      const reply = messageRow({ id: newReplyId, sessionId: branchId, sequence: 2, role: 'assistant' });
      rows.push({ ...question, id: 'copy', sessionId: branchId }, reply);
      return { session: sessionRow({ id: branchId }), reply };
    });
    const row = shown()?.[1];
    if (row) conversation.retry(row);
    await settle();
    expect(sessions.currentId.value).toBe(fake.paramsOf('chat/retry')[0]?.branchId);
    expect(shown()?.map(({ id }) => id)).toEqual(['copy', fake.paramsOf('chat/retry')[0]?.newReplyId]);
  });
});
