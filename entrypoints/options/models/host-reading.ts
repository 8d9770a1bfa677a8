import { effect, type ReadonlySignal, signal, untracked } from '@preact/signals';
import type { Params, ReadName, Result } from '../../../lib/protocol/methods.ts';
import type { Environment } from '../../sidepanel/models/environment.ts';
import { failed, LOADING, type Remote, ready } from '../../sidepanel/models/remote.ts';

/** The least time between two readings, however much is written. */
const APART_MS = 1000;

interface ReadingOptions<M extends ReadName> {
  readonly env: Pick<Environment, 'client' | 'timers'>;
  readonly isReady: ReadonlySignal<boolean>;
  readonly method: M;
  readonly params: Params<M>;
  /** What it is read from: a change of one of these tables has it read again; null = of any. */
  readonly tables: readonly string[] | null;
  /** While true, what is read is passed over: the page knows better. Default: never. */
  readonly isAhead?: () => boolean;
}

export interface Reading<M extends ReadName> {
  readonly value: ReadonlySignal<Remote<Result<M>>>;
  /** Reads now; resolves when that is done, however it went. */
  read(): Promise<void>;
  /** Shows that it is read, for whoever asks after a failure. */
  again(): void;
  /** Counts as read; what was asked for before is passed over. */
  set(value: Result<M>): void;
}

/** What the host tells, as it is at the moment; within a model, which ends it. */
export function createReading<M extends ReadName>(options: ReadingOptions<M>): Reading<M> {
  const { env, isReady, method, params, tables, isAhead = () => false } = options;
  const value = signal<Remote<Result<M>>>(LOADING);
  let timer: unknown;
  let isStale = false;
  let latest = 0;

  effect(() => {
    if (isReady.value) untracked(() => void read());
  });
  effect(() =>
    env.client.on('changed', ({ tables: changed }) => {
      if (tables === null || changed === null || changed.some((table) => tables.includes(table))) readSoon();
    }),
  );
  effect(() => () => env.timers.clear(timer));

  function readSoon(): void {
    isStale = true;
    if (timer !== undefined || !isReady.peek()) return;
    void read();
  }

  async function read(): Promise<void> {
    isStale = false;
    timer ??= env.timers.set(() => {
      timer = undefined;
      if (isStale) readSoon();
    }, APART_MS);
    const own = ++latest;
    let found: Remote<Result<M>>;
    try {
      found = ready(await env.client.call(method, params));
    } catch (error) {
      found = failed(error);
    }
    if (own === latest && !isAhead()) value.value = found;
  }

  return {
    value,
    read,
    again() {
      value.value = LOADING;
      void read();
    },
    set(next) {
      latest += 1;
      value.value = ready(next);
    },
  };
}
