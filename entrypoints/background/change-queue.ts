import type { Now, Timers } from '../../lib/clock.ts';
import { isHeld, isNewer, sentUnaskedWithinMs, sessionOfChange, supersedingKey } from '../../lib/protocol/delivery.ts';
import { AppError, type ErrorCode } from '../../lib/protocol/errors.ts';
import { toAppError } from '../../lib/rpc/rpc-error.ts';
import type { HostConnection } from './host-connection.ts';
import type { Journal, JournalEntry } from './journal.ts';

/** Errors that pass: the first change waits, and everything behind it. */
const PASSING: readonly ErrorCode[] = [
  'busy',
  'disk-full',
  'read-only',
  'timeout',
  'disconnected',
  'store-corrupt',
  'store-newer-than-host',
  'version-mismatch',
];

const RETRY_AFTER_MS = [250, 500, 1000, 2000, 4000];

/** A journal that could not be read is read again. */
const LOAD_AGAIN_AFTER_MS = 1000;

/** A host that does not answer a change within this is taken for hung; the change is sent again, which is harmless. */
const ANSWER_TIMEOUT_MS = 10_000;

/** What a page is told of a change of its own that is not in the store yet. */
export interface ChangeProgress {
  /** The journal has it: it survives the browser. */
  readonly queued: boolean;
  /** Why the store does not have it yet, once that is known. */
  readonly reason: { readonly code: ErrorCode; readonly message: string } | null;
}

/** A change as it comes from a page. */
export interface SubmittedChange {
  readonly method: string;
  readonly requestId: string;
  readonly params: Readonly<Record<string, unknown>>;
}

export interface ChangeQueueOptions {
  readonly host: Pick<HostConnection, 'request' | 'hold'>;
  readonly journal: Journal;
  readonly now: Now;
  readonly timers: Timers;
  /** Whether the worker has to be woken although nobody asks. */
  readonly setAlarm: (isWanted: boolean) => void;
  /** The list of unsent changes is another one now. */
  readonly onUnsentChanged: () => void;
}

/** Every change that the store has not acknowledged, first in, first out, one on its way at a time. */
export interface ChangeQueue {
  /**
   * Takes a change, also one that it has already. Resolves with the store's answer; rejects with the store's refusal,
   * and the change is then among the unsent ones.
   */
  submit(change: SubmittedChange, onProgress: (progress: ChangeProgress) => void): Promise<unknown>;
  /** Tries at once: the way to the store is open again, or somebody woke the worker. */
  hurry(): void;
  /** Every change that the store has not acknowledged, in order; those that are `unsent` wait for a person. */
  list(): Promise<JournalEntry[]>;
  /**
   * Resolves when the store has every change, but for those that wait for a person, and keeps those that come after in the
   * journal until the returned function is called. Rejects with `busy` when a change has to wait for the store.
   */
  pause(): Promise<() => void>;
  /** Sends a change again, or gives it up. Errors: `not-found`; `busy` for giving up one that is on its way just now. */
  resolve(requestId: string, action: 'retry' | 'discard'): Promise<void>;
}

/** What a page is told of a change that comes during a pause. */
const PAUSED: ChangeProgress['reason'] = {
  code: 'busy',
  message: 'Your conversations are being moved. This is kept, and saved when they have moved.',
};

interface Waiter {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: AppError) => void;
  readonly onProgress: (progress: ChangeProgress) => void;
}

/** An entry with the pages that wait for it, and the write of it that is under way. */
interface Item {
  entry: JournalEntry;
  waiters: Waiter[];
  isQueued: boolean;
  isSending: boolean;
  written: Promise<void>;
}

