import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AppError, type ErrorCode } from '../../../../lib/protocol/errors.ts';
import type { Message } from '../../../../lib/protocol/shapes.ts';
import { type ConversationHarness, openConversation, streamingReply } from '../../../support/conversation-harness.ts';
import { deferred, type FakeClient, messageRow, sessionRow } from '../../../support/fake-client.ts';
import { settle } from '../../../support/panel-environment.ts';

describe('ChatModel', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  const question = messageRow({ id: 'question', sequence: 1, content: 'Why?' });
  const refuse =
    (method: 'chat/send' | 'sessions/create' | 'chat/cancel' | 'drafts/set', code: ErrorCode) => (fake: FakeClient) =>
      fake.answer(method, () => {
        throw new AppError(code, code);
      });

  it('makes the session with the first message, never without one', async () => {
    using panel = await openConversation(null);
    const { chat, drafts, fake, sessions } = panel;
    expect(chat.send('  ')).toBe(false);
    drafts.edit('What is durability?\nIn short.');
    expect(chat.send('What is durability?\nIn short.')).toBe(true);
    await settle();
    const [created] = fake.paramsOf('sessions/create');
    expect(created).toMatchObject({ title: 'What is durability?', model: 'm' });
    expect(fake.paramsOf('chat/send')).toMatchObject([
      { sessionId: created?.id, userMessage: { content: 'What is durability?\nIn short.' }, clearsDraft: true },
    ]);
    expect(panel.shown()?.map(({ role }) => role)).toEqual(['user', 'assistant']);
    expect([sessions.currentId.value, sessions.title.value]).toEqual([created?.id, 'What is durability?']);
  });

  it('keeps a question that was not saved in its place, and sends it again with the same ids', async () => {
    using panel = await openConversation('session-1', [], refuse('chat/send', 'too-large'));
    const { chat, fake, save } = panel;
    chat.send('keep me');
    await settle();
    expect(chat.outgoing.value).toMatchObject([{ content: 'keep me', status: 'failed', error: { code: 'too-large' } }]);
    expect(chat.canSend.value).toBe(false);
    fake.answer('chat/send', ({ userMessage, replyId }) => ({
      userMessage: messageRow({ ...userMessage, sequence: 1 }),
      reply: streamingReply({ id: replyId }),
    }));
    await save.retry(chat.outgoing.value[0]?.requestId ?? '');
    await settle();
    const calls = fake.calls.filter(({ method }) => method === 'chat/send');
    expect(calls[1]).toEqual(calls[0]);
    expect([chat.outgoing.value, panel.shown()?.map(({ content }) => content)]).toEqual([[], ['keep me', '']]);
  });

  it('says of a queued question that it is queued, and lets no other of its session follow it', async () => {
    using panel = await openConversation('session-1', [], (fake) =>
      fake.answer('chat/send', () => new Promise(() => {})),
    );
    const { chat, drafts, fake, notices, sessions } = panel;
    chat.send('one');
    const id = chat.outgoing.value[0]?.requestId ?? '';
    expect(chat.outgoing.value).toMatchObject([{ content: 'one', status: 'sending', error: undefined }]);
    fake.progress(id, { queued: true, reason: { code: 'disconnected', message: 'No host.' } });
    expect(chat.outgoing.value).toMatchObject([{ status: 'queued', error: { code: 'disconnected' } }]);
    expect(chat.send('two')).toBe(false);
    // One that is being saved just now cannot be taken back any more.
    fake.answer('unsent/resolve', () => {
      throw new AppError('busy', 'on its way');
    });
    await chat.edit(id);
    expect(chat.outgoing.value.length).toBe(1);
    expect(notices.notice.value?.text).toContain('no longer be taken back');
    drafts.edit('two');
    expect(drafts.draft.value).toMatchObject({ text: 'two' });
    sessions.startNew();
    expect(chat.canSend.value).toBe(true);
  });

  it('takes a queued question back to be edited, and does not make its session either', async () => {
    using panel = await openConversation(null);
    const { chat, drafts, fake, save, sessions } = panel;
    const never = () => new Promise<never>(() => {});
    for (const method of ['sessions/create', 'chat/send', 'drafts/set'] as const) fake.answer(method, never);
    chat.send('one');
    drafts.edit('two');
    await vi.advanceTimersByTimeAsync(250);
    const id = chat.outgoing.value[0]?.requestId ?? '';
    fake.progress(id, { queued: true, reason: { code: 'disconnected', message: 'No host.' } });
    await chat.edit(id);
    await settle();
    expect([sessions.currentId.value, chat.outgoing.value]).toEqual([null, []]);
    expect(drafts.draft.value).toMatchObject({ text: 'one\n\ntwo' });
    const given = fake.paramsOf('unsent/resolve');
    expect(given.map(({ action }) => action)).toEqual(['discard', 'discard', 'discard']);
    expect(save.unsaved.value.map(({ change }) => change.params)).toMatchObject([{ sessionId: null }]);
  });

  describe('discard', () => {
    const never = () => new Promise<never>(() => {});
    const awayFromHost = (fake: FakeClient) => {
      for (const method of ['sessions/create', 'chat/send', 'drafts/set'] as const) fake.answer(method, never);
    };
    const NO_HOST = { queued: true, reason: { code: 'disconnected', message: 'No host.' } };

    /** Asks `text` in the session shown, where everything waits for the host. Returns the question's request id. */
    async function askInVain({ chat, drafts, fake, save }: ConversationHarness, text: string): Promise<string> {
      drafts.edit(text);
      chat.send(text);
      await settle();
      for (const { requestId } of save.unsaved.value) fake.progress(requestId, NO_HOST);
      return save.queuedQuestions.value[0]?.requestId ?? '';
    }

    /** What still waits, once all of it is queued. */
    async function waiting({ fake, save }: ConversationHarness) {
      await vi.advanceTimersByTimeAsync(250);
      for (const { requestId } of save.unsaved.value) fake.progress(requestId, NO_HOST);
      return save.unsaved.value.map(({ change: { method, params } }) => [method, params]);
    }

    it('leaves nothing of a queued question that waits', async () => {
      using panel = await openConversation('session-1', [], awayFromHost);
      const id = await askInVain(panel, 'one');
      panel.isReady.value = false;
      expect(panel.save.state.value).toMatchObject({ kind: 'queued' });
      panel.sessions.startNew();
      await panel.chat.discard(id);
      expect(await waiting(panel)).toMatchObject([['drafts/set', { sessionId: 'session-1', content: '' }]]);
      expect(panel.save.state.value).toEqual({ kind: 'saved' });
      panel.sessions.open('session-1');
      expect(panel.drafts.draft.value).toMatchObject({ text: '' });
    });

    it('leaves nothing of the first question of a session, and does not make the session', async () => {
      using panel = await openConversation(null, [], awayFromHost);
      const id = await askInVain(panel, 'one');
      panel.sessions.startNew();
      await panel.chat.discard(id);
      expect(await waiting(panel)).toMatchObject([['drafts/set', { sessionId: null, content: '' }]]);
      expect([panel.save.state.value, panel.drafts.draft.value]).toMatchObject([{ kind: 'saved' }, { text: '' }]);
    });

    it('leaves what was typed since', async () => {
      using panel = await openConversation('session-1', [], awayFromHost);
      const id = await askInVain(panel, 'one');
      panel.drafts.edit('two');
      await panel.chat.discard(id);
      expect(await waiting(panel)).toMatchObject([['drafts/set', { content: 'two' }]]);
      expect(panel.save.state.value).toMatchObject({ kind: 'queued' });
    });

    it('leaves what was typed in a session that is not made, in the next one', async () => {
      using panel = await openConversation(null, [], awayFromHost);
      const id = await askInVain(panel, 'one');
      panel.drafts.edit('two');
      await panel.chat.discard(id);
      await settle();
      expect(panel.sessions.currentId.value).toBe(null);
      expect(panel.drafts.draft.value).toMatchObject({ text: 'two' });
    });

    it('empties the draft of a question that an earlier panel asked, and no other', async () => {
      const params = {
        ...{ sessionId: crypto.randomUUID(), replyId: crypto.randomUUID(), clearsDraft: true },
        userMessage: { id: crypto.randomUUID(), content: 'one' },
        provider: { baseUrl: 'http://server.example/v1', model: 'm' },
      };
      const waits = { requestId: 'earlier', method: 'chat/send', params, queuedAt: '', error: null };
      using panel = await openConversation(params.sessionId, [], (fake) => {
        awayFromHost(fake);
        fake.answer('unsent/list', () => ({ changes: [waits] }));
        fake.answer('drafts/get', ({ sessionId }) => ({
          draft: { sessionId, content: sessionId === null ? 'another' : 'one', updatedAt: '' },
        }));
      });
      panel.fake.emit('store/state', { state: 'ready', detail: null });
      panel.sessions.startNew();
      await settle();
      await panel.chat.discard('earlier');
      expect(await waiting(panel)).toMatchObject([['drafts/set', { sessionId: params.sessionId, content: '' }]]);
      expect(panel.drafts.draft.value).toMatchObject({ text: 'another' });
    });

    it.each([null, 'session-1'])('is taken back by Undo (%s)', async (session) => {
      using panel = await openConversation(session, [], awayFromHost);
      const id = await askInVain(panel, 'one');
      const asked = await waiting(panel);
      panel.sessions.startNew();
      await panel.chat.discard(id);
      expect(panel.notices.notice.value).toMatchObject({ text: 'Question discarded', action: { label: 'Undo' } });
      panel.notices.act();
      const again = (await waiting(panel)).filter(([method]) => method !== 'drafts/set');
      expect(again).toEqual(asked.filter(([method]) => method !== 'drafts/set'));
      expect(panel.save.queuedQuestions.value.length).toBe(1);
    });

    it('says when it is too late', async () => {
      using panel = await openConversation('session-1', [], awayFromHost);
      const id = await askInVain(panel, 'one');
      panel.fake.answer('unsent/resolve', () => {
        throw new AppError('busy', 'on its way');
      });
      await panel.chat.discard(id);
      expect(panel.notices.notice.value?.text).toContain('no longer be taken back');
      expect(await waiting(panel)).toMatchObject([
        ['drafts/set', { content: 'one' }],
        ['chat/send', {}],
      ]);
    });

    it('gives up a change that is no question, when it was refused', async () => {
      using panel = await openConversation('session-1', [], refuse('drafts/set', 'too-large'));
      panel.drafts.edit('very long');
      await vi.advanceTimersByTimeAsync(250);
      await panel.chat.discard(panel.save.unsent.value[0]?.requestId ?? '');
      expect(panel.save.unsent.value).toEqual([]);
    });
  });

  describe('when the session of a first question was refused', () => {
    // As the background does it: what follows in the session is set aside with it.
    const refuseBoth = (fake: FakeClient) => {
      refuse('sessions/create', 'invalid')(fake);
      refuse('chat/send', 'conflict')(fake);
    };

    it('says why, of the question', async () => {
      using panel = await openConversation(null, [], refuseBoth);
      panel.chat.send('first');
      await settle();
      expect(panel.chat.outgoing.value).toMatchObject([
        { content: 'first', status: 'failed', error: { code: 'invalid' } },
      ]);
      expect(panel.shown()).toEqual([]);
    });

    it('makes both with one retry', async () => {
      using panel = await openConversation(null, [], refuseBoth);
      const { chat, fake, save } = panel;
      chat.send('first');
      await settle();
      const before = fake.calls.filter(({ requestId }) => requestId !== undefined);
      fake.answer('sessions/create', ({ id, title }) => ({ session: sessionRow({ id, title }) }));
      fake.answer('chat/send', ({ sessionId, userMessage, replyId }) => ({
        userMessage: messageRow({ ...userMessage, sessionId, sequence: 1 }),
        reply: streamingReply({ id: replyId, sessionId }),
      }));
      await save.retry(chat.outgoing.value[0]?.requestId ?? '');
      await settle();
      expect(fake.calls.filter(({ requestId }) => requestId !== undefined)).toEqual([...before, ...before]);
      expect([save.state.value.kind, panel.shown()?.map(({ role }) => role)]).toEqual(['saved', ['user', 'assistant']]);
    });

    it('takes the question into a new session to be edited, with what was typed since', async () => {
      using panel = await openConversation(null, [], refuseBoth);
      const { chat, drafts, fake, save, sessions } = panel;
      drafts.edit('first');
      chat.send('first');
      await settle();
      refuse('drafts/set', 'not-found')(fake);
      drafts.edit('second');
      await vi.advanceTimersByTimeAsync(250);
      await chat.edit(chat.outgoing.value[0]?.requestId ?? '');
      expect([sessions.currentId.value, chat.outgoing.value]).toEqual([null, []]);
      expect(drafts.draft.value).toMatchObject({ state: 'ready', text: 'first\n\nsecond' });
      fake.answer('drafts/set', (draft) => ({ draft }));
      await vi.advanceTimersByTimeAsync(250);
      expect(save.state.value).toEqual({ kind: 'saved' });
      expect(fake.paramsOf('drafts/set').at(-1)).toMatchObject({ sessionId: null, content: 'first\n\nsecond' });
      expect(chat.send('again')).toBe(true);
      expect(fake.paramsOf('sessions/create').length).toBe(2);
    });
  });

  it('shows an unsaved message only in its own session, and takes it back into the composer', async () => {
    using panel = await openConversation('session-1', [], refuse('chat/send', 'too-large'));
    const { chat, drafts, sessions } = panel;
    chat.send('too long');
    await settle();
    sessions.open('session-2');
    await settle();
    expect(chat.outgoing.value).toEqual([]);
    sessions.open('session-1');
    await settle();
    await chat.edit(chat.outgoing.value[0]?.requestId ?? '');
    expect(chat.outgoing.value).toEqual([]);
    expect(drafts.draft.value).toMatchObject({ state: 'ready', text: 'too long' });
  });

  it('hears the reply that begins before the acknowledgement', async () => {
    const answer = deferred<{ userMessage: Message; reply: Message }>();
    using panel = await openConversation('session-1', [], (fake) => fake.answer('chat/send', () => answer.promise));
    panel.chat.send('Why?');
    const params = panel.fake.paramsOf('chat/send')[0];
    const reply = streamingReply({ id: params?.replyId ?? '' });
    panel.fake.emit('chat/delta', { replyId: reply.id, offset: 0, text: 'Because' });
    answer.resolve({ userMessage: messageRow({ id: params?.userMessage.id ?? '', sequence: 1 }), reply });
    await settle();
    expect(panel.conversation.liveText(reply).value).toBe('Because');
  });

  it('sends nothing while a reply is being made', async () => {
    using panel = await openConversation('session-1', [question, streamingReply()]);
    expect(panel.chat.send('next')).toBe(false);
    expect(panel.fake.paramsOf('chat/send')).toEqual([]);
  });

  it('stops a reply, and tells when that failed', async () => {
    using panel = await openConversation('session-1', [question, streamingReply()], refuse('chat/cancel', 'timeout'));
    await panel.chat.stop('reply');
    expect(panel.fake.paramsOf('chat/cancel')).toEqual([{ replyId: 'reply' }]);
    expect(panel.notices.notice.value?.text).toBe('The reply could not be stopped: No answer in time.');
    expect(panel.chat.stopping.value.size).toBe(0);
  });

  it('goes on with an interrupted reply from its text', async () => {
    const interrupted = streamingReply({ content: 'half', status: 'interrupted' });
    using panel = await openConversation('session-1', [question, interrupted]);
    panel.fake.answer('chat/continue', () => ({ reply: streamingReply({ content: 'half' }) }));
    await panel.chat.goOn(interrupted);
    panel.fake.emit('chat/delta', { replyId: 'reply', offset: 4, text: ' and whole' });
    expect(panel.conversation.liveText({ id: 'reply', content: 'half' }).value).toBe('half and whole');
  });

  it('opens the branch in which a failed reply is asked for again', async () => {
    const failed = streamingReply({ content: 'half', status: 'error' });
    using panel = await openConversation('session-1', [question, failed]);
    panel.fake.answer('chat/retry', ({ branchId, newReplyId }) => {
      const reply = streamingReply({ id: newReplyId, sessionId: branchId });
      panel.rows.push({ ...question, id: 'copy', sessionId: branchId }, reply);
      return { session: sessionRow({ id: branchId }), reply };
    });
    panel.chat.retry(failed);
    await settle();
    const [asked] = panel.fake.paramsOf('chat/retry');
    expect(panel.sessions.currentId.value).toBe(asked?.branchId);
    expect(panel.shown()?.map(({ id }) => id)).toEqual(['copy', asked?.newReplyId]);
  });

  it('asks again once, until the store has it; a refused one is sent again', async () => {
    const failed = streamingReply({ content: 'half', status: 'error' });
    using panel = await openConversation('session-1', [question, failed]);
    const answer = deferred<never>();
    panel.fake.answer('chat/retry', () => answer.promise);
    panel.chat.retry(failed);
    panel.chat.retry(failed);
    expect(panel.fake.paramsOf('chat/retry').length).toBe(1);
    answer.reject(new AppError('too-large', 'too large'));
    await settle();
    panel.chat.retry(failed);
    await settle();
    const [first, second, ...others] = panel.fake.calls.filter(({ method }) => method === 'chat/retry');
    expect([second, others]).toEqual([first, []]);
  });

  it('takes up an empty failed reply in its place', async () => {
    const failed = streamingReply({ status: 'error' });
    using panel = await openConversation('session-1', [question, failed]);
    panel.fake.answer('chat/retry', () => ({ session: sessionRow({ id: 'session-1' }), reply: streamingReply() }));
    panel.chat.retry(failed);
    await settle();
    expect(panel.sessions.currentId.value).toBe('session-1');
    expect(panel.shown()).toEqual([question, streamingReply()]);
  });
});
