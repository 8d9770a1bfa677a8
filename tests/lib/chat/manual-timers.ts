import type { Timers } from '../../../lib/clock.ts';

/** Timers that fire only when a test says so. */
export interface ManualTimers extends Timers {
  /** What is waited for now, in ms from when it was set. */
  waits(): readonly number[];
  /** Fires every timer that was set for exactly `ms`. */
  fire(ms: number): void;
}

export function createManualTimers(): ManualTimers {
  const pending = new Map<object, { callback: () => void; ms: number }>();
  return {
    set: (callback, ms) => {
      const handle = {};
      pending.set(handle, { callback, ms });
      return handle;
    },
    clear: (handle) => void pending.delete(handle as object),
    waits: () => [...pending.values()].map(({ ms }) => ms),
    fire: (ms) => {
      for (const [handle, timer] of pending) {
        if (timer.ms !== ms) continue;
        pending.delete(handle);
        timer.callback();
      }
    },
  };
}
