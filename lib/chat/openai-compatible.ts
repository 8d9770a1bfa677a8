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

  const ask = (request: ReplyRequest, dialect: Dialect): Promise<Exchange> =>
    open({
      ...request,
      path: '/chat/completions',
      body: bodyOf(request, dialect, !withoutStreamOptions.has(request.baseUrl)),
      turns: request.messages.map(({ content }) => content),
    });

  const askAgainWithoutOptions = async (request: ReplyRequest, dialect: Dialect): Promise<Exchange> => {
    try {
      return await ask(request, dialect);
    } catch (error) {
      const isUnknown = error instanceof AppError && error.details['reason'] === 'stream-options-unknown';
      if (!isUnknown || withoutStreamOptions.has(request.baseUrl)) throw error;
      withoutStreamOptions.add(request.baseUrl);
      return ask(request, dialect);
    }
  };

  return async (
    request: ReplyRequest,
    dialect: Dialect,
    onPiece: (piece: ReplyPiece) => void,
  ): Promise<ReplyOutcome> => {
    const retries = { timers, random, signal: request.signal };
    const exchange = await withRetries(() => askAgainWithoutOptions(request, dialect), retries);
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

/** `sendBack` never replaces what was said: it comes from a server. */
function sentMessage({ role, content, toolCalls, sendBack }: PromptMessage): JsonObject {
  return {
    ...(role === 'assistant' ? sendBack : {}),
    role,
    content: content.toWellFormed(),
    ...(toolCalls === undefined ? {} : { tool_calls: toolCalls }),
  };
}
