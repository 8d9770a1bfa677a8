import type { Message } from '../../../lib/protocol/shapes.ts';
import { type MessagePage, prepend } from './message-page.ts';

/** Rows of one run that are kept; the view draws a hundred of them at most. Beyond it those far away are read again. */
export const MAX_RUN_LENGTH = 1000;

/** Rows of the newest run that stay when one has gone so far up that the rows between are let go. */
const NEWEST_KEPT = 100;

/** What is kept of a session: rows up to its newest and, when one has gone far up, the rows that one reads there. */
export interface MessageRuns {
  readonly newest: MessagePage;
  /** Undefined: what is read is the newest run itself. */
  readonly history: MessagePage | undefined;
}

/** Puts earlier rows in front of what is read; too many let go of those at the other end. */
export function withEarlier(runs: MessageRuns, rows: readonly Message[], hasMore: boolean): MessageRuns {
  const { newest, history } = runs;
  const grown = prepend(history ?? newest, rows, hasMore);
  const isLong = grown.messages.length > MAX_RUN_LENGTH;
  if (!history && !isLong) return { newest: grown, history };
  return {
    newest: history ? newest : { messages: newest.messages.slice(-NEWEST_KEPT), hasEarlier: true },
    history: { ...grown, messages: grown.messages.slice(0, MAX_RUN_LENGTH) },
  };
}

/** Puts the rows that follow the history at its end; where it meets the newest run both are one again. */
export function withLater({ newest, history }: MessageRuns, rows: readonly Message[]): MessageRuns {
  if (!history) return { newest, history };
  const grown = append(history, rows);
  if (!meets(grown, newest)) return { newest, history: lastOf(grown) };
  return { newest: lastOf(append(grown, newest.messages)), history: undefined };
}

/** Whether nothing lies between the history and the newest run. */
export function meets(history: MessagePage, newest: MessagePage): boolean {
  const first = newest.messages[0];
  return first === undefined || lastSequence(history) >= first.sequence - 1;
}

function append(run: MessagePage, rows: readonly Message[]): MessagePage {
  const last = lastSequence(run);
  return { ...run, messages: [...run.messages, ...rows.filter((row) => row.sequence > last)] };
}

function lastSequence(run: MessagePage): number {
  return run.messages.at(-1)?.sequence ?? 0;
}

function lastOf(run: MessagePage): MessagePage {
  if (run.messages.length <= MAX_RUN_LENGTH) return run;
  return { messages: run.messages.slice(-MAX_RUN_LENGTH), hasEarlier: true };
}
