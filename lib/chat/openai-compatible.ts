import type { Now, Timers } from '../clock.ts';
import { AppError } from '../protocol/errors.ts';
import type { Dialect } from './dialect.ts';
import type { Exchange, OpenExchange } from './exchange.ts';
import type { JsonObject } from './json-fields.ts';
import type { PromptMessage, ReplyOutcome, ReplyPiece, ReplyRequest } from './provider.ts';
import { readAnswer } from './reading.ts';
import { withRetries } from './retry.ts';

interface ReplyStreamOptions {
  readonly open: OpenExchange;
  readonly now: Now;
  readonly timers: Timers;
  readonly random: () => number;
}

/** `POST /chat/completions`, streamed. Repeated only before the answer began. */
export function createReplyStream({ open, now, timers, random }: ReplyStreamOptions) {
  /** Base URLs of servers that refuse `stream_options`: each refusal counts against the key. */
  const withoutStreamOptions = new Set<string>();

  const ask = (request: ReplyRequest, dialect: Dialect, hasStreamOptions: boolean): Promise<Exchange> =>
    open({
      ...request,
      path: '/chat/completions',
      body: bodyOf(request, dialect, hasStreamOptions),
      turns: request.messages.map(({ content }) => content),
    });

  const askAsKnown = async (request: ReplyRequest, dialect: Dialect): Promise<Exchange> => {
    if (withoutStreamOptions.has(request.baseUrl)) return ask(request, dialect, false);
    try {
      return await ask(request, dialect, true);
    } catch (error) {
      if (!(error instanceof AppError) || error.details['reason'] !== 'stream-options-unknown') throw error;
      const exchange = await ask(request, dialect, false);
      // Only now is it known: servers repeat whole requests in what they say of other mistakes.
      withoutStreamOptions.add(request.baseUrl);
      return exchange;
    }
  };

  return async (
    request: ReplyRequest,
    dialect: Dialect,
    onPiece: (piece: ReplyPiece) => void,
  ): Promise<ReplyOutcome> => {
    const retries = { timers, random, signal: request.signal };
    const exchange = await withRetries(() => askAsKnown(request, dialect), retries);
    try {
      const answer = await readAnswer(exchange, { onPiece, random, nowMs: now() });
      return { ...answer, balanceBefore: dialect.balanceBefore(exchange.headers) };
    } finally {
      exchange.close();
    }
  };
}

function bodyOf(request: ReplyRequest, dialect: Dialect, hasStreamOptions: boolean): JsonObject {
  return {
    model: request.model,
    messages: request.messages.map(sentMessage),
    stream: true,
    ...(hasStreamOptions ? { stream_options: { include_usage: true } } : {}),
    ...dialect.requestFields(request.sessionId),
  };
}

/** `sendBack` comes from a server and never replaces what was said. Undefined fields are not sent. */
function sentMessage({ role, content, toolCalls, sendBack }: PromptMessage): JsonObject {
  return {
    ...(role === 'assistant' ? sendBack : {}),
    role,
    content: content.toWellFormed(),
    tool_calls: toolCalls,
  };
}
