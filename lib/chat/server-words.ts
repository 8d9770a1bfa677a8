import { isObject, type JsonObject, listOf, numberOf, objectOf, textOf } from './json-fields.ts';

/** What a server says about a failure, in whatever shape: `error` is a string or an object, its `code` a word or a number. */
export interface ServerWords {
  readonly message: string;
  /** `code` and `type`, in lower case. */
  readonly terms: readonly string[];
  /** An HTTP status that stands in for a code, as OpenRouter and llama.cpp write it. */
  readonly status: number | undefined;
  /** `retry_after` as it was sent. */
  readonly retryAfter: unknown;
}

const MAX_QUOTE_LENGTH = 300;

/** `body`: parsed JSON, or the text of a body that is none. */
export function serverWords(body: unknown): ServerWords {
  const outer = objectOf(body);
  const error = isObject(outer['error']) ? outer['error'] : outer;
  const codes = [error['code'], error['type'], outer['code']];
  return {
    message: messageIn(body, outer, error),
    terms: codes.flatMap((code) => (typeof code === 'string' ? [code.toLowerCase()] : [])),
    status: codes.map(numberOf).find((code) => code !== undefined && code >= 400 && code <= 599),
    retryAfter: error['retry_after'],
  };
}

/**
 * The server's own words as they may stand in a message: in one line, cut, without the key, and left out when they repeat
 * the conversation. A server that quotes from the middle of a turn is not recognised.
 */
export function quotable(words: string, apiKey: string | null, turns: readonly string[]): string {
  const said = oneLine(words.slice(0, 20 * MAX_QUOTE_LENGTH));
  const heads = turns.map((turn) => oneLine(turn.slice(0, 200)).slice(0, 40));
  if (heads.some((head) => head.length >= 8 && said.includes(head))) return '';
  const withoutKey = apiKey ? said.replaceAll(apiKey, '…') : said;
  return (
    withoutKey.length > MAX_QUOTE_LENGTH ? `${withoutKey.slice(0, MAX_QUOTE_LENGTH)}…` : withoutKey
  ).toWellFormed();
}

function messageIn(body: unknown, outer: JsonObject, error: JsonObject): string {
  // A page of HTML is some proxy's, and nothing to quote.
  if (typeof body === 'string') return body.trimStart().startsWith('<') ? '' : body;
  const [detail] = listOf(outer['detail']);
  const candidates = [outer['error'], error['message'], outer['message'], outer['detail'], objectOf(detail)['msg']];
  const message = candidates.map(textOf).find((text) => text !== undefined) ?? '';
  return [message, upstreamMessage(error), issueIn(outer)].filter((part) => part !== '').join(': ');
}

/** OpenRouter's own message says only "Provider returned error". */
function upstreamMessage(error: JsonObject): string {
  return textOf(objectOf(error['metadata'])['raw']) ?? '';
}

/** The first of Venice's validation issues. */
function issueIn(outer: JsonObject): string {
  const issue = objectOf(listOf(outer['issues'])[0]);
  const path = listOf(issue['path']).filter((part) => typeof part === 'string' || typeof part === 'number');
  return [path.join('.'), textOf(issue['message']) ?? ''].filter((part) => part !== '').join(' ');
}

function oneLine(text: string): string {
  return text.replace(/[\s\p{Cc}]+/gu, ' ').trim();
}
