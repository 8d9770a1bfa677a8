import { computed, createModel, effect, type ReadonlySignal } from '@preact/signals';
import type { Environment } from './environment.ts';
import { GrowingReplies, isInProgress } from './growing-replies.ts';
import { EMPTY_PAGE } from './message-page.ts';
import { createMessageReader, messagesOf } from './message-reader.ts';
import { LOADING, ready } from './remote.ts';
import type { SaveModel } from './save-model.ts';
import type { SessionsModel } from './sessions-model.ts';
import { makingOf } from './unsaved-change.ts';

/** Several changes in a row are read once; while a reply streams its text arrives by itself, so rows are read rarely. */
const RELOAD_DELAY_MS = 150;
const RELOAD_DELAY_WHILE_STREAMING_MS = 2000;

interface ConversationOptions {
  readonly env: Environment;
  readonly save: SaveModel;
  readonly sessions: SessionsModel;
  readonly isReady: ReadonlySignal<boolean>;
}

/** The messages of the session that is shown, with the replies that grow in it. */
export const ConversationModel = createModel(({ env, save, sessions, isReady }: ConversationOptions) => {
  const { client, timers } = env;
  const reader = createMessageReader(client);
  const replies = new GrowingReplies({ env, reader, save });
  const { page, shown, earlier, later, loadEarlier, loadLater, loadAround, showNewest, put } = reader;
  const { liveText, thinkingMs, restart } = replies;

  /** The reply that is being made in this session; while there is one, nothing can be sent. */
  const replyInProgress = computed(() => messagesOf(page.value).findLast(isInProgress));

  effect(() => {
    const id = sessions.currentId.value;
    // Read in any case: what was missed while the store was away is read again, also of a session that began here.
    const canRead = isReady.value;
    const making = unbornOf(id)?.change.method;
    if (id === null || making === 'sessions/create') reader.show(id, ready(EMPTY_PAGE));
    else if (canRead && !making) void load(id);
    else reader.show(id, LOADING);
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
          if (current !== null && !unbornOf(current)) void load(current);
        },
        replyInProgress.peek() ? RELOAD_DELAY_WHILE_STREAMING_MS : RELOAD_DELAY_MS,
      );
    });
    return () => {
      stop();
      timers.clear(timer);
    };
  });

  async function load(id: string): Promise<void> {
    for (const message of await reader.load(id)) replies.takeStored(message);
  }

  function unbornOf(id: string | null) {
    return makingOf(id ?? undefined, save.unsaved.peek());
  }

  function reload(): void {
    const id = sessions.currentId.peek();
    reader.forget();
    if (id !== null) void load(id);
  }

  return {
    ...{ page, shown, earlier, later, replyInProgress, isReady },
    ...{ reload, loadEarlier, loadLater, loadAround, showNewest, liveText, thinkingMs, restart, put },
  };
});
export type ConversationModel = InstanceType<typeof ConversationModel>;
