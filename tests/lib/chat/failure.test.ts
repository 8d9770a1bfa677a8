import { describe, expect, it } from 'vitest';
import { errorWithinAnswer, messageErrorOf, refusalError } from '../../../lib/chat/failure.ts';
import { AppError } from '../../../lib/protocol/errors.ts';
import { NOW_MS } from './client-fixture.ts';

const ASKED = { host: 'api.venice.ai', apiKey: 'sk-secret', turns: ['Tell me about the battle of Hastings, please.'] };

function refusal(status: number, body: unknown, options: { asked?: object; retryAfterMs?: number } = {}) {
  const bodyText = typeof body === 'string' ? body : JSON.stringify(body);
  const asked = { ...ASKED, ...options.asked };
  const { code, message, details } = refusalError(asked, { status, bodyText, retryAfterMs: options.retryAfterMs });
  return { code, message, details };
}

describe('refusalError', () => {
  it('tells a refused key from a missing one', () => {
    expect(refusal(401, { error: 'Authentication failed' })).toEqual({
      code: 'provider-unauthorized',
      message: 'api.venice.ai refused the key: “Authentication failed”. Check the key, and what it may be used for.',
      details: { status: 401 },
    });
    expect(refusal(403, {}).code).toBe('provider-unauthorized');
    const discovery = { x402Version: 2, error: 'Authentication required' };
    expect(refusal(402, discovery, { asked: { apiKey: null } })).toEqual({
      code: 'provider-unauthorized',
      message: 'api.venice.ai wants a key: “Authentication required”. Enter the key for this server.',
      details: { status: 402 },
    });
    expect(refusal(402, discovery).code).toBe('provider-unauthorized');
    expect(refusal(402, { error: 'Payment required', code: 'PAYMENT_REQUIRED' }, { asked: { apiKey: '' } }).code).toBe(
      'provider-unauthorized',
    );
  });

  it('tells that the balance is used up', () => {
    expect(refusal(402, { error: 'Insufficient USD or Diem balance to complete request.' })).toEqual({
      code: 'provider-insufficient-balance',
      message:
        'The balance at api.venice.ai does not cover this request: “Insufficient USD or Diem balance to complete request.” Add credit to the account, or choose another model.',
      details: { status: 402 },
    });
    expect(refusal(429, { error: { message: 'Quota', code: 'insufficient_quota' } }).code).toBe(
      'provider-insufficient-balance',
    );
  });

  it('tells how long to wait', () => {
    expect(refusal(429, { error: 'Rate limit exceeded' }, { retryAfterMs: 29_500 })).toEqual({
      code: 'provider-rate-limited',
      message: 'api.venice.ai asks for fewer requests: “Rate limit exceeded”. Try again in 30 s.',
      details: { status: 429, retryAfterMs: 29_500 },
    });
  });

  it('recognises that the conversation is too long', () => {
    const error = {
      message: 'Too big',
      type: 'invalid_request_error',
      param: 'messages',
      code: 'context_length_exceeded',
    };
    expect(refusal(400, { error })).toEqual({
      code: 'provider-failed',
      message:
        'The conversation is longer than the model at api.venice.ai can read: “Too big”. Branch from an earlier message, or choose a model with a longer context.',
      details: { status: 400, reason: 'context-length-exceeded' },
    });
    const llamaCpp = { error: { code: 500, message: 'the request exceeds the available context size', type: 'x' } };
    expect(refusal(500, llamaCpp).details).toEqual({ status: 500, reason: 'context-length-exceeded' });
  });

  it.each([
    [
      400,
      { error: 'Unrecognized request argument supplied: stream_options' },
      { status: 400, reason: 'stream-options-unknown' },
    ],
    [
      422,
      { detail: [{ loc: ['body', 'stream_options'], msg: 'Extra inputs' }] },
      { status: 422, reason: 'stream-options-unknown' },
    ],
    [404, { error: 'Specified model not found' }, { status: 404 }],
    [413, { code: 'PAYLOAD_TOO_LARGE', error: 'Too large' }, { status: 413 }],
    [503, { error: { code: 503, message: 'Loading model', type: 'unavailable_error' } }, { status: 503 }],
  ])('is provider-failed for %i %j', (status, body, details) => {
    expect(refusal(status, body)).toMatchObject({ code: 'provider-failed', details });
  });

  it.each([
    [{ error: 'plain' }, 'plain'],
    [{ error: { message: 'in an object' } }, 'in an object'],
    [{ message: 'outside' }, 'outside'],
    [{ detail: 'Not Found' }, 'Not Found'],
    [{ detail: [{ msg: 'field required' }] }, 'field required'],
    ['just text', 'just text'],
    [
      { error: 'Invalid request parameters', issues: [{ path: ['messages', 0], message: 'Required' }] },
      'Invalid request parameters: messages.0 Required',
    ],
    [
      { error: { message: 'Provider returned error', metadata: { raw: 'upstream' } } },
      'Provider returned error: upstream',
    ],
    [{ error: 'two\n\tlines\u0000 \ud83d' }, 'two lines \ufffd'],
    [{ error: 'x'.repeat(301) }, `${'x'.repeat(300)}…`],
    [{ error: 'Incorrect API key provided: sk-secret.' }, 'Incorrect API key provided: ….'],
  ])('quotes the server: %j', (body, quote) => {
    expect(refusal(500, body).message).toContain(`api.venice.ai failed to answer: “${quote}”`);
  });

  it.each([
    ['<!doctype html><title>502 Bad Gateway</title>'],
    [{ error: { code: { valueOf: 1, toString: 2 }, message: 7 } }],
    [{ error: ['x'] }],
    [{ error: 'cannot process "Tell me about the battle of Hastings, please." now' }],
    [''],
    ['[]'],
  ])('quotes nothing useless, and nothing of the conversation: %j', (body) => {
    expect(refusal(500, body).message).toBe('api.venice.ai failed to answer. Try again in a moment.');
  });
});

