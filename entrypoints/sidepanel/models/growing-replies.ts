import { createModel, effect, type Signal } from '@preact/signals';
import type { Message } from '../../../lib/protocol/shapes.ts';
import type { Environment } from './environment.ts';
import { createLiveReplies } from './live-replies.ts';
import type { MessageReader } from './message-reader.ts';
import type { SaveModel } from './save-model.ts';

/** A reply's row can be behind what was told of it; then it is read again after this. */
const REREAD_DELAY_MS = 300;

/** Thinking times that are remembered; they are of this page only, the store has none. */
const MAX_THOUGHTS = 200;

interface GrowingRepliesOptions {
  readonly env: Environment;
  readonly reader: MessageReader;
  readonly save: SaveModel;
}

/** The replies of the session that is shown, from their first piece to their row. */
export const GrowingReplies = createModel(({ env, reader, save }: GrowingRepliesOptions) => {
  const { client, timers, now } = env;
  const live = createLiveReplies();
  const rereads = new Map<string, unknown>();
  const thoughtMs = new Map<string, number>();

  effect(() =>
    client.on('chat/delta', (delta) => {
      const row = reader.find(delta.replyId);
      if (!row && !isAwaited(delta.replyId)) return;
      if (row && !isInProgress(row)) return rereadSoon(row.id);
      if (row) noteThinking(row);
      if (!live.accept(delta, row?.content ?? '')) void reread(delta.replyId);
      if (row?.status === 'queued') reader.put({ ...row, status: 'streaming' });
    }),
  );
  effect(() => client.on('chat/done', ({ reply }) => finish(reply)));
  effect(() =>
    client.on('chat/failed', ({ replyId, error }) => {
      const row = reader.find(replyId);
      if (!row) return;
      finish({ ...row, content: live.textOf(replyId, row.content).peek(), status: 'error', error });
      void reread(replyId);
    }),
  );
  effect(() => () => {
    for (const timer of rereads.values()) timers.clear(timer);
  });

  /** The text of a reply that streams. */
  function liveText(reply: Pick<Message, 'id' | 'content'>): Signal<string> {
    return live.textOf(reply.id, reply.content);
  }

  /** How long a reply thought before its first word, in ms, if this page saw it. */
  function thinkingMs(replyId: string): number | undefined {
    return thoughtMs.get(replyId);
  }

  /** Takes in a reply that is made again, from what its row says. */
  function restart(reply: Message): void {
    live.forget(reply.id);
    reader.put(reply);
  }

  function finish(reply: Message): void {
    reader.put(reply);
    live.forget(reply.id);
  }

  /** A reply that waited for a key began later than its row. */
  function noteThinking({ id, createdAt, content, status }: Message): void {
    if (status !== 'streaming' || thoughtMs.has(id) || live.textOf(id, content).peek() !== '') return;
    const oldest = thoughtMs.keys().next().value;
    if (thoughtMs.size >= MAX_THOUGHTS && oldest !== undefined) thoughtMs.delete(oldest);
    thoughtMs.set(id, Math.max(now() - Date.parse(createdAt), 0));
  }

  /** Reads a reply's row again, and at times once more when the row is behind what was told. */
  async function reread(replyId: string): Promise<void> {
    const row = reader.find(replyId);
    if (!row || rereads.has(replyId)) return;
    rereads.set(replyId, undefined);
    try {
      const range = { sessionId: row.sessionId, after: row.sequence - 1, limit: 1 };
      const { messages } = await client.call('messages/list', range);
      const stored = messages.find((message) => message.id === replyId);
      if (stored) reader.put(stored);
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

  /** Whether the question of a reply is still on its way: the reply can begin before that is acknowledged. */
  function isAwaited(replyId: string): boolean {
    return save.unsaved.peek().some(({ change }) => change.method === 'chat/send' && change.params.replyId === replyId);
  }

  return { liveText, thinkingMs, restart, takeStored };
});

/** Whether more of a message is to come. */
export function isInProgress(message: Message): boolean {
  return message.status === 'queued' || message.status === 'streaming';
}
