import type { Now, Timers } from '../../lib/clock.ts';

/** 2026-01-31T12:00:00.000Z */
export const NOON_MS = 1_769_860_800_000;

/** A clock that stands still until a test moves it. */
export interface FakeClock {
  readonly now: Now;
  readonly timers: Timers;
  /** Moves on by `ms`, firing what becomes due in its order; what that starts has run when it resolves. */
  advance(ms: number): Promise<void>;
  /** The time jumps, as when a person sets the clock: no timer fires. */
  set(ms: number): void;
  readonly pendingCount: number;
}

export function createFakeClock(startMs: number = NOON_MS): FakeClock {
  const pending = new Map<object, { callback: () => void; dueMs: number }>();
  let elapsedMs = 0;
  let offsetMs = startMs;

  function nextDue(untilMs: number): [object, () => void] | undefined {
    let found: [handle: object, timer: { callback: () => void; dueMs: number }] | undefined;
    for (const entry of pending) {
      if (entry[1].dueMs <= untilMs && (!found || entry[1].dueMs < found[1].dueMs)) found = entry;
    }
    if (!found) return undefined;
    elapsedMs = Math.max(elapsedMs, found[1].dueMs);
    return [found[0], found[1].callback];
  }

  return {
    now: () => offsetMs + elapsedMs,
    timers: {
      set(callback, ms) {
        const handle = {};
        pending.set(handle, { callback, dueMs: elapsedMs + ms });
        return handle;
      },
      clear: (handle) => void pending.delete(handle as object),
    },
    async advance(ms) {
      const untilMs = elapsedMs + ms;
      await settle();
      for (let due = nextDue(untilMs); due; due = nextDue(untilMs)) {
        pending.delete(due[0]);
        due[1]();
        await settle();
      }
      elapsedMs = untilMs;
    },
    set(ms) {
      offsetMs = ms - elapsedMs;
    },
    get pendingCount() {
      return pending.size;
    },
  };
}

/** Lets everything run that waits for nothing but its turn. */
export function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
