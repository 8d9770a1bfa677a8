import { effect, type ReadonlySignal, signal } from '@preact/signals';
import type { Sweep } from '../../../lib/protocol/keeping-shapes.ts';
import type { Environment } from '../../sidepanel/models/environment.ts';
import type { Remote } from '../../sidepanel/models/remote.ts';
import { createReading } from './host-reading.ts';

/** What one looks through at a time. */
const PAGE_LENGTH = 10;

export interface SweepLog {
  /** Newest first. */
  readonly sweeps: ReadonlySignal<Remote<readonly Sweep[]>>;
  readonly hasMore: ReadonlySignal<boolean>;
  /** `failed`: the older ones could not be read. */
  readonly older: ReadonlySignal<'idle' | 'loading' | 'failed'>;
  read(): Promise<void>;
  again(): void;
  showMore(): Promise<void>;
}

/** Every run of retention as far as it was asked for; within a model, which ends it. */
export function createSweepLog(env: Environment, isReady: ReadonlySignal<boolean>): SweepLog {
  const first = createReading({
    ...{ env, isReady, method: 'retention/log' as const, params: { limit: PAGE_LENGTH } },
    tables: ['sweeps'],
  });
  const sweeps = signal<Remote<readonly Sweep[]>>({ state: 'loading' });
  const hasMore = signal(false);
  const older = signal<'idle' | 'loading' | 'failed'>('idle');
  let cursor: string | null = null;

  effect(() => {
    const found = first.value.value;
    if (found.state !== 'ready') {
      sweeps.value = found;
      return;
    }
    const shown = sweeps.peek();
    const before = shown.state === 'ready' ? shown.value : [];
    const newest = found.value.sweeps;
    const last = newest.at(-1);
    const rest = last ? before.filter(({ id }) => id < last.id) : [];
    // Those that were asked for stay where they join on; else one begins anew.
    const joins = before.some(({ id }) => newest.some((sweep) => sweep.id === id));
    if (!joins || rest.length === 0) {
      cursor = found.value.nextCursor;
      hasMore.value = cursor !== null;
    }
    sweeps.value = { state: 'ready', value: joins ? [...newest, ...rest] : newest };
  });

  return {
    ...{ sweeps, hasMore, older, read: first.read, again: first.again },
    async showMore() {
      const shown = sweeps.peek();
      if (cursor === null || shown.state !== 'ready' || older.peek() === 'loading') return;
      older.value = 'loading';
      try {
        const page = await env.client.call('retention/log', { limit: PAGE_LENGTH, cursor });
        const now = sweeps.peek();
        const known = now.state === 'ready' ? now.value : [];
        const added = page.sweeps.filter(({ id }) => !known.some((sweep) => sweep.id === id));
        cursor = page.nextCursor;
        hasMore.value = cursor !== null;
        sweeps.value = { state: 'ready', value: [...known, ...added] };
        older.value = 'idle';
      } catch {
        older.value = 'failed';
      }
    },
  };
}