/** A queue over `journal`; what an earlier worker left in it is sent first. */
export function createChangeQueue(options: ChangeQueueOptions): ChangeQueue {
  const { host, journal, now, timers } = options;
  let items: Item[] = [];
  let lastOrder = 0;
  let isPumping = false;
  let failedTries = 0;
  let retryTimer: unknown;
  let releaseHost: (() => void) | undefined;
  let reason: ChangeProgress['reason'] = null;
  let isAlarmSet: boolean | undefined;
  let pausing: { readonly resolve: () => void; readonly reject: (error: AppError) => void } | undefined;
  let isPaused = false;
  let isLoaded = false;

  /** Without a readable journal changes are still sent, and written where that works. */
  const loaded = load().catch(() => {
    // What it holds must not be written over: no journal counts as far as the time in milliseconds.
    lastOrder = now();
    loadLater();
  });

  async function load(): Promise<void> {
    const entries = await journal.load();
    isLoaded = true;
    const known = new Set(items.map(({ entry }) => entry.requestId));
    const found = entries.filter(({ requestId }) => !known.has(requestId));
    lastOrder = Math.max(lastOrder, entries.at(-1)?.order ?? 0);
    const added = found.map((entry) => ({
      ...{ entry, waiters: [], isQueued: true, isSending: false },
      written: Promise.resolve(),
    }));
    items = [...added, ...items].sort((a, b) => a.entry.order - b.entry.order);
    if (added.length > 0) void pump();
  }

  function loadLater(): void {
    timers.set(() => {
      load().then(options.onUnsentChanged, loadLater);
    }, LOAD_AGAIN_AFTER_MS);
  }

  function add(change: SubmittedChange, waiter: Waiter): void {
    const { method, requestId, params } = change;
    const superseded = takeSuperseded(method, params);
    const entry = { order: ++lastOrder, requestId, method, params, queuedAt: now() };
    const waiters = [...superseded.flatMap((item) => item.waiters), waiter];
    const item: Item = { entry, waiters, isQueued: false, isSending: false, written: Promise.resolve() };
    items.push(item);
    item.written = write(item, superseded);
  }

  /**
   * Those that wait and that the new change makes pointless; who waits for them waits for it. Not those that are newer: a
   * page that was lost sends its old text again. One that is held is no reason to drop one that is sent: whoever made it had
   * not seen that.
   */
  function takeSuperseded(method: string, params: SubmittedChange['params']): Item[] {
    const key = supersedingKey(method, params);
    if (key === undefined) return [];
    const superseded = items.filter(
      ({ entry, isSending }) =>
        !isSending &&
        !entry.unsent &&
        supersedingKey(entry.method, entry.params) === key &&
        !isNewer(entry.params, params) &&
        (isHeld(entry.params) || !isHeld(params)),
    );
    items = items.filter((item) => !superseded.includes(item));
    return superseded;
  }

  async function write(item: Item, superseded: readonly Item[] = []): Promise<void> {
    try {
      await Promise.all(superseded.map((other) => other.written));
      await journal.write(
        [item.entry],
        superseded.map((other) => other.entry),
      );
      item.isQueued = true;
    } catch {
      // It is sent all the same, and the page is not told that it is queued.
    }
    tell(item);
  }

  async function forget(item: Item): Promise<void> {
    items = items.filter((other) => other !== item);
    await item.written;
    // Left there it would only be sent again, harmlessly.
    await journal.write([], [item.entry]).catch(() => {});
  }

  function tell({ waiters, isQueued }: Item): void {
    for (const { onProgress } of waiters) onProgress({ queued: isQueued, reason });
  }

  async function pump(): Promise<void> {
    timers.clear(retryTimer);
    retryTimer = undefined;
    if (isPumping || isPaused) return;
    isPumping = true;
    try {
      for (let head = nextItem(); head; head = nextItem()) {
        releaseHost ??= host.hold();
        if (!(await deliver(head))) return waitForHost();
      }
      settle();
      if (pausing) beginPause();
    } finally {
      isPumping = false;
    }
  }

  function nextItem(): Item | undefined {
    return items.find(({ entry }) => !entry.unsent && !isHeld(entry.params));
  }

  /** False: it has to wait. */
  async function deliver(item: Item): Promise<boolean> {
    const { method, params, queuedAt } = item.entry;
    if (now() - queuedAt > (sentUnaskedWithinMs(method) ?? Number.POSITIVE_INFINITY)) {
      await setAside(
        item,
        new AppError('timeout', 'This waited for more than 10 minutes. Send it now, or discard it.'),
      );
      return true;
    }
    item.isSending = true;
    try {
      const result = await ask(method, params);
      failedTries = 0;
      reason = null;
      for (const waiter of item.waiters) waiter.resolve(result);
      void forget(item);
      return true;
    } catch (error) {
      const failure = toAppError(error, method);
      if (isPassing(failure)) {
        reason = { code: failure.code, message: failure.message };
        for (const other of items) if (!other.entry.unsent) tell(other);
        return false;
      }
      await setAside(item, failure);
      return true;
    } finally {
      item.isSending = false;
    }
  }

  async function ask(method: string, params: object): Promise<unknown> {
    const timeout = new AbortController();
    const timer = timers.set(() => timeout.abort(), ANSWER_TIMEOUT_MS);
    try {
      return await host.request(method, params, { signal: timeout.signal, onProgress: () => {} });
    } catch (error) {
      if (!timeout.signal.aborted) throw error;
      throw new AppError('timeout', 'The host does not answer. It is asked again.');
    } finally {
      timers.clear(timer);
    }
  }

  /** The change, and the later ones of its session, wait for a person; the rest goes on. */
  async function setAside(failed: Item, error: AppError): Promise<void> {
    const session = sessionOfChange(failed.entry.method, failed.entry.params);
    const later = items.slice(items.indexOf(failed) + 1).filter(({ entry }) => {
      const isOfSession = session !== undefined && sessionOfChange(entry.method, entry.params) === session;
      return isOfSession && !entry.unsent && !isHeld(entry.params);
    });
    const heldBack = new AppError('conflict', 'An earlier change of this session could not be saved.', {
      details: { unsent: true },
    });
    const refused = new AppError(error.code, error.message, { details: { ...error.details, unsent: true } });
    for (const [item, why] of [[failed, refused] as const, ...later.map((item) => [item, heldBack] as const)]) {
      item.entry = { ...item.entry, unsent: { code: why.code, message: why.message } };
      item.written = item.written.then(() => write(item));
      for (const waiter of item.waiters) waiter.reject(why);
      item.waiters = [];
    }
    await failed.written;
    options.onUnsentChanged();
  }

  function waitForHost(): void {
    const delay = RETRY_AFTER_MS[Math.min(failedTries++, RETRY_AFTER_MS.length - 1)] ?? 0;
    retryTimer = timers.set(() => void pump(), delay);
    setAlarm(true);
    pausing?.reject(new AppError('busy', `A change is not saved yet: ${reason?.message ?? ''} Try again when it is.`));
    pausing = undefined;
  }

  function setAlarm(isWanted: boolean): void {
    if (isAlarmSet === isWanted) return;
    isAlarmSet = isWanted;
    options.setAlarm(isWanted);
  }

  function beginPause(): void {
    isPaused = true;
    reason = PAUSED;
    pausing?.resolve();
    pausing = undefined;
  }

  /** Ends this pause, and no later one. */
  function pauseEnder(): () => void {
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      isPaused = false;
      reason = null;
      void pump();
    };
  }

  function settle(): void {
    releaseHost?.();
    releaseHost = undefined;
    setAlarm(false);
  }

  return {
    async submit(change, onProgress) {
      await loaded;
      const known = items.find(({ entry }) => entry.requestId === change.requestId);
      const answer = new Promise((resolve, reject) => {
        const waiter = { resolve, reject, onProgress };
        if (!known) return add(change, waiter);
        const { unsent } = known.entry;
        if (unsent) return reject(new AppError(unsent.code, unsent.message, { details: { unsent: true } }));
        known.waiters.push(waiter);
        if (known.isQueued) tell(known);
      });
      // Should this worker end before the pause does, the next one has it.
      if (isPaused) setAlarm(true);
      // Behind one that waits, it waits too.
      if (retryTimer === undefined) void pump();
      return answer;
    },
    hurry() {
      failedTries = 0;
      void loaded.then(pump);
    },
    async pause() {
      await loaded;
      if (pausing || isPaused) throw new AppError('busy', 'Your conversations are already being moved.');
      if (!isLoaded)
        throw new AppError('busy', 'What waits to be saved cannot be read right now. Try again in a moment.');
      const begun = new Promise<void>((resolve, reject) => {
        pausing = { resolve, reject };
      });
      void pump();
      await begun;
      return pauseEnder();
    },
    async list() {
      await loaded;
      return items.map(({ entry }) => entry);
    },
    async resolve(requestId, action) {
      await loaded;
      const item = items.find(({ entry }) => entry.requestId === requestId);
      if (!item) throw new AppError('not-found', 'This change is no longer waiting.');
      if (action === 'discard') {
        if (item.isSending)
          throw new AppError('busy', 'This change is being saved right now. Check again in a moment.');
        for (const waiter of item.waiters) waiter.reject(new AppError('cancelled', 'This change was given up.'));
        await forget(item);
      } else if (item.entry.unsent) {
        const { unsent: _, ...entry } = item.entry;
        item.entry = { ...entry, queuedAt: now() };
        await write(item);
        void pump();
      }
      options.onUnsentChanged();
    },
  };
}

/** A disk that fails at one moment may not at the next; it has no code of its own. */
function isPassing({ code, details }: AppError): boolean {
  return PASSING.includes(code) || (code === 'internal' && String(details['sqliteCode']).startsWith('SQLITE_IOERR'));
}
