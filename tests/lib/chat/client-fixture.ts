import type { ReplyOutcome, ReplyPiece, ReplyRequest } from '../../../lib/chat/provider.ts';
import { createProviderClient } from '../../../lib/chat/provider-client.ts';
import { createManualTimers } from './manual-timers.ts';

/** 2026-01-31T12:00:00.000Z */
export const NOW_MS = 1_769_860_800_000;

/** A client over the real fetch whose time stands still until a test fires a timer. */
export function createTestClient(options: { isVenice?: boolean } = {}) {
  const timers = createManualTimers();
  const { isVenice } = options;
  const client = createProviderClient({
    fetch,
    now: () => NOW_MS,
    timers,
    random: () => 0,
    ...(isVenice === undefined ? {} : { isVenice: () => isVenice }),
  });
  return { client, timers };
}

export function requestTo(baseUrl: string, model: string, changes: Partial<ReplyRequest> = {}): ReplyRequest {
  return {
    baseUrl,
    apiKey: null,
    model,
    messages: [{ role: 'user', content: 'What is kept?' }],
    sessionId: 'session-1',
    signal: new AbortController().signal,
    ...changes,
  };
}

/** What an outcome is when the server says nothing but that the reply is over. */
export const PLAIN_OUTCOME: ReplyOutcome = {
  finished: true,
  finishReason: 'stop',
  requestId: null,
  promptTokens: null,
  completionTokens: null,
  cost: null,
  toolCalls: null,
  sendBack: null,
  balanceBefore: null,
  error: null,
};

/** Pieces joined by kind, in which a test compares what arrived. */
export function createCollector() {
  const pieces: ReplyPiece[] = [];
  const textOf = (kind: ReplyPiece['kind']) =>
    pieces
      .filter((piece) => piece.kind === kind)
      .map(({ text }) => text)
      .join('');
  return {
    pieces,
    onPiece: (piece: ReplyPiece): void => void pieces.push(piece),
    text: () => textOf('text'),
    reasoning: () => textOf('reasoning'),
  };
}
