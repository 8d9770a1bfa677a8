import { createModel, effect, signal } from '@preact/signals';
import type { Now, Timers } from '../../../lib/clock.ts';

/** Ages are told in minutes. */
const TICK_MS = 30_000;

/** The time as ages are reckoned from it; it moves on twice a minute. */
export const ClockModel = createModel((now: Now, timers: Timers) => {
  const nowMs = signal(now());
  effect(() => {
    let timer = timers.set(tick, TICK_MS);
    function tick(): void {
      nowMs.value = now();
      timer = timers.set(tick, TICK_MS);
    }
    return () => timers.clear(timer);
  });
  return { nowMs };
});
export type ClockModel = InstanceType<typeof ClockModel>;
