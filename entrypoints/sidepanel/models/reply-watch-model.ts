import { computed, createModel, effect, type ReadonlySignal, signal, untracked } from '@preact/signals';
import type { Preferences } from '../../../lib/preferences/preferences.ts';
import { MAX_AWAITED_SESSIONS } from '../../../lib/preferences/schema.ts';
import type { Message } from '../../../lib/protocol/shapes.ts';
import type { Environment } from './environment.ts';
import { isInProgress } from './growing-replies.ts';
import { asAppError } from './remote.ts';

interface ReplyWatchOptions {
  readonly env: Pick<Environment, 'client' | 'timers'>;
  readonly preferences: Preferences;
  readonly isReady: ReadonlySignal<boolean>;
  /** Hears of each reply that ended, well or not, once. */
  readonly onEnded: (sessionId: string) => void;
}

const KEY = 'sidepanel.awaited.sessions';

/** A change that names more sessions than this is an import: no reply begins there. */
const MAX_LOOKS = 20;

/** When any session may have changed, those with a reply are looked at, this long after the first word of it. */
const LOOK_AGAIN_DELAY_MS = 1000;

/** Remembered of replies that failed before it was known whose they are. */
const MAX_UNPLACED = 20;

/**
 * The sessions in which a reply is made, whoever asked. Nothing tells when a reply begins: a session whose messages changed is
 * looked at. Those in progress are kept over the page's end, so that a later panel finds out what became of them.
 */
export const ReplyWatchModel = createModel(({ env, preferences, isReady, onEnded }: ReplyWatchOptions) => {
  const { client, timers } = env;
  /** Session → reply. */
  const replies = signal<ReadonlyMap<string, string>>(new Map());
  const sessionIds = computed<ReadonlySet<string>>(() => new Set(replies.value.keys()));
  let unplaced: readonly string[] = [];
  let timer: unknown;

  effect(() => {
    if (isReady.value) untracked(lookAgain);
  });
  effect(() =>
    client.on('changed', (changed) => {
      if (changed.tables !== null && !changed.tables.includes('messages')) return;
      for (const id of changed.sessionIds?.slice(0, MAX_LOOKS) ?? []) if (!replies.peek().has(id)) void look(id);
      if (changed.sessionIds === null) timer ??= timers.set(lookAgain, LOOK_AGAIN_DELAY_MS);
    }),
  );
  effect(() => client.on('chat/done', ({ reply }) => end(reply.sessionId)));
  effect(() =>
    client.on('chat/failed', ({ replyId }) => {
      const [sessionId] = [...replies.peek()].find(([, id]) => id === replyId) ?? [];
      if (sessionId !== undefined) end(sessionId);
      else unplaced = [...unplaced, replyId].slice(-MAX_UNPLACED);
    }),
  );
  effect(() => () => timers.clear(timer));

  /** Looks at every session in which a reply was in progress when it was last seen. */
  function lookAgain(): void {
    timers.clear(timer);
    timer = undefined;
    for (const id of new Set([...replies.peek().keys(), ...preferences.get(KEY)])) void look(id);
  }

  async function look(sessionId: string): Promise<void> {
    try {
      const { messages } = await client.call('messages/list', { sessionId, limit: 1 });
      see(sessionId, messages.at(-1));
    } catch (error) {
      if (asAppError(error).code === 'not-found') forget(sessionId);
    }
  }

  function see(sessionId: string, newest: Message | undefined): void {
    const isLive = newest !== undefined && isInProgress(newest);
    const failed = newest !== undefined && unplaced.includes(newest.id);
    if (isLive && !failed) begin(sessionId, newest.id);
    else if (failed || isAwaited(sessionId)) end(sessionId);
    if (failed) unplaced = unplaced.filter((id) => id !== newest.id);
  }

  function begin(sessionId: string, replyId: string): void {
    replies.value = new Map(replies.peek()).set(sessionId, replyId);
    const others = preferences.get(KEY).filter((id) => id !== sessionId);
    preferences.set(KEY, [sessionId, ...others].slice(0, MAX_AWAITED_SESSIONS));
  }

  function end(sessionId: string): void {
    forget(sessionId);
    onEnded(sessionId);
  }

  function forget(sessionId: string): void {
    if (!isAwaited(sessionId)) return;
    replies.value = new Map([...replies.peek()].filter(([id]) => id !== sessionId));
    const kept = preferences.get(KEY);
    if (kept.includes(sessionId))
      preferences.set(
        KEY,
        kept.filter((id) => id !== sessionId),
      );
  }

  function isAwaited(sessionId: string): boolean {
    return replies.peek().has(sessionId) || preferences.get(KEY).includes(sessionId);
  }

  return { sessionIds };
});
export type ReplyWatchModel = InstanceType<typeof ReplyWatchModel>;
