import type { Message } from '../../../lib/protocol/shapes.ts';
import { keepIdentity } from './keep-identity.ts';

/** Messages of one session without a hole, up to its newest. */
export interface MessagePage {
  readonly messages: readonly Message[];
  readonly hasEarlier: boolean;
}

export const EMPTY_PAGE: MessagePage = { messages: [], hasEarlier: false };

/** The newest messages read again, and the earlier ones that were shown before; rows that did not change keep their identity. */
export function refresh(shown: MessagePage, newest: readonly Message[], hasMore: boolean): MessagePage {
  const known = new Map(shown.messages.map((message) => [message.id, message]));
  const fresh = newest.map((message) => keepIdentity(known.get(message.id), message));
  const first = fresh[0];
  const earlier = first ? shown.messages.filter((message) => message.sequence < first.sequence) : [];
  const joins = first !== undefined && earlier.at(-1)?.sequence === first.sequence - 1;
  if (!joins) return { messages: fresh, hasEarlier: hasMore };
  return { messages: [...earlier, ...fresh], hasEarlier: shown.hasEarlier };
}

export function prepend(shown: MessagePage, earlier: readonly Message[], hasMore: boolean): MessagePage {
  const first = shown.messages[0]?.sequence ?? Number.POSITIVE_INFINITY;
  const added = earlier.filter((message) => message.sequence < first);
  return { messages: [...added, ...shown.messages], hasEarlier: hasMore };
}

/** Puts rows in their places, in the stead of what was known of them. */
export function upsert(shown: MessagePage, ...rows: readonly Message[]): MessagePage {
  const ids = new Set(rows.map((row) => row.id));
  const messages = [...shown.messages.filter((message) => !ids.has(message.id)), ...rows];
  return { ...shown, messages: messages.sort((a, b) => a.sequence - b.sequence) };
}
