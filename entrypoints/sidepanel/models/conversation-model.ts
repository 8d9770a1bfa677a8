import { computed, createModel, effect, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { Message } from '../../../lib/protocol/shapes.ts';
import type { DraftModel } from './draft-model.ts';
import type { Environment } from './environment.ts';
import { createLiveReplies } from './live-replies.ts';
import { EMPTY_PAGE, type MessagePage, prepend, refresh, upsert } from './message-page.ts';
import type { NoticeModel } from './notice-model.ts';
import { failed, LOADING, type Remote, ready } from './remote.ts';
import { isHeldBack, type SaveModel } from './save-model.ts';
import { type SessionsModel, sessionLane } from './sessions-model.ts';

const PAGE_SIZE = 50;
const MAX_PAGE_SIZE = 200;

/** Several changes in a row are read once; while a reply streams its text arrives by itself, so rows are read rarely. */
const RELOAD_DELAY_MS = 150;
const RELOAD_DELAY_WHILE_STREAMING_MS = 2000;

/** A reply's row can be behind what was told of it; then it is read again after this. */
const REREAD_DELAY_MS = 300;

/** Whom questions go to. */
export interface Provider {
  readonly baseUrl: string;
  readonly model: string;
}

/** A question on its way into the store. */
export interface Outgoing {
  readonly requestId: string;
  readonly content: string;
  readonly isHeldBack: boolean;
  readonly replyId: string;
}

interface ConversationOptions {
  readonly env: Environment;
  readonly save: SaveModel;
  readonly sessions: SessionsModel;
  readonly drafts: DraftModel;
  readonly notices: NoticeModel;
  readonly isReady: ReadonlySignal<boolean>;
  readonly provider: ReadonlySignal<Provider | undefined>;
}

/** The messages of the session that is shown, and what is being said in it. */
export const ConversationModel = createModel((options: ConversationOptions) => {
  const { env, save, sessions, drafts, notices, isReady, provider } = options;
  const { client, timers, newId } = env;
  const page = signal<Remote<MessagePage>>(LOADING);
  const isLoadingEarlier = signal(false);
  const stopping = signal<ReadonlySet<string>>(new Set());
  const live = createLiveReplies();
  const rereads = new Map<string, unknown>();
  let shownId: string | null | undefined;

  const outgoing = computed<readonly Outgoing[]>(() => {
    const known = new Set(messagesOf(page.value).map((message) => message.id));
    return save.unsaved.value.flatMap((entry) => {
      const { change, requestId } = entry;
      if (change.method !== 'chat/send' || change.params.sessionId !== sessions.currentId.value) return [];
      const { userMessage, replyId } = change.params;
      if (known.has(userMessage.id)) return [];
      return [{ requestId, content: userMessage.content, isHeldBack: isHeldBack(entry, save.unsaved.value), replyId }];
    });
  });
  /** The reply that is being made in this session; while there is one, nothing can be sent. */
  const replyInProgress = computed(() => messagesOf(page.value).findLast(isInProgress));
  const canSend = computed(
    () => provider.value !== undefined && replyInProgress.value === undefined && outgoing.value.length === 0,
  );

  effect(() => {
    const id = sessions.currentId.value;
    if (id === null) show(null, ready(EMPTY_PAGE));
    else if (isUnborn(id)) show(id, ready(EMPTY_PAGE));
    else if (isReady.value) void load(id);
    else show(id, LOADING);
  });
  effect(() => {
    let timer: unknown;
    const stop = client.on('changed', ({ tables, sessionIds }) => {
      const id = sessions.currentId.peek();
      if (id === null || (tables !== null && !tables.includes('messages'))) return;
      if (sessionIds !== null && !sessionIds.includes(id)) return;
      timer ??= timers.set(
        () => {
          timer = undefined;
          const current = sessions.currentId.peek();
          if (current !== null && !isUnborn(current)) void load(current);
        },
        replyInProgress.peek() ? RELOAD_DELAY_WHILE_STREAMING_MS : RELOAD_DELAY_MS,
      );
    });
    return () => {
      stop();
      timers.clear(timer);
    };
  });
  effect(() =>
    client.on('chat/delta', (delta) => {
      const row = findRow(delta.replyId);
      const isAwaited = outgoing.peek().some((question) => question.replyId === delta.replyId);
      if (!row && !isAwaited) return;
      if (row && !isInProgress(row)) return rereadSoon(row.id);
      if (!live.accept(delta, row?.content ?? '')) void reread(delta.replyId);
      if (row?.status === 'queued') put({ ...row, status: 'streaming' });
    }),
  );
  effect(() => client.on('chat/done', ({ reply }) => finish(reply)));
  effect(() =>
    client.on('chat/failed', ({ replyId, error }) => {
      const row = findRow(replyId);
      if (!row) return;
      finish({ ...row, content: live.textOf(replyId, row.content).peek(), status: 'error', error });
      void reread(replyId);
    }),
  );
  effect(() => () => {
    for (const timer of rereads.values()) timers.clear(timer);
  });

  /** Reads the newest messages, as many as are shown. What is on the screen stays there until they are here. */
  async function load(id: string): Promise<void> {
    if (shownId !== id) show(id, LOADING);
    const shown = page.peek().state === 'ready' ? messagesOf(page.peek()).length : 0;
    const limit = Math.min(Math.max(shown, PAGE_SIZE), MAX_PAGE_SIZE);
    try {
      const { messages, hasMore } = await client.call('messages/list', { sessionId: id, limit });
      if (shownId !== id) return;
      const before = page.peek();
      page.value = ready(refresh(before.state === 'ready' ? before.value : EMPTY_PAGE, messages, hasMore));
      for (const message of messages) takeStored(message);
    } catch (error) {
      if (shownId === id && page.peek().state !== 'ready') page.value = failed(error);
    }
  }

  function show(id: string | null, value: Remote<MessagePage>): void {
    if (shownId === id) return;
    shownId = id;
    page.value = value;
  }

  async function loadEarlier(): Promise<void> {
    const now = page.peek();
    const id = shownId;
    const first = messagesOf(now)[0];
    if (now.state !== 'ready' || !now.value.hasEarlier || !first || !id || isLoadingEarlier.peek()) return;
    isLoadingEarlier.value = true;
    try {
      const params = { sessionId: id, before: first.sequence, limit: PAGE_SIZE };
      const { messages, hasMore } = await client.call('messages/list', params);
      const after = page.peek();
      if (shownId === id && after.state === 'ready') page.value = ready(prepend(after.value, messages, hasMore));
    } catch (error) {
      notices.showError('Earlier messages could not be read', error, loadEarlier);
    } finally {
      isLoadingEarlier.value = false;
    }
  }

  /** Says `text` in the current session, which begins with it if it is new. False: it cannot be said now. */
  function send(text: string): boolean {
    const to = provider.peek();
    if (text.trim() === '' || !to || !canSend.peek()) return false;
    const draftKey = sessions.currentId.peek();
    drafts.clear(draftKey);
    const sessionId = draftKey ?? sessions.create(text, to.model, to.baseUrl);
    if (draftKey === null) drafts.begin(sessionId);
    save.submit({
      method: 'chat/send',
      params: {
        sessionId,
        userMessage: { id: newId(), content: text },
        replyId: newId(),
        provider: to,
        clearsDraft: true,
      },
      lane: sessionLane(sessionId),
      onSaved: ({ userMessage, reply }) => {
        drafts.clearKept(draftKey);
        put(userMessage, reply);
      },
    });
    return true;
  }

  /** Takes a question that was not saved back into the composer. */
  function edit(requestId: string): void {
    const question = outgoing.peek().find((other) => other.requestId === requestId);
    if (!question) return;
    save.discard(requestId);
    drafts.takeBack(sessions.currentId.peek(), question.content);
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
    const askedIn = sessions.currentId.peek();
    save.submit({
      method: 'chat/retry',
      params: { replyId: reply.id, newReplyId: newId(), branchId: newId(), provider: to },
      lane: sessionLane(reply.sessionId),
      onSaved: ({ session, reply: next }) => {
        sessions.adopt(session);
        live.forget(next.id);
        if (session.id === reply.sessionId) put(next);
        else if (sessions.currentId.peek() === askedIn) sessions.open(session.id);
      },
    });
  }

  /** Asks the model to go on with an interrupted reply. */
  async function goOn(reply: Message): Promise<void> {
    const to = provider.peek();
    if (!to) return;
    try {
      const { reply: next } = await client.call('chat/continue', { replyId: reply.id, provider: to });
      put(next);
    } catch (error) {
      notices.showError('The reply could not be continued', error, () => void goOn(reply));
    }
  }

  /** The text of a reply that streams. */
  function liveText(reply: Pick<Message, 'id' | 'content'>): Signal<string> {
    return live.textOf(reply.id, reply.content);
  }

  function finish(reply: Message): void {
    put(reply);
    live.forget(reply.id);
  }

  /** Reads a reply's row again, and at times once more when the row is behind what was told. */
  async function reread(replyId: string): Promise<void> {
    const row = findRow(replyId);
    if (!row || rereads.has(replyId)) return;
    rereads.set(replyId, undefined);
    try {
      const range = { sessionId: row.sessionId, after: row.sequence - 1, limit: 1 };
      const { messages } = await client.call('messages/list', range);
      const stored = messages.find((message) => message.id === replyId);
      if (stored) put(stored);
      rereads.delete(replyId);
      if (stored) takeStored(stored);
    } catch {
      rereads.delete(replyId);
      rereadSoon(replyId);
    }
  }

  /** Brings the text that is heard and the row together; a reply that is over is its row. */
  function takeStored(row: Message): void {
    if (!isInProgress(row)) live.forget(row.id);
    else if (!live.catchUp(row.id, row.content)) rereadSoon(row.id);
  }

  function rereadSoon(replyId: string): void {
    if (rereads.has(replyId)) return;
    const timer = timers.set(() => {
      rereads.delete(replyId);
      void reread(replyId);
    }, REREAD_DELAY_MS);
    rereads.set(replyId, timer);
  }

  function put(...rows: readonly Message[]): void {
    const now = page.peek();
    if (now.state === 'ready' && rows.every((row) => row.sessionId === shownId)) {
      page.value = ready(upsert(now.value, ...rows));
    }
  }

  function findRow(id: string): Message | undefined {
    return messagesOf(page.peek()).find((message) => message.id === id);
  }

  function isUnborn(id: string): boolean {
    return save.unsaved.peek().some(({ change }) => change.method === 'sessions/create' && change.params.id === id);
  }

  function reload(): void {
    const id = sessions.currentId.peek();
    shownId = undefined;
    if (id !== null) void load(id);
  }

  return {
    page,
    outgoing,
    replyInProgress,
    canSend,
    isLoadingEarlier,
    stopping,
    reload,
    loadEarlier,
    send,
    edit,
    stop,
    retry,
    goOn,
    liveText,
  };
});
export type ConversationModel = InstanceType<typeof ConversationModel>;

export function isInProgress(message: Message): boolean {
  return message.status === 'queued' || message.status === 'streaming';
}

function messagesOf(page: Remote<MessagePage>): readonly Message[] {
  return page.state === 'ready' ? page.value.messages : [];
}
