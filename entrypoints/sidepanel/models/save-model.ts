import { computed, createModel, effect, signal } from '@preact/signals';
import * as v from 'valibot';
import { AppError, ERROR_CODES } from '../../../lib/protocol/errors.ts';
import type { ChangeName } from '../../../lib/protocol/methods.ts';
import type { UnsentChange } from '../../../lib/protocol/shapes.ts';
import type { Environment } from './environment.ts';
import { asAppError } from './remote.ts';
import {
  type AnyChange,
  birthOf,
  type Change,
  isQuestionOf,
  keyOf,
  refusedBirthOf,
  toSaveState,
  toUnsaved,
  type UnsavedChange,
  unsentOf,
} from './unsaved-change.ts';

/** A change ends with the store's word, however long that takes; a lost background ends the call by itself. */
const NEVER_MS = 2 ** 31 - 1;

/** After the background was lost, it is there again almost at once: connecting starts it. */
const RESEND_AFTER_MS = 250;

/** A store that answers within this is not worth the word "queued". */
const QUEUED_AFTER_MS = 400;

const progressSchema = v.object({
  queued: v.boolean(),
  reason: v.nullable(v.object({ code: v.picklist(ERROR_CODES), message: v.string() })),
});

/**
 * Hands every change of this page to the background, which keeps it until the store has it, and says honestly how far
 * each is: also those that an earlier panel left behind.
 */