describe('errorWithinAnswer', () => {
  const within = (error: unknown) => {
    const { code, message, details } = errorWithinAnswer(ASKED, { error }, NOW_MS);
    return { code, message, details };
  };

  it("reads Venice's overload and when to come back", () => {
    expect(within({ message: 'Overloaded', type: 'server_error', code: 'model_overloaded', retry_after: 30 })).toEqual({
      code: 'provider-failed',
      message: 'api.venice.ai failed to answer: “Overloaded”. Try again in 30 s.',
      details: { status: 500, retryAfterMs: 30_000 },
    });
  });

  it.each([
    [{ code: 402, message: 'Credits' }, 'provider-insufficient-balance'],
    [{ code: '429', message: 'Slow' }, 'provider-rate-limited'],
    [{ type: 'rate_limit_error' }, 'provider-rate-limited'],
    [{ code: 'invalid_api_key' }, 'provider-unauthorized'],
    [{ type: 'content_filter_error', code: 'content_blocked_by_provider' }, 'provider-failed'],
    ['anything', 'provider-failed'],
  ])('tells the kind of %j', (error, code) => {
    expect(within(error).code).toBe(code);
  });
});

describe('messageErrorOf', () => {
  it.each([
    ['provider-failed', { status: 500 }, true],
    ['provider-failed', {}, true],
    ['provider-failed', { status: 422 }, false],
    ['provider-failed', { status: 500, reason: 'context-length-exceeded' }, false],
    ['provider-rate-limited', { status: 429 }, true],
    ['provider-unreachable', {}, true],
    ['timeout', {}, true],
    ['provider-unauthorized', { status: 401 }, false],
    ['provider-insufficient-balance', { status: 402 }, false],
    ['too-large', {}, false],
  ] as const)('%s %j: retryable %s', (code, details, retryable) => {
    expect(messageErrorOf(new AppError(code, 'words', { details }))).toEqual({ code, message: 'words', retryable });
  });
});
