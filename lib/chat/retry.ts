import type { Timers } from '../clock.ts';
import { AppError } from '../protocol/errors.ts';

/** Waits before the second to the sixth try where the server names none: Venice's advice for 5xx. */
const BACKOFF_MS = [500, 1000, 2000, 4000, 8000] as const;

/** A server that wants a longer pause than this is not waited for. */
const MAX_WAIT_MS = 60_000;

interface RetryOptions {
  readonly timers: Timers;
  readonly random: () => number;
  readonly signal: AbortSignal;
}

/**
 * Runs `attempt` again after 429 and 5xx, at most five times. Nothing else is repeated: Venice locks a key for 30 s after
 * many 4xx. Rejects with the last failure; while waiting, an aborted signal gives `cancelled`.
 */
export async function withRetries<T>(attempt: () => Promise<T>, options: RetryOptions): Promise<T> {
  for (const backoffMs of BACKOFF_MS) {
    try {
      return await attempt();
    } catch (error) {
      const waitMs = waitBeforeRetry(error, backoffMs, options.random);
      if (waitMs === undefined || waitMs > MAX_WAIT_MS) throw error;
      await pause(waitMs, options);
    }
  }
  return attempt();
}

/** Backoff is spread by up to a quarter, so that many clients of one server do not return at once. */
function waitBeforeRetry(error: unknown, backoffMs: number, random: () => number): number | undefined {
  if (!(error instanceof AppError) || !isWorthRepeating(error)) return undefined;
  const { retryAfterMs } = error.details;
  return typeof retryAfterMs === 'number' ? retryAfterMs : backoffMs * (1 + random() / 4);
}

function isWorthRepeating({ code, details }: AppError): boolean {
  if (code === 'provider-rate-limited') return true;
  return Number(details['status']) >= 500 && details['reason'] === undefined;
}

function pause(ms: number, { timers, signal }: RetryOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      timers.clear(timer);
      reject(new AppError('cancelled', 'The request was stopped.'));
    };
    const timer = timers.set(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    }, ms);
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
  });
}
