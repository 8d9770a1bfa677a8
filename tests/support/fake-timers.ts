import type { Timers } from '../../lib/clock.ts';

/** A clock that stands still until a test moves it. */
interface FakeTimers extends Timers {
  now(): number;
  /** Lets time pass: what falls due runs in order, each with the promises that follow from it. */
  advance(ms: number): Promise<void>;
  /** How many timers wait. */
  count(): number;
}

export function createFakeTimers(startMs = 0): FakeTimers {
  const waiting = new Map<number, { readonly dueMs: number; readonly callback: () => void }>();
  let nowMs = startMs;
  let lastHandle = 0;

  function takeDue(untilMs: number): (() => void) | undefined {
    const [first] = [...waiting].filter(([, { dueMs }]) => dueMs <= untilMs).sort(([, a], [, b]) => a.dueMs - b.dueMs);
    if (!first) return undefined;
    const [handle, { dueMs, callback }] = first;
    waiting.delete(handle);
    nowMs = Math.max(nowMs, dueMs);
    return callback;
  }

  return {
    set(callback, ms) {
      waiting.set(++lastHandle, { dueMs: nowMs + ms, callback });
      return lastHandle;
    },
    clear: (handle) => void waiting.delete(handle as number),
    now: () => nowMs,
    async advance(ms) {
      const untilMs = nowMs + ms;
      await settled();
      for (let callback = takeDue(untilMs); callback; callback = takeDue(untilMs)) {
        callback();
        await settled();
      }
      nowMs = untilMs;
    },
    count: () => waiting.size,
  };
}

/** Resolves when every promise that can go on without a timer has gone on. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
