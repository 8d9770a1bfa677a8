import { type Signal, signal } from '@preact/signals';
import type { NotificationParams } from '../../../lib/protocol/notifications.ts';

type Delta = NotificationParams<'chat/delta'>;

/** Text of replies in progress, as far as this page has heard it. */
export interface LiveReplies {
  /** The growing text of a reply; begins with `known` at first. */
  textOf(replyId: string, known: string): Signal<string>;
  /** Takes one piece. False: something before it is missing, so the row must be read again; the piece waits for that. */
  accept(delta: Delta, known: string): boolean;
  /** Takes the row's text, which may be behind or ahead of what was heard, then the pieces that waited. False as above. */
  catchUp(replyId: string, stored: string): boolean;
  forget(replyId: string): void;
}

export function createLiveReplies(): LiveReplies {
  const texts = new Map<string, Signal<string>>();
  const waiting = new Map<string, Delta[]>();

  function textOf(replyId: string, known: string): Signal<string> {
    let text = texts.get(replyId);
    if (!text) {
      text = signal(known);
      texts.set(replyId, text);
    }
    return text;
  }

  function accept(delta: Delta, known: string): boolean {
    const text = textOf(delta.replyId, known);
    const length = text.peek().length;
    if (delta.offset > length) {
      waiting.set(delta.replyId, [...(waiting.get(delta.replyId) ?? []), delta]);
      return false;
    }
    // Overlap was heard before, or read from the row.
    const fresh = delta.text.slice(length - delta.offset);
    if (fresh !== '') text.value += fresh;
    return true;
  }

  function catchUp(replyId: string, stored: string): boolean {
    const text = textOf(replyId, stored);
    if (stored.length > text.peek().length) text.value = stored;
    const pieces = (waiting.get(replyId) ?? []).sort((a, b) => a.offset - b.offset);
    waiting.delete(replyId);
    return pieces.map((piece) => accept(piece, stored)).every((accepted) => accepted);
  }

  return {
    textOf,
    accept,
    catchUp,
    forget(replyId) {
      texts.delete(replyId);
      waiting.delete(replyId);
    },
  };
}
