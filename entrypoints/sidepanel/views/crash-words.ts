import type { Message } from '../../../lib/protocol/shapes.ts';
import type { CrashRecord } from '../../../lib/recovery/crash-record.ts';
import type { Crash } from '../../../lib/recovery/find-crashes.ts';
import { errorWords } from '../error-words.ts';
import type { CrashFacts } from '../models/crash-facts-model.ts';
import type { Remote } from '../models/remote.ts';
import { age, duration } from './format.ts';

export function titleOf({ session }: Pick<CrashRecord, 'session'>): string {
  return session?.title ?? 'New session';
}

/** How much there is: `12 messages`. */
export function messagesWords({ session }: Pick<CrashRecord, 'session'>): string {
  const count = session?.messageCount ?? 0;
  return count === 1 ? '1 message' : `${count} messages`;
}

/** When it ended: `5 min ago`, `just now`. */
export function endedWords({ endedMs, isClockChanged }: Crash, nowMs: number): string {
  if (isClockChanged) return 'at a future time: the clock was changed';
  const ago = age(new Date(endedMs).toISOString(), nowMs);
  if (ago === 'now') return 'just now';
  return /^\d+ (min|h|d)$/.test(ago) ? `${ago} ago` : `on ${ago}`;
}

/** How fresh what is kept was then: `saved 12 s before it closed`. */
export function savedWords({ record, endedMs }: Crash): string {
  const ms = endedMs - Date.parse(record.timestamp);
  return ms < 1000 ? 'saved until it closed' : `saved ${duration(ms)} before it closed`;
}

/** What became of the reply that was being written; undefined when there was none. */
export function replyWords({ replyId }: CrashRecord, facts: Remote<CrashFacts>): string | undefined {
  if (replyId === null) return undefined;
  if (facts.state !== 'ready') return 'A reply was being written. The store knows what happened to it.';
  const { reply } = facts.value;
  return reply ? REPLY_WORDS[reply.status](reply) : 'The reply that was being written is no longer there.';
}

const REPLY_WORDS: Readonly<Record<Message['status'], (reply: Message) => string>> = {
  complete: () => 'The reply has since finished.',
  streaming: () => 'The reply is still being written.',
  queued: () => 'The reply is waiting its turn.',
  interrupted: ({ content }) =>
    content === ''
      ? 'The reply had not started. You can ask again.'
      : 'The reply was interrupted. What had arrived is kept; you can continue it.',
  error: ({ error }) => `The reply failed: ${errorWords(error?.code ?? 'internal').what}.`,
};
