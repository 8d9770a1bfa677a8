import { makeRepliesHere } from '../../../lib/chat/make-reply.ts';
import { createModelLists } from '../../../lib/chat/model-lists.ts';
import type { Credentials, ProviderClient } from '../../../lib/chat/provider.ts';
import { createReplies } from '../../../lib/chat/replies.ts';
import type { Timers } from '../../../lib/clock.ts';
import { chatHandlers } from '../../../lib/handlers/chat.ts';
import { createDispatch } from '../../../lib/handlers/dispatch.ts';
import type { Handlers } from '../../../lib/handlers/handler.ts';
import { providerHandlers } from '../../../lib/handlers/provider.ts';
import { retentionHandlers } from '../../../lib/handlers/retention.ts';
import { storeHandlers } from '../../../lib/handlers/store-handlers.ts';
import { AppError } from '../../../lib/protocol/errors.ts';
import { PROTOCOL_VERSION } from '../../../lib/protocol/limits.ts';
import type { Announce } from '../../../lib/protocol/notifications.ts';
import type { RequestContext } from '../../../lib/rpc/connection.ts';
import type { SqlDatabase } from '../../../lib/store/sql-database.ts';
import { announceWhenSettled } from './durable-announce.ts';
import { createEmbeddedStore, type EmbeddedStore, type EmbeddedStoreOptions } from './embedded-store.ts';
import { keepingHandlers } from './keeping-handlers.ts';
import { createOnlyRun, type OnlyRun } from './only-run.ts';
import { createStoreSweeps } from './store-sweeps.ts';

/** As of the native host. */
const MAX_REPLIES_AT_ONCE = 8;

/** A store that is not open by then is told to be busy; opening goes on. */
const OPENING_WAIT_MS = 5000;

/** A sweep that is due waits until a panel that has just opened shows something. */
const FIRST_LOOK_MS = 3000;

/** What goes in and out of the store as files. */
export type TransferHandlers = Pick<Handlers, 'uploads/put' | 'imports/analyze' | 'data/import' | 'data/export'>;

export interface EmbeddedHostOptions
  extends Omit<EmbeddedStoreOptions, 'announce' | 'onReady' | 'timers' | 'now' | 'newId'> {
  readonly provider: ProviderClient;
  /** Keys that earlier workers of this browser run were told. */
  readonly credentials: () => Promise<readonly object[]>;
  readonly transferHandlers: (access: TransferAccess) => TransferHandlers;
  /** Tells pages. */
  readonly tell: Announce;
  readonly timers: Timers;
  readonly now: () => number;
  readonly newId: () => string;
  readonly version: string;
  /** Hears what went wrong unexpectedly; `what` says where. */
  readonly report: (error: unknown, what: string) => void;
}

/** What transfers work with. */
export interface TransferAccess {
  readonly store: EmbeddedStore;
  readonly asOnlyRun: OnlyRun;
  readonly announce: Announce;
}

/** What the native host does, in the background of the browser, on the store in the browser. */
export interface EmbeddedHost {
  readonly store: EmbeddedStore;
  readonly asOnlyRun: OnlyRun;
  /** Opens the store, and does what was left to do. Never rejects. */
  open(): Promise<void>;
  /** The store when it is open. Errors: why it is not. */
  opened(): Promise<EmbeddedStore>;
  /**
   * Answers a request when the disk has what it changed. Errors: those of the methods, and `busy`, `disk-full` or `read-only` when the
   * disk took nothing.
   */
  request(method: string, params: unknown, context: RequestContext): Promise<unknown>;
  /** Sweeps if it is due. Never rejects. */
  sweepIfDue(): Promise<void>;
  /** Whether something is being done that must not be stopped: requests, replies, long work on the store. */
  isWorking(): boolean;
}