export const SaveModel = createModel(({ client, timers, newId }: Environment) => {
  const unsaved = signal<readonly UnsavedChange[]>([]);
  const state = computed(() => toSaveState(unsaved.value));
  const unsent = computed(() => unsentOf(unsaved.value));
  /** Questions that are asked by themselves as soon as the store takes them. */
  const queuedQuestions = computed(() =>
    unsaved.value.filter(({ change, status }) => change.method === 'chat/send' && status === 'queued'),
  );
  const delays = new Map<string, unknown>();
  /** Changes that were made here, not by an earlier panel or another page. */
  const own = new Set<string>();
  const lost = new Set<string>();
  let resendTimer: unknown;
  /** What the background's last list had; it counts only as long as that background lives. */
  let listed: ReadonlySet<string> = new Set();
  let isListed = false;

  effect(() => {
    const stops = [
      client.on('changed', ({ tables }) => {
        if (tables?.includes('unsent')) void listUnsent();
      }),
      // The background says it first thing, so this is also how a new one is noticed.
      client.on('store/state', ({ detail }) => {
        if (detail === 'lost') forgetListed();
        if (!isListed) void listUnsent();
      }),
    ];
    return () => {
      for (const stop of stops) stop();
      timers.clear(resendTimer);
      for (const timer of delays.values()) timers.clear(timer);
    };
  });

  /** Sends a change. Returns its request id, made for it unless it is given: the same one acts once. */
  function submit<M extends ChangeName>(change: Change<M>, givenId?: string): string {
    const requestId = add(change as unknown as AnyChange, 'sending', false, givenId);
    void send(requestId);
    return requestId;
  }

  /**
   * Sends the newest of the changes that replace each other at most `delayMs` after the first one that was put off. The
   * timer is not pushed back by later ones, or steady typing would never be saved. `isHeld`: it is kept but not sent.
   */
  function submitSoon(change: Change<'drafts/set'>, delayMs: number, isHeld = false): void {
    const key = keyOf(change);
    dropReplaced(key);
    add(change, 'delayed', isHeld);
    if (delays.has(key)) return;
    const timer = timers.set(() => flush(key), delayMs);
    delays.set(key, timer);
  }

  /** Sends what `submitSoon` put off. */
  function flush(key: string): void {
    timers.clear(delays.get(key));
    delays.delete(key);
    for (const { requestId, change, status } of unsaved.peek()) {
      if (status !== 'delayed' || keyOf(change) !== key) continue;
      update(requestId, { status: 'sending' });
      void send(requestId);
    }
  }

  /** Gives up the changes of this page that a newer one would replace. */
  function cancel(key: string): void {
    timers.clear(delays.get(key));
    delays.delete(key);
    dropReplaced(key);
    for (const { requestId, change } of unsaved.peek()) {
      if (keyOf(change) === key && own.has(requestId)) void withdraw(requestId);
    }
  }

  /** Sends a change again that was refused, with the id it had, and before it the making of its session. */
  async function retry(requestId: string): Promise<void> {
    const entry = find(requestId);
    if (entry?.status !== 'failed') return;
    const birth = refusedBirthOf(entry, unsaved.peek());
    const ids = birth && birth !== entry ? [birth.requestId, requestId] : [requestId];
    for (const id of ids) update(id, { status: 'sending' });
    // One that the background does not know any more is simply sent.
    await Promise.allSettled(ids.map((id) => client.call('unsent/resolve', { requestId: id, action: 'retry' })));
    for (const id of ids) void send(id);
  }

  /** Gives up a change that was refused; the user asked for it. Without its question a session is not made either. */
  function discard(requestId: string): void {
    const entry = find(requestId);
    if (entry?.status !== 'failed') return;
    giveUp(requestId);
    if (entry.change.method !== 'chat/send') return;
    const birth = refusedBirthOf(entry, unsaved.peek());
    if (birth && !unsaved.peek().some((other) => isQuestionOf(birth, other))) giveUp(birth.requestId);
  }

  /**
   * Gives up a question that is not saved, and the making of its session with it if that is not saved either (`unmade`).
   * `too-late`: it is on its way, or the background cannot be asked.
   */
  async function withdrawQuestion(requestId: string): Promise<'too-late' | 'withdrawn' | 'unmade'> {
    const entry = find(requestId);
    const birth = entry && birthOf(entry, unsaved.peek());
    if (entry?.status === 'failed') {
      discard(requestId);
      return birth?.status === 'failed' ? 'unmade' : 'withdrawn';
    }
    if (!(await withdraw(requestId))) return 'too-late';
    return birth && (await withdraw(birth.requestId)) ? 'unmade' : 'withdrawn';
  }

  async function withdraw(requestId: string): Promise<boolean> {
    try {
      await client.call('unsent/resolve', { requestId, action: 'discard' });
    } catch {
      return false;
    }
    remove(requestId);
    return true;
  }

  function giveUp(requestId: string): void {
    remove(requestId);
    void client.call('unsent/resolve', { requestId, action: 'discard' }).catch(() => listUnsent());
  }

  async function send(requestId: string): Promise<void> {
    const entry = find(requestId);
    if (!entry) return;
    // The background sends it; if it is refused again, it is listed again.
    if (entry.change.method === 'unknown') return remove(requestId);
    // Behind those that are sent again, or it would overtake them.
    if (resendTimer !== undefined) return void lost.add(requestId);
    const { method, params, onSaved } = entry.change as Change<ChangeName>;
    const queuedTimer = timers.set(() => hear({ isLate: true }), QUEUED_AFTER_MS);
    let isQueued = entry.status === 'queued';
    let isLate = isQueued;
    let reason = entry.error;

    function hear(news: { isLate: true } | { progress: unknown }): void {
      if ('isLate' in news) isLate = true;
      else {
        const parsed = v.safeParse(progressSchema, news.progress);
        if (!parsed.success) return;
        const { queued, reason: why } = parsed.output;
        isQueued = queued;
        reason = why ? new AppError(why.code, why.message) : undefined;
        dropOlder(requestId);
      }
      update(requestId, { status: isQueued && (isLate || reason) ? 'queued' : 'sending', error: reason });
    }

    try {
      const onProgress = (progress: unknown) => hear({ progress });
      const { isHeld } = entry;
      const result = await client.change(method, params, { requestId, isHeld, timeoutMs: NEVER_MS, onProgress });
      onSaved?.(result);
      remove(requestId);
    } catch (error) {
      fail(requestId, asAppError(error));
    } finally {
      timers.clear(queuedTimer);
    }
  }

  /** Only a lost background says `disconnected`: a lost host is its business. */
  function fail(requestId: string, error: AppError): void {
    // Given up, here or in another page.
    if (error.code === 'cancelled') return remove(requestId);
    if (!find(requestId)) return giveUp(requestId);
    if (error.code !== 'disconnected') return update(requestId, { status: 'failed', error });
    lost.add(requestId);
    resendTimer ??= timers.set(resendLost, RESEND_AFTER_MS);
  }

  function resendLost(): void {
    resendTimer = undefined;
    const again = unsaved.peek().filter(({ requestId }) => lost.delete(requestId));
    for (const { requestId } of again) void send(requestId);
  }

  /** Those of earlier panels and of other pages too, in the order they were made; what still waits is waited for here. */
  async function listUnsent(): Promise<void> {
    let changes: readonly UnsentChange[];
    isListed = true;
    try {
      // The settings are in this browser too, and their next change brings them all: nothing for a person to do.
      changes = (await client.call('unsent/list', {})).changes.filter(({ method }) => method !== 'preferences/mirror');
    } catch {
      return forgetListed();
    }
    const before = unsaved.peek();
    const now = new Set(changes.map(({ requestId }) => requestId));
    const known = new Map(before.map((entry) => [entry.requestId, entry]));
    // What the background never listed, or a background before it, was not resolved by anybody.
    const isResolved = ({ requestId, status }: UnsavedChange) => status === 'failed' && listed.has(requestId);
    const entries = changes.flatMap((change) => known.get(change.requestId) ?? toUnsaved(change) ?? []);
    unsaved.value = [...entries, ...before.filter((entry) => !now.has(entry.requestId) && !isResolved(entry))];
    listed = now;
    // Asked for again under its id, a change is not sent again: whoever asks hears what becomes of it.
    for (const { requestId, status } of entries) {
      if (status === 'sending' && !known.has(requestId)) void send(requestId);
    }
  }

  function forgetListed(): void {
    isListed = false;
    listed = new Set();
  }

  function find(requestId: string): UnsavedChange | undefined {
    return unsaved.peek().find((entry) => entry.requestId === requestId);
  }

  function add(change: AnyChange, status: UnsavedChange['status'], isHeld = false, requestId = newId()): string {
    own.add(requestId);
    unsaved.value = [...unsaved.peek(), { requestId, change, isHeld, status }];
    return requestId;
  }

  function update(
    requestId: string,
    { status, error }: { status: UnsavedChange['status']; error?: AppError | undefined },
  ): void {
    unsaved.value = unsaved.peek().map((entry) => {
      if (entry.requestId !== requestId) return entry;
      const { change, isHeld } = entry;
      return { requestId, change, isHeld, status, ...(error && { error }) };
    });
  }

  function remove(requestId: string): void {
    own.delete(requestId);
    unsaved.value = unsaved.peek().filter((entry) => entry.requestId !== requestId);
  }

  /** What was refused is replaced as well, if it was written here: a text of an earlier panel is nowhere else. */
  function dropReplaced(key: string): void {
    for (const { requestId, change, status } of unsaved.peek()) {
      if (keyOf(change) !== key || !own.has(requestId)) continue;
      if (status === 'delayed') remove(requestId);
      else discard(requestId);
    }
  }

  /** Once the background has the newer text, what becomes of the ones before it is nobody's concern. */
  function dropOlder(requestId: string): void {
    const newer = find(requestId);
    const key = newer && keyOf(newer.change);
    if (!key) return;
    for (const { requestId: id, change, status } of unsaved.peek()) {
      if (id === requestId) return;
      if (keyOf(change) === key && own.has(id) && status !== 'failed') remove(id);
    }
  }

  return {
    state,
    unsaved,
    unsent,
    queuedQuestions,
    submit,
    submitSoon,
    flush,
    cancel,
    retry,
    discard,
    withdrawQuestion,
  };
});
export type SaveModel = InstanceType<typeof SaveModel>;
