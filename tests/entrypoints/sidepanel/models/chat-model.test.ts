import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AppError, type ErrorCode } from '../../../../lib/protocol/errors.ts';
import type { Message } from '../../../../lib/protocol/shapes.ts';
import { openConversation, streamingReply } from '../../../support/conversation-harness.ts';
import { deferred, type FakeClient, messageRow, sessionRow } from '../../../support/fake-client.ts';
import { settle } from '../../../support/panel-environment.ts';

describe('ChatModel', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  const question = messageRow({ id: 'question', sequence: 1, content: 'Why?' });
  const refuse = (method: 'chat/send' | 'sessions/create' | 'chat/cancel', code: ErrorCode) => (fake: FakeClient) =>
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

  it('keeps a message that was not saved in its place, and sends it again with the same ids', async () => {
    using panel = await openConversation('session-1', [], refuse('chat/send', 'disk-full'));
    const { chat, fake, save } = panel;
    chat.send('keep me');
    await settle();
    expect(chat.outgoing.value).toMatchObject([{ content: 'keep me', isHeldBack: true }]);
    expect(chat.canSend.value).toBe(false);
    fake.answer('chat/send', ({ userMessage, replyId }) => ({
      userMessage: messageRow({ ...userMessage, sequence: 1 }),
      reply: streamingReply({ id: replyId }),
    }));
    save.retryAll();
    await settle();
    const calls = fake.calls.filter(({ method }) => method === 'chat/send');
    expect(calls[1]).toEqual(calls[0]);
    expect([chat.outgoing.value, panel.shown()?.map(({ content }) => content)]).toEqual([[], ['keep me', '']]);
  });

  it('holds the message back when its session could not be made', async () => {
    using panel = await openConversation(null, [], refuse('sessions/create', 'read-only'));
    panel.chat.send('first');
    await settle();
    expect(panel.chat.outgoing.value).toMatchObject([{ content: 'first', isHeldBack: true }]);
    expect(panel.fake.paramsOf('chat/send')).toEqual([]);
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
    chat.edit(chat.outgoing.value[0]?.requestId ?? '');
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
