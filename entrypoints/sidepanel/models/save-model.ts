import { computed, createModel, effect, type ReadonlySignal, signal } from '@preact/signals';
import type { AppError } from '../../../lib/protocol/errors.ts';
import type { ChangeName, Params, Result } from '../../../lib/protocol/methods.ts';
import type { Environment } from './environment.ts';
import { asAppError } from './remote.ts';

export interface Change<M extends ChangeName> {
  readonly method: M;
  readonly params: Params<M>;
  /** Changes of one lane are sent one after the other; a failed one holds the later ones back. */
  readonly lane: string;
  /** Called once the store has committed, after a retry too. */
  readonly onSaved?: (result: Result<M>) => void;
}

type AnyChange = { [M in ChangeName]: Change<M> }[ChangeName];

/** A change that is not acknowledged. `delayed`: more of it is expected, so it waits for its timer. */
export interface UnsavedChange {
  /** Made once: sending again with it is harmless. */
  readonly requestId: string;
  readonly change: AnyChange;
  readonly status: 'delayed' | 'waiting' | 'sending' | 'failed';
  readonly error?: AppError;
}

export type SaveState =
  | { readonly kind: 'saved' }
  | { readonly kind: 'saving' }
  /** Safe on this machine, not yet in the store. */
  | { readonly kind: 'queued'; readonly count: number }
  | { readonly kind: 'unsaved'; readonly count: number; readonly error: AppError };

/** Sends every change of this page, keeps what is not acknowledged, and says honestly how much that is. */
export const SaveModel = createModel(({ client, timers, newId }: Environment, isReady: ReadonlySignal<boolean>) => {
  const unsaved = signal<readonly UnsavedChange[]>([]);
  const state = computed(() => toSaveState(unsaved.value));
  const delays = new Map<string, unknown>();

  effect(() => {
    if (isReady.value) retryAll();
    return undefined;
  });
  effect(() => () => {
    for (const timer of delays.values()) timers.clear(timer);
  });

  /** Sends a change now, or after those before it in its lane. Returns its request id. */
  function submit<M extends ChangeName>(change: Change<M>): string {
    const requestId = newId();
    add(requestId, change as unknown as AnyChange, 'waiting');
    pump(change.lane);
    return requestId;
  }

  /**
   * Sends the newest change of a lane at most `delayMs` after the first one that was put off; those between are
   * dropped. The timer is not pushed back by later ones, or steady typing would never be saved.
   */
  function submitSoon<M extends ChangeName>(change: Change<M>, delayMs: number): void {
    const { lane } = change;
    dropUnsent(lane);
    add(newId(), change as unknown as AnyChange, 'delayed');
    if (!delays.has(lane))
      delays.set(
        lane,
        timers.set(() => flush(lane), delayMs),
      );
  }

  /** Sends what `submitSoon` put off. */
  function flush(lane: string): void {
    timers.clear(delays.get(lane));
    delays.delete(lane);
    unsaved.value = unsaved
      .peek()
      .map((entry) => (isIn(lane, entry) && entry.status === 'delayed' ? { ...entry, status: 'waiting' } : entry));
    pump(lane);
  }

  /** Forgets what of a lane was not sent. */
  function cancel(lane: string): void {
    timers.clear(delays.get(lane));
    delays.delete(lane);
    dropUnsent(lane);
  }

  /** Sends everything again that failed, oldest first, each with the id it had. */
  function retryAll(): void {
    const lanes = new Set(unsaved.peek().map((entry) => entry.change.lane));
    unsaved.value = unsaved.peek().map((entry) => (entry.status === 'failed' ? withStatus(entry, 'waiting') : entry));
    for (const lane of lanes) pump(lane);
  }

  /** Gives a change up; the user asked for it. */
  function discard(requestId: string): void {
    const entry = unsaved.peek().find((other) => other.requestId === requestId);
    if (!entry || entry.status === 'sending') return;
    unsaved.value = unsaved.peek().filter((other) => other !== entry);
    pump(entry.change.lane);
  }

  function add(requestId: string, change: AnyChange, status: UnsavedChange['status']): void {
    unsaved.value = [...unsaved.peek(), { requestId, change, status }];
  }

  function dropUnsent(lane: string): void {
    unsaved.value = unsaved.peek().filter((entry) => !isIn(lane, entry) || entry.status === 'sending');
  }

  function pump(lane: string): void {
    const first = unsaved.peek().find((entry) => isIn(lane, entry));
    if (first?.status !== 'waiting') return;
    replace(first.requestId, (entry) => withStatus(entry, 'sending'));
    void send(first);
  }

  async function send({ requestId, change }: UnsavedChange): Promise<void> {
    const { method, params, onSaved } = change as Change<ChangeName>;
    let result: Result<ChangeName>;
    try {
      result = await client.change(method, params, { requestId });
    } catch (error) {
      replace(requestId, (entry) => ({ ...withStatus(entry, 'failed'), error: asAppError(error) }));
      return;
    }
    onSaved?.(result);
    unsaved.value = unsaved.peek().filter((entry) => entry.requestId !== requestId);
    pump(change.lane);
  }

  function replace(requestId: string, change: (entry: UnsavedChange) => UnsavedChange): void {
    unsaved.value = unsaved.peek().map((entry) => (entry.requestId === requestId ? change(entry) : entry));
  }

  return { state, unsaved, submit, submitSoon, flush, cancel, retryAll, discard };
});
export type SaveModel = InstanceType<typeof SaveModel>;

/** Whether a change stands still until the user, or a new connection, has it sent again. */
export function isHeldBack(entry: UnsavedChange, unsaved: readonly UnsavedChange[]): boolean {
  return unsaved.some((other) => other.status === 'failed' && isIn(entry.change.lane, other));
}

function toSaveState(unsaved: readonly UnsavedChange[]): SaveState {
  const error = unsaved.find((entry) => entry.status === 'failed')?.error;
  if (error) return { kind: 'unsaved', count: unsaved.filter((entry) => isHeldBack(entry, unsaved)).length, error };
  return unsaved.length > 0 ? { kind: 'saving' } : { kind: 'saved' };
}

function isIn(lane: string, entry: UnsavedChange): boolean {
  return entry.change.lane === lane;
}

function withStatus({ requestId, change }: UnsavedChange, status: UnsavedChange['status']): UnsavedChange {
  return { requestId, change, status };
}
