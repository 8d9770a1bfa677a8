import type { Timers } from '../clock.ts';

/** Source of both: the specification's AutoSave. */
const SAVE_EVERY_MS = 30_000;
const SAVE_AFTER_CHANGE_MS = 5_000;

export interface AutoSaveOptions<State> {
  readonly timers: Timers;
  /** What is to be kept, without the moment: with it, it would always be another one. */
  readonly state: () => State;
  /** Calls back after each change. Returns its undo. */
  readonly subscribe: (onChange: () => void) => () => void;
  readonly write: (state: State) => void;
  /** Told every 30 s, whether something changed or not. */
  readonly beat: () => void;
  /** Removes what was written. */
  readonly clear: () => void;
}

export interface AutoSave {
  /** Writes at once, if something changed: the page is being hidden. */
  save(): void;
  /** After an end as one makes it: nothing is written any more, and what was is removed. */
  stop(): void;
}

/** Writes a state every 30 s and 5 s after the last change, each time only if it is another one than was written last. */
export function startAutoSave<State>(options: AutoSaveOptions<State>): AutoSave {
  const { timers, state, subscribe, write, beat, clear } = options;
  let written: string | undefined;
  let isStopped = false;
  let intervalTimer = timers.set(tick, SAVE_EVERY_MS);
  let changeTimer: unknown;
  const unsubscribe = subscribe(() => {
    timers.clear(changeTimer);
    changeTimer = timers.set(save, SAVE_AFTER_CHANGE_MS);
  });

  function tick(): void {
    intervalTimer = timers.set(tick, SAVE_EVERY_MS);
    beat();
    save();
  }

  function save(): void {
    if (isStopped) return;
    const now = state();
    const text = JSON.stringify(now);
    if (text === written) return;
    written = text;
    write(now);
  }

  return {
    save,
    stop() {
      isStopped = true;
      unsubscribe();
      timers.clear(intervalTimer);
      timers.clear(changeTimer);
      clear();
    },
  };
}

export interface WriteThrough {
  /** Something changed. */
  note(): void;
  /** Writes now what was noted. */
  flush(): void;
}

/**
 * Writes at most `delayMs` after the first change that was noted. Later ones do not push that back, or what changes all the
 * time would never be written.
 */
export function createWriteThrough(timers: Timers, delayMs: number, write: () => void): WriteThrough {
  let timer: unknown;

  function flush(): void {
    if (timer === undefined) return;
    timers.clear(timer);
    timer = undefined;
    write();
  }

  return {
    note() {
      timer ??= timers.set(flush, delayMs);
    },
    flush,
  };
}
