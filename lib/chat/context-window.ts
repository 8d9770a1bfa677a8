import type { Message } from '../protocol/shapes.ts';
import { estimateTokens } from './tokens.ts';

/** Tokens that role and separators of one message take, at most, in the chat formats of common models. */
const MESSAGE_OVERHEAD_TOKENS = 8;

/** A window that every current model has, for servers that do not tell theirs. */
const UNKNOWN_CONTEXT_TOKENS = 32_768;

/** Room kept for the reply: an eighth of the window, never more than a long answer needs. */
const MAX_REPLY_TOKENS = 8192;

type Turn = Pick<Message, 'role' | 'content'>;

/** What fits into a model's window, newest first. */
export interface ContextWindow {
  /** Takes room for what is sent in any case. */
  reserve(message: Turn): void;
  /** Takes room for the next older turn. False: there is none left, and it and all before it are not sent. */
  take(turn: Turn): boolean;
}

/** An empty window of a model, with room kept for its reply; `contextTokens` null = not known. The first turn always fits. */
export function openContextWindow(contextTokens: number | null): ContextWindow {
  const window = contextTokens ?? UNKNOWN_CONTEXT_TOKENS;
  let tokensLeft = window - Math.min(MAX_REPLY_TOKENS, Math.floor(window / 8));
  let isEmpty = true;
  return {
    reserve(message) {
      tokensLeft -= costOf(message);
    },
    take(turn) {
      tokensLeft -= costOf(turn);
      if (tokensLeft < 0 && !isEmpty) return false;
      isEmpty = false;
      return true;
    },
  };
}

/** Whether a message can be a turn of what is sent. Nobody here answers tool calls, and servers refuse unanswered ones. */
export function isTurn({ role, content }: Turn): boolean {
  return role !== 'system' && role !== 'tool' && content !== '';
}

function costOf({ content }: Turn): number {
  return estimateTokens(content) + MESSAGE_OVERHEAD_TOKENS;
}
