import { AppError } from '../protocol/errors.ts';
import { type AnswerContent, type AnswerOptions, createAnswer } from './answer.ts';
import type { Exchange } from './exchange.ts';
import { messageErrorOf } from './failure.ts';
import { createPayloads } from './payloads.ts';

/** After the last word of a reply, counters and `[DONE]` are waited for only this long. */
const LINGER_MS = 10_000;

type Answer = ReturnType<typeof createAnswer>;
type Reading = Pick<AnswerOptions, 'onPiece' | 'random' | 'nowMs'>;

/**
 * Reads an answer to its end. Rejects with `cancelled`, or when it ended before it said anything; a failure after
 * that is part of the result.
 */
export async function readAnswer(exchange: Exchange, options: Reading): Promise<AnswerContent & { finished: boolean }> {
  const answer = createAnswer({ ...options, asked: exchange.asked });
  const payloads = createPayloads({ onPayload: answer.add, onText: answer.addText });
  let breakage: AppError | undefined;

  while (!payloads.isComplete() && !payloads.isTooLarge()) {
    const next = await nextBytes(exchange, answer);
    if (next instanceof AppError) breakage = next;
    if (next === undefined || next instanceof AppError) break;
    payloads.feed(next);
    answer.passOn();
  }
  if (breakage?.code === 'cancelled') throw breakage;
  payloads.end();

  if (payloads.isTooLarge()) breakage = tooLarge(exchange);
  const content = answer.end();
  if (!answer.hasBegun()) throw breakage ?? noReply(exchange);
  const isOver = payloads.isComplete() || answer.isOver();
  const error = content.error ?? (isOver ? null : lastingError(breakage));
  return { ...content, error, finished: isOver && error === null };
}

async function nextBytes(exchange: Exchange, answer: Answer): Promise<Uint8Array | AppError | undefined> {
  try {
    return await exchange.read(answer.isOver() ? LINGER_MS : undefined);
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
}

/** A lost connection only interrupts a reply, which can go on; silence and excess are told. */
function lastingError(breakage: AppError | undefined) {
  return breakage === undefined || breakage.code === 'provider-unreachable' ? null : messageErrorOf(breakage);
}

function tooLarge({ asked }: Exchange): AppError {
  return new AppError('too-large', `${asked.host} sent more in one piece than can be taken. Try another model.`);
}

function noReply({ asked, headers }: Exchange): AppError {
  const isPage = headers.get('content-type')?.includes('text/html') === true;
  const message = isPage
    ? `${asked.host} answered with a web page. Check the address; that of most servers ends in /v1.`
    : `${asked.host} ended its answer without a reply. Try again, or choose another model.`;
  return new AppError('provider-failed', message, isPage ? { details: { status: 200 } } : {});
}
