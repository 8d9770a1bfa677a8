import { computed, createModel, effect, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { Message } from '../../../lib/protocol/shapes.ts';
import type { Environment } from './environment.ts';
import { createLiveReplies } from './live-replies.ts';
import { EMPTY_PAGE, type MessagePage, prepend, refresh, upsert } from './message-page.ts';
import type { NoticeModel } from './notice-model.ts';
import { failed, LOADING, type Remote, ready } from './remote.ts';
import type { SaveModel } from './save-model.ts';
import type { SessionsModel } from './sessions-model.ts';

const PAGE_SIZE = 50;
const MAX_PAGE_SIZE = 200;

/** Several changes in a row are read once; while a reply streams its text arrives by itself, so rows are read rarely. */
const RELOAD_DELAY_MS = 150;
const RELOAD_DELAY_WHILE_STREAMING_MS = 2000;

/** A reply's row can be behind what was told of it; then it is read again after this. */
const REREAD_DELAY_MS = 300;

interface ConversationOptions {
  readonly env: Environment;
  readonly save: SaveModel;
  readonly sessions: SessionsModel;
  readonly notices: NoticeModel;
  readonly isReady: ReadonlySignal<boolean>;
}

/** The messages of the session that is shown, with the replies that grow in it. */
export const ConversationModel = createModel((options: ConversationOptions) => {
  const { env, save, sessions, notices, isReady } = options;
  const { client, timers } = env;
  const page = signal<Remote<MessagePage>>(LOADING);
  const isLoadingEarlier = signal(false);
  const live = createLiveReplies();
  const rereads = new Map<string, unknown>();
  let shownId: string | null | undefined;

  /** The reply that is being made in this session; while there is one, nothing can be sent. */
  const replyInProgress = computed(() => messagesOf(page.value).findLast(isInProgress));
  effect(() => {
    const id = sessions.currentId.value;
    // Read in any case: what was missed while the store was away is read again, also of a session that began here.
    const canRead = isReady.value;
    if (id === null) show(null, ready(EMPTY_PAGE));
    else if (isUnborn(id)) show(id, ready(EMPTY_PAGE));
    else if (canRead) void load(id);
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
      if (!row && !isAwaited(delta.replyId)) return;
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

  /** The text of a reply that streams. */
  function liveText(reply: Pick<Message, 'id' | 'content'>): Signal<string> {
    return live.textOf(reply.id, reply.content);
  }

  /** Takes in a reply that is made again, from what its row says. */
  function restart(reply: Message): void {
    live.forget(reply.id);
    put(reply);
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

  /** Takes in rows as the store has them now, if their session is shown. */
  function put(...rows: readonly Message[]): void {
    const now = page.peek();
    if (now.state === 'ready' && rows.every((row) => row.sessionId === shownId)) {
      page.value = ready(upsert(now.value, ...rows));
    }
  }

  function findRow(id: string): Message | undefined {
    return messagesOf(page.peek()).find((message) => message.id === id);
  }

  /** Whether the question of a reply is still on its way: the reply can begin before that is acknowledged. */
  function isAwaited(replyId: string): boolean {
    return save.unsaved.peek().some(({ change }) => change.method === 'chat/send' && change.params.replyId === replyId);
  }

  function isUnborn(id: string): boolean {
    return save.unsaved.peek().some(({ change }) => change.method === 'sessions/create' && change.params.id === id);
  }

  function reload(): void {
    const id = sessions.currentId.peek();
    shownId = undefined;
    if (id !== null) void load(id);
  }

  return { page, replyInProgress, isLoadingEarlier, reload, loadEarlier, liveText, restart, put };
});
export type ConversationModel = InstanceType<typeof ConversationModel>;

export function isInProgress(message: Message): boolean {
  return message.status === 'queued' || message.status === 'streaming';
}

/** The rows of a page; none while it is not there. */
export function messagesOf(page: Remote<MessagePage>): readonly Message[] {
  return page.state === 'ready' ? page.value.messages : [];
}
