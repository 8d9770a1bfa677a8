import { AppError, type ErrorCode } from '../protocol/errors.ts';
import type { MessageError } from '../protocol/shapes.ts';
import { parseJson } from './json-fields.ts';
import { waitMs } from './retry-after.ts';
import { quotable, type ServerWords, serverWords } from './server-words.ts';

/** Who was asked, and what must not be repeated in a message. */
export interface Asked {
  readonly host: string;
  readonly apiKey: string | null;
  /** Texts of the conversation. */
  readonly turns: readonly string[];
}

/** An answer with a status that is not a success. `retryAfterMs`: from its headers. */
interface Refusal {
  readonly status: number;
  readonly bodyText: string;
  readonly retryAfterMs: number | undefined;
}

/** The error for a refusal. `details`: status, retryAfterMs where the server named one, reason where a program may act on it. */
export function refusalError(asked: Asked, { status, bodyText, retryAfterMs }: Refusal): AppError {
  const words = serverWords(parseJson(bodyText) ?? bodyText);
  const isOptionUnknown = (status === 400 || status === 422) && bodyText.includes('stream_options');
  const otherReason = isOptionUnknown ? 'stream-options-unknown' : undefined;
  const reason = isTooLong(status, words) ? 'context-length-exceeded' : otherReason;
  return errorOf(asked, { status, words, retryAfterMs, reason });
}

/** The error for a failure that the server reports within an answer of status 200. `payload`: the chunk that says so. */
export function errorWithinAnswer(asked: Asked, payload: unknown, nowMs: number): AppError {
  const words = serverWords(payload);
  const status = words.status ?? statusOfTerms(words.terms);
  const reason = isTooLong(status, words) ? 'context-length-exceeded' : undefined;
  return errorOf(asked, { status, words, retryAfterMs: waitMs(words.retryAfter, nowMs), reason });
}

/** What is kept with a reply that ended in this error. `retryable`: the same request may succeed later. */
export function messageErrorOf({ code, message, details }: AppError): MessageError {
  const status = details['status'];
  const isTemporary = details['reason'] === undefined && (typeof status !== 'number' || status >= 500);
  const retryable = RETRYABLE.has(code) || (code === 'provider-failed' && isTemporary);
  return { code, message, retryable };
}

const RETRYABLE: ReadonlySet<ErrorCode> = new Set([
  'provider-rate-limited',
  'provider-unreachable',
  'timeout',
  'cancelled',
  'disconnected',
  'busy',
]);

type Reason = 'context-length-exceeded' | 'stream-options-unknown' | undefined;

interface Failure {
  readonly status: number;
  readonly words: ServerWords;
  readonly retryAfterMs: number | undefined;
  readonly reason: Reason;
}

const TOO_LONG = /context.?(length|window|size)|maximum context|prompt is too long|too many (input )?tokens/i;

function isTooLong(status: number, { message, terms }: ServerWords): boolean {
  const isAboutRequest = status >= 500 || status === 400 || status === 413 || status === 422;
  return isAboutRequest && [message, ...terms].some((text) => TOO_LONG.test(text));
}

/** The status that an error within an answer would have had; the server's own trouble unless its terms say otherwise. */
function statusOfTerms(terms: readonly string[]): number {
  const says = (pattern: RegExp) => terms.some((term) => pattern.test(term));
  if (says(/rate.?limit|too_many_requests/)) return 429;
  if (says(/authentication|unauthorized|api_key|permission/)) return 401;
  if (says(/insufficient|payment/)) return 402;
  if (says(/content_filter|content_blocked/)) return 422;
  return says(/invalid_request|context_length|context_size/) ? 400 : 500;
}

function errorOf(asked: Asked, failure: Failure): AppError {
  const { status, words, retryAfterMs, reason } = failure;
  const code = codeOf(asked, failure);
  const quote = quotable(words.message, asked.apiKey, asked.turns);
  const said = quote === '' ? '.' : `: “${quote}”${/[.!?…]$/.test(quote) ? '' : '.'}`;
  const details = {
    status,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    ...(reason === undefined ? {} : { reason }),
  };
  const message = `${whatHappened(code, asked, failure)}${said} ${whatToDo(code, asked, failure)}`;
  return new AppError(code, message, { details });
}

function codeOf({ apiKey }: Asked, { status, words }: Failure): ErrorCode {
  if (status === 401 || status === 403) return 'provider-unauthorized';
  if (status === 402) {
    // Without a key Venice asks for payment (x402) instead of a key.
    const isKeyMissing = !apiKey || /^authentication required/i.test(words.message);
    return isKeyMissing ? 'provider-unauthorized' : 'provider-insufficient-balance';
  }
  if (status !== 429) return 'provider-failed';
  // OpenAI's word for an empty account comes with the status of a rate limit.
  return words.terms.includes('insufficient_quota') ? 'provider-insufficient-balance' : 'provider-rate-limited';
}

function whatHappened(code: ErrorCode, { host, apiKey }: Asked, { status, reason }: Failure): string {
  if (reason === 'context-length-exceeded') return `The conversation is longer than the model at ${host} can read`;
  if (code === 'provider-unauthorized') return apiKey ? `${host} refused the key` : `${host} wants a key`;
  if (code === 'provider-insufficient-balance') return `The balance at ${host} does not cover this request`;
  if (code === 'provider-rate-limited') return `${host} asks for fewer requests`;
  return status >= 500 ? `${host} failed to answer` : `${host} refused the request`;
}

function whatToDo(code: ErrorCode, { apiKey }: Asked, { status, reason, retryAfterMs }: Failure): string {
  if (reason === 'context-length-exceeded') {
    return 'Branch from an earlier message, or choose a model with a longer context.';
  }
  if (code === 'provider-unauthorized') {
    return apiKey ? 'Check the key, and what it may be used for.' : 'Enter the key for this server.';
  }
  if (code === 'provider-insufficient-balance') return 'Add credit to the account, or choose another model.';
  if (status === 429 || status >= 500) {
    return retryAfterMs === undefined ? 'Try again in a moment.' : `Try again in ${Math.ceil(retryAfterMs / 1000)} s.`;
  }
  return status === 404
    ? 'Check the model and the address of the server.'
    : 'Change the message, or choose another model.';
}
