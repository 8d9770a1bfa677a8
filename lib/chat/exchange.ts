import type { Now, Timers } from '../clock.ts';
import { AppError } from '../protocol/errors.ts';
import { type Asked, refusalError } from './failure.ts';
import type { Fetch, FetchInit, FetchResponse, ResponseHeaders } from './fetch.ts';
import { jsonTextOf } from './json-fields.ts';
import type { Credentials } from './provider.ts';
import { retryAfterMs } from './retry-after.ts';
import { unreachable } from './unreachable.ts';

interface ExchangeOptions {
  readonly fetch: Fetch;
  readonly now: Now;
  readonly timers: Timers;
  /** Nothing received for this long is a `timeout`. */
  readonly silenceMs: number;
}

export interface ExchangeRequest extends Credentials {
  /** Below the base URL, such as `/models`. */
  readonly path: string;
  /** Sent as JSON with POST; without it the request is a GET. */
  readonly body?: unknown;
  /** Texts of the conversation, which no error message repeats. */
  readonly turns?: readonly string[];
  readonly signal: AbortSignal;
}

/** A successful answer whose body is still to be read. */
export interface Exchange {
  readonly asked: Asked;
  readonly headers: ResponseHeaders;
  /** The next bytes; undefined at the end. Rejects with `cancelled`, `timeout` or `provider-unreachable`. */
  read(silenceMs?: number): Promise<Uint8Array | undefined>;
  /** Ends the connection if the answer was not read to its end. */
  close(): void;
}

export type OpenExchange = (request: ExchangeRequest) => Promise<Exchange>;

/** The body of a refusal is read to here, and no longer than this is waited for it. */
const MAX_REFUSAL_BYTES = 64 * 1024;
const REFUSAL_SILENCE_MS = 5000;

/** One request to a model server and its answer. Every failure, also a status that is no success, is an `AppError`. */
export function createExchanges({ fetch, now, timers, silenceMs }: ExchangeOptions): OpenExchange {
  return async (request) => {
    const asked: Asked = { host: hostOf(request.baseUrl), apiKey: request.apiKey, turns: request.turns ?? [] };
    const receiver = createReceiver(timers, asked.host, request.signal);
    const init = initOf(request, receiver.signal);
    const url = request.baseUrl.replace(/\/+$/, '') + request.path;

    const response = await receiver.receive(() => fetch(url, init), silenceMs);
    const exchange = exchangeOf(response, asked, receiver, silenceMs);
    if (response.ok) return exchange;
    const { status, headers } = response;
    if (status < 400) {
      exchange.close();
      throw redirected(asked.host, response);
    }
    const bodyText = await refusalText(exchange);
    throw refusalError(asked, { status, bodyText, retryAfterMs: retryAfterMs(headers, now()) });
  };
}

function hostOf(baseUrl: string): string {
  if (URL.canParse(baseUrl)) return new URL(baseUrl).host;
  throw new AppError('invalid', 'The address of the model server is not a web address. Correct it.');
}

interface Receiver {
  readonly signal: AbortSignal;
  /** Waits for what `start` begins, at most `waitMs`. Rejects with `cancelled`, `timeout` or `provider-unreachable`. */
  receive<T>(start: () => Promise<T>, waitMs: number): Promise<T>;
}

function createReceiver(timers: Timers, host: string, stop: AbortSignal): Receiver {
  const silence = new AbortController();

  const errorFor = (cause: unknown, waitedMs: number): AppError => {
    if (stop.aborted) return new AppError('cancelled', 'The request was stopped.', { cause });
    if (!silence.signal.aborted) return unreachable(host, cause);
    const message = `${host} has sent nothing for ${Math.round(waitedMs / 1000)} s. Try again, or choose another model.`;
    return new AppError('timeout', message, { details: { host }, cause });
  };

  return {
    signal: AbortSignal.any([stop, silence.signal]),
    receive: async (start, waitMs) => {
      const timer = timers.set(() => silence.abort(), waitMs);
      try {
        return await start();
      } catch (cause) {
        throw errorFor(cause, waitMs);
      } finally {
        timers.clear(timer);
      }
    },
  };
}

function initOf(request: ExchangeRequest, signal: AbortSignal): FetchInit {
  const common = { headers: headersOf(request), redirect: 'manual', credentials: 'omit', signal } as const;
  if (request.body === undefined) return { ...common, method: 'GET' };
  const body = jsonTextOf(request.body);
  if (body !== undefined) return { ...common, method: 'POST', body };
  throw new AppError('invalid', 'The conversation contains data that cannot be sent. Branch from an earlier message.');
}

/** fetch repeats in its error a header that it cannot send: a key with a line break in it must not get there. */
function headersOf({ apiKey, baseUrl, body }: ExchangeRequest): Record<string, string> {
  if (apiKey && !/^[\x21-\x7e]+$/.test(apiKey)) {
    const message = `The key for ${hostOf(baseUrl)} contains a space or another character that no key has. Enter it again.`;
    throw new AppError('provider-unauthorized', message);
  }
  return {
    accept: 'application/json, text/event-stream',
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    ...(apiKey ? { authorization: `Bearer ${apiKey}` } : {}),
  };
}

function exchangeOf(response: FetchResponse, asked: Asked, { receive }: Receiver, silenceMs: number): Exchange {
  const reader = response.body?.getReader();
  return {
    asked,
    headers: response.headers,
    read: async (waitMs = silenceMs) => {
      if (reader === undefined) return undefined;
      const { done, value } = await receive(() => reader.read(), waitMs);
      return done ? undefined : value;
    },
    close: () => {
      reader?.cancel().catch(() => {
        // The connection is gone already.
      });
    },
  };
}

function redirected(host: string, { status, headers }: FetchResponse): AppError {
  const target = /^https?:\/\/([\w.:[\]-]+)/i.exec(headers.get('location') ?? '')?.[1];
  const where = target === undefined ? '' : ` to ${target}`;
  const message = `${host} redirects${where}, and a key is not sent on to another server. Enter the final address.`;
  return new AppError('provider-failed', message, { details: { status } });
}

/** What there is to read of a refusal; its status counts also when the text does not arrive. */
async function refusalText(exchange: Exchange): Promise<string> {
  const decoder = new TextDecoder('utf-8');
  let text = '';
  try {
    for (let bytes = 0; bytes < MAX_REFUSAL_BYTES; ) {
      const chunk = await exchange.read(REFUSAL_SILENCE_MS);
      if (chunk === undefined) break;
      bytes += chunk.length;
      text += decoder.decode(chunk, { stream: true });
    }
  } catch (error) {
    if (error instanceof AppError && error.code === 'cancelled') throw error;
  } finally {
    exchange.close();
  }
  return text;
}