/** A host that has not opened its store yet. */
export function createEmbeddedHost(options: EmbeddedHostOptions): EmbeddedHost {
  const { provider, tell, timers, now, newId, version, report } = options;
  const { asOnlyRun, isRunning } = createOnlyRun();
  const claims = new Set<string>();
  let opening: Promise<unknown> | undefined;
  let onOpened = () => {};
  let requestCount = 0;
  let looking: unknown;

  const store = createEmbeddedStore({
    ...options,
    announce(name, params) {
      if (name === 'store/state') hearState((params as { state: string }).state);
      tell(name, params);
    },
    onReady() {
      lookAtReplies();
      timers.clear(looking);
      looking = timers.set(() => void sweeps.sweepIfDue(), FIRST_LOOK_MS);
    },
  });
  const announce = announceWhenSettled(store.settled, tell);
  const access = { db: store.db, now, announce };
  const models = createModelLists(provider, timers);
  const claim = (replyId: string) => claimIn(claims, replyId);
  const replies = createReplies({
    ...{ ...access, models, timers, claim },
    make: makeRepliesHere({ ...access, provider, timers, settled: store.settled }),
    maxAtOnce: MAX_REPLIES_AT_ONCE,
  });
  const sweeps = createStoreSweeps({ store, asOnlyRun, announce, timers, now, report });
  const owners = { isOwned: (replyId: string) => claims.has(replyId), claim, now };
  const dispatch = createDispatch({
    handlers: {
      hello: () => ({
        protocol: PROTOCOL_VERSION,
        host: { version, pid: 0, engine: 'embedded' },
        store: store.info(),
      }),
      ...storeHandlers({ ...access, onDeletedForever: sweeps.finishDeleting }),
      ...retentionHandlers({ ...access, sweep: sweeps.sweep, takesTestClock: false }),
      ...keepingHandlers({ store, asOnlyRun, owners, timers }),
      ...options.transferHandlers({ store, asOnlyRun, announce }),
      ...chatHandlers(access, replies),
      ...providerHandlers(access, replies, provider),
    },
    report(error, method) {
      const ref = newId();
      report(error, `${method} (${ref})`);
      return ref;
    },
  });
  const credentialsKnown = learnCredentials();

  async function learnCredentials(): Promise<void> {
    const known = await options.credentials().catch(() => []);
    for (const one of known) replies.setCredentials(one as Credentials);
  }

  /** While a store is opened, first or anew, requests wait: it takes a moment. */
  function hearState(state: string): void {
    if (state !== 'opening') return onOpened();
    opening = new Promise<void>((resolve) => {
      onOpened = resolve;
    });
  }

  /** Replies of a worker that was stopped keep their text; nothing waits for them any more. Then others have their turn. */
  function lookAtReplies(): void {
    try {
      const interrupted = replies.interruptOrphans();
      if (interrupted.length > 0) announce('changed', { tables: ['messages'], sessionIds: null });
      replies.startQueued();
    } catch (error) {
      report(error, 'could not look for replies that nobody makes');
    }
  }

  async function whenOpen(): Promise<void> {
    let timer: unknown;
    const tooLong = new Promise<void>((resolve) => {
      timer = timers.set(resolve, OPENING_WAIT_MS);
    });
    await Promise.race([opening ?? open(), tooLong]);
    timers.clear(timer);
  }

  function open(): Promise<void> {
    const opened = store.open();
    opening ??= opened;
    return opened;
  }

  /** The store as it is now, or why it is not open. */
  function current(): SqlDatabase | { readonly failure: unknown } {
    try {
      return store.db();
    } catch (failure) {
      return { failure };
    }
  }

  async function answer(method: string, params: unknown, context: RequestContext): Promise<unknown> {
    // A handshake tells of a store that is being opened, and does not wait for it.
    if (method === 'hello') return dispatch(method, params, context);
    await Promise.all([credentialsKnown, whenOpen()]);
    const before = current();
    const result = await dispatch(method, params, context);
    await store.settled();
    if ('failure' in before) return result;
    const now = current();
    if ('failure' in now) throw now.failure;
    // The disk took nothing meanwhile, and what is open is the store of before.
    if (now !== before) throw undone();
    return result;
  }

  return {
    ...{ store, asOnlyRun, open },
    async opened() {
      await whenOpen();
      store.db();
      return store;
    },
    async sweepIfDue() {
      await whenOpen();
      await sweeps.sweepIfDue();
    },
    async request(method, params, context) {
      requestCount++;
      try {
        return await answer(method, params, context);
      } finally {
        requestCount--;
      }
    },
    isWorking: () => requestCount > 0 || claims.size > 0 || isRunning(),
  };
}

function claimIn(claims: Set<string>, replyId: string): (() => void) | undefined {
  if (claims.has(replyId)) return undefined;
  claims.add(replyId);
  return () => void claims.delete(replyId);
}

function undone(): AppError {
  return new AppError(
    'busy',
    'The browser’s database failed while this was being saved, and is as it was before. Try again in a moment.',
  );
}
