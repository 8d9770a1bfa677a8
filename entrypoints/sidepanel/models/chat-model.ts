import { computed, createModel, type ReadonlySignal, signal } from '@preact/signals';
import type { AppError } from '../../../lib/protocol/errors.ts';
import type { Message } from '../../../lib/protocol/shapes.ts';
import type { ConversationModel } from './conversation-model.ts';
import type { DraftModel } from './draft-model.ts';
import type { Environment } from './environment.ts';
import { messagesOf } from './message-reader.ts';
import type { NoticeModel } from './notice-model.ts';
import type { SaveModel } from './save-model.ts';
import type { SessionsModel } from './sessions-model.ts';
import { birthOf, type Change, makingOf, reasonOf, type UnsavedChange } from './unsaved-change.ts';

/** Whom questions go to. */
export interface Provider {
  readonly baseUrl: string;
  readonly model: string;
}

/** A question on its way into the store. */
export interface Outgoing {
  readonly requestId: string;
  readonly content: string;
  readonly status: UnsavedChange['status'];
  /** Why it is not saved, where that is known. */
  readonly error: AppError | undefined;
  readonly replyId: string;
}

interface ChatOptions {
  readonly env: Environment;
  readonly save: SaveModel;
  readonly sessions: SessionsModel;
  readonly drafts: DraftModel;
  readonly conversation: ConversationModel;
  readonly notices: NoticeModel;
  readonly provider: ReadonlySignal<Provider | undefined>;
}

