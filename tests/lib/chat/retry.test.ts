import { describe, expect, it, vi } from 'vitest';
import { withRetries } from '../../../lib/chat/retry.ts';
import { AppError, type ErrorCode } from '../../../lib/protocol/errors.ts';
import { createManualTimers } from './manual-timers.ts';

const failure = (code: ErrorCode, details: Record<string, unknown>) => new AppError(code, 'no', { details });

/** Runs an attempt that fails with each error in turn, fires each wait, and tells the waits and the end. */
async function run(errors: readonly Error[], random = 0) {
  const timers = createManualTimers();
  const waits: number[] = [];
  let tries = 0;
  const attempt = async () => {
    const error = errors[tries++];
    if (error) throw error;
    return 'answer';
  };
  const options = { timers, random: () => random, signal: new AbortController().signal };
  const settled = withRetries(attempt, options).catch((error: unknown) => error);
  let end: unknown;
  void settled.then((value) => {
    end = value;
  });
  while (end === undefined) {
    await vi.waitFor(() => expect(end !== undefined || timers.waits().length > 0).toBe(true), { interval: 1 });
    for (const ms of timers.waits()) {
      waits.push(ms);
      timers.fire(ms);
    }
  }
  return { waits, tries, end };
}

describe('withRetries', () => {
  it('repeats 5xx after 0.5, 1, 2, 4 and 8 s and then gives up', async () => {
    const error = failure('provider-failed', { status: 503 });
    expect(await run(Array(9).fill(error))).toEqual({ waits: [500, 1000, 2000, 4000, 8000], tries: 6, end: error });
  });

  it('returns the answer of a later try', async () => {
    const error = failure('provider-failed', { status: 500 });
    expect(await run([error, error])).toEqual({ waits: [500, 1000], tries: 3, end: 'answer' });
  });

  it('spreads the waits by up to a quarter', async () => {
    expect((await run([failure('provider-failed', { status: 500 })], 0.5)).waits).toEqual([562.5]);
  });

  it('waits as long as the server asks, up to a minute', async () => {
    const limited = (retryAfterMs: number) => failure('provider-rate-limited', { status: 429, retryAfterMs });
    expect(await run([limited(60_000), limited(3000)])).toEqual({ waits: [60_000, 3000], tries: 3, end: 'answer' });
    const tooLong = limited(60_001);
    expect(await run([tooLong])).toEqual({ waits: [], tries: 1, end: tooLong });
    expect((await run([failure('provider-rate-limited', { status: 429 })])).waits).toEqual([500]);
  });

  it.each([
    failure('provider-failed', { status: 400 }),
    failure('provider-unauthorized', { status: 401 }),
    failure('provider-insufficient-balance', { status: 402 }),
    failure('provider-insufficient-balance', { status: 429 }),
    failure('provider-failed', { status: 500, reason: 'context-length-exceeded' }),
    failure('provider-unreachable', {}),
    failure('timeout', {}),
    new TypeError('a mistake of ours'),
  ])('never repeats %#', async (error) => {
    expect(await run([error])).toEqual({ waits: [], tries: 1, end: error });
  });

  it('can be stopped while it waits', async () => {
    const timers = createManualTimers();
    const controller = new AbortController();
    const options = { timers, random: () => 0, signal: controller.signal };
    const answer = withRetries(() => Promise.reject(failure('provider-failed', { status: 500 })), options);
    await vi.waitFor(() => expect(timers.waits()).toEqual([500]), { interval: 1 });
    controller.abort();
    await expect(answer).rejects.toMatchObject({ code: 'cancelled' });
    expect(timers.waits()).toEqual([]);
  });
});
