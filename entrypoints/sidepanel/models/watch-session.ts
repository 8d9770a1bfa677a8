import { effect } from '@preact/signals';
import { formatTimestamp } from '../../../lib/protocol/timestamp.ts';
import type { BalanceModel } from './balance-model.ts';
import type { Environment } from './environment.ts';
import { isInProgress } from './growing-replies.ts';
import { createRecordedReplies, type Tell } from './recorded-replies.ts';
import type { SaveModel } from './save-model.ts';
import { watchWork } from './watch-work.ts';

/** Several changes in a row are read once. */
const READ_AFTER_MS = 200;
const ROWS_AT_ONCE = 200;

interface WatchOptions {
  readonly env: Pick<Environment, 'client' | 'timers' | 'now'>;
  readonly save: Pick<SaveModel, 'unsaved'>;
  readonly balance: Pick<BalanceModel, 'balance'>;
  readonly sessionId: string;
  readonly tell: Tell;
}

/**
 * Tells what happens in one session from now on, whichever is shown: what is asked here, what other panels ask, replies as they
 * grow, files and proofs, the balance. Returns its undo.
 */
export function watchSession({ env, save, balance, sessionId, tell }: WatchOptions): () => void {
  const { client, timers, now } = env;
  const replies = createRecordedReplies(tell);
  const awaited = new Map<string, string>();
  const startedAt = formatTimestamp(now());
  /** The last row that was looked at; undefined until rows could be read. */
  let lastSequence: number | undefined;
  let timer: unknown;
  let isOver = false;

  function readSoon(): void {
    if (!isOver) timer ??= timers.set(() => void read(), READ_AFTER_MS);
  }

  async function read(): Promise<void> {
    timer = undefined;
    const isFirst = lastSequence === undefined;
    const after = Math.min(lastSequence ?? 0, replies.openFrom() ?? Number.POSITIVE_INFINITY);
    try {
      const range = isFirst ? {} : { after };
      const { messages, hasMore } = await client.call('messages/list', { sessionId, limit: ROWS_AT_ONCE, ...range });
      if (isOver) return;
      for (const message of messages) {
        if (isFirst && message.createdAt < startedAt && !isInProgress(message)) replies.passOver(message.id);
        else replies.takeRow(message);
        lastSequence = Math.max(lastSequence ?? 0, message.sequence);
      }
      lastSequence ??= 0;
      if (hasMore && !isFirst) readSoon();
    } catch {
      // The host is away: it says when something changes again, and what was missed is read then.
    }
  }

  const stops = [
    client.on('chat/delta', (piece) => {
      if (!replies.takePiece(piece, awaited.get(piece.replyId)) && awaited.has(piece.replyId)) readSoon();
    }),
    client.on('chat/done', ({ reply }) => {
      if (reply.sessionId === sessionId) replies.takeRow(reply);
    }),
    client.on('chat/failed', readSoon),
    client.on('store/state', readSoon),
    client.on('changed', ({ tables, sessionIds }) => {
      if (tables !== null && !tables.includes('messages')) return;
      if (sessionIds === null || sessionIds.includes(sessionId)) readSoon();
    }),
    effect(() => {
      for (const { change } of save.unsaved.value) {
        if (change.method !== 'chat/send' || change.params.sessionId !== sessionId) continue;
        const { userMessage, replyId, provider } = change.params;
        awaited.set(replyId, provider.model);
        replies.takeQuestion(userMessage.id, userMessage.content);
      }
    }),
    effect(() => {
      const known = balance.balance.value?.now;
      if (known && (known.usd !== null || known.diem !== null)) {
        tell('balance.update', { usd: known.usd, diem: known.diem });
      }
    }),
  ];
  stops.push(watchWork({ env, sessionId, tell }));
  void read();

  return () => {
    isOver = true;
    timers.clear(timer);
    for (const stop of stops) stop();
  };
}