/** Asking in the session that is shown: send, stop, retry, continue. */
export const ChatModel = createModel((options: ChatOptions) => {
  const { env, save, sessions, drafts, conversation, notices, provider } = options;
  const { client, newId } = env;
  const stopping = signal<ReadonlySet<string>>(new Set());

  const outgoing = computed<readonly Outgoing[]>(() => {
    const known = new Set(messagesOf(conversation.page.value).map((message) => message.id));
    return save.unsaved.value.flatMap((entry) => {
      const { change, requestId } = entry;
      if (change.method !== 'chat/send' || change.params.sessionId !== sessions.currentId.value) return [];
      const { userMessage, replyId } = change.params;
      if (known.has(userMessage.id)) return [];
      return [
        {
          requestId,
          content: userMessage.content,
          status: entry.status,
          error: reasonOf(entry, save.unsaved.value),
          replyId,
        },
      ];
    });
  });
  /** One reply at a time: the store refuses a second one in a session. */
  const canSend = computed(
    () =>
      provider.value !== undefined && conversation.replyInProgress.value === undefined && outgoing.value.length === 0,
  );

  /** Says `text` in the current session, which begins with it if it is new. False: it cannot be said now. */
  function send(text: string): boolean {
    const to = provider.peek();
    if (text.trim() === '' || !to || !canSend.peek()) return false;
    const draftKey = sessions.currentId.peek();
    const sessionId = draftKey ?? newId();
    drafts.clear(draftKey, sessionId);
    if (draftKey === null) {
      sessions.create(sessionId, text, to.model, to.baseUrl);
      drafts.begin(sessionId);
    }
    save.submit({
      method: 'chat/send',
      params: {
        sessionId,
        userMessage: { id: newId(), content: text },
        replyId: newId(),
        provider: to,
        clearsDraft: true,
      },
      onSaved: ({ userMessage, reply }) => conversation.put(userMessage, reply),
    });
    return true;
  }

  /** Takes a question that is not saved back into the composer; when its session is not made either, into a new one. */
  async function edit(requestId: string): Promise<void> {
    const question = outgoing.peek().find((other) => other.requestId === requestId);
    const sessionId = sessions.currentId.peek();
    if (!question || sessionId === null) return;
    const from = originOf(sessionId);
    const outcome = await save.withdrawQuestion(requestId);
    if (outcome === 'too-late') return tellTooLate();
    // A session that is made has a draft of its own.
    if (outcome === 'withdrawn') return drafts.takeBack(sessionId, question.content);
    leaveUnmade(sessionId, from);
    drafts.takeBack(from, question.content);
  }

  /** Gives up a change for good: a question that waits, with what its draft still has of it; another one if it was refused. */
  async function discard(requestId: string): Promise<void> {
    const entry = save.unsaved.peek().find((other) => other.requestId === requestId);
    if (entry?.change.method !== 'chat/send') return save.discard(requestId);
    const { change } = entry;
    const { sessionId, userMessage } = change.params;
    const birth = birthOf(entry, save.unsaved.peek());
    const from = originOf(sessionId);
    const origins = drafts.originsOf(sessionId, userMessage.content);
    const outcome = await save.withdrawQuestion(requestId);
    if (outcome === 'too-late') return tellTooLate();
    drafts.drop(origins, userMessage.content);
    if (outcome === 'unmade') leaveUnmade(sessionId, from);
    const undo = () => {
      if (outcome === 'unmade' && birth) save.submit(birth.change as Change<'sessions/create'>);
      save.submit(change);
    };
    notices.show({ text: 'Question discarded', action: { label: 'Undo', run: undo } });
  }

  function tellTooLate(): void {
    notices.show({ text: 'The question is being saved right now. It can no longer be taken back.' });
  }

  /** What a session that is not made yet is to be a branch of; null for one of its own. */
  function originOf(sessionId: string): string | null {
    const change = makingOf(sessionId, save.unsaved.peek())?.change;
    return change?.method === 'sessions/branch' ? change.params.from : null;
  }

  /**
   * A session that will not be made is not shown; what was typed in it goes to the one it was to be a branch of, or else to the
   * one that is begun next.
   */
  function leaveUnmade(sessionId: string, from: string | null): void {
    const typed = drafts.abandon(sessionId);
    if (sessions.currentId.peek() === sessionId) sessions.open(from);
    if (typed !== '') drafts.takeBack(from, typed);
  }

  async function stop(replyId: string): Promise<void> {
    stopping.value = new Set(stopping.peek()).add(replyId);
    try {
      await client.call('chat/cancel', { replyId });
    } catch (error) {
      notices.showError('The reply could not be stopped', error, () => void stop(replyId));
    } finally {
      stopping.value = new Set([...stopping.peek()].filter((id) => id !== replyId));
    }
  }

  /** Asks again. The store opens a branch for it, unless the failed reply is empty. */
  function retry(reply: Message): void {
    const to = provider.peek();
    if (!to) return;
    // One that is not saved yet is asked for already; a second one would be a second branch.
    const asked = save.unsaved.peek().find(({ change }) => isRetryOf(reply, change));
    if (asked) return void save.retry(asked.requestId);
    const askedIn = sessions.currentId.peek();
    save.submit({
      method: 'chat/retry',
      params: { replyId: reply.id, newReplyId: newId(), branchId: newId(), provider: to },
      onSaved: ({ session, reply: next }) => {
        sessions.adopt(session);
        if (session.id === reply.sessionId) conversation.restart(next);
        else if (sessions.currentId.peek() === askedIn) sessions.open(session.id);
      },
    });
  }

  /** Takes an interrupted reply for the whole one. */
  function keep(replyId: string): void {
    save.submit({
      method: 'messages/update',
      params: { id: replyId, status: 'complete' },
      onSaved: ({ message }) => conversation.put(message),
    });
  }

  /** Asks the model to go on with an interrupted reply. */
  async function goOn(reply: Message): Promise<void> {
    const to = provider.peek();
    if (!to) return;
    try {
      const { reply: next } = await client.call('chat/continue', { replyId: reply.id, provider: to });
      conversation.restart(next);
    } catch (error) {
      notices.showError('The reply could not be continued', error, () => void goOn(reply));
    }
  }

  return { outgoing, canSend, stopping, send, edit, discard, stop, retry, keep, goOn };
});
export type ChatModel = InstanceType<typeof ChatModel>;

function isRetryOf(reply: Message, change: UnsavedChange['change']): boolean {
  return change.method === 'chat/retry' && change.params.replyId === reply.id;
}
