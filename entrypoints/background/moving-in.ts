import type { Timers } from '../../lib/clock.ts';
import { AppError } from '../../lib/protocol/errors.ts';
import type { Result } from '../../lib/protocol/methods.ts';
import { formatTimestamp } from '../../lib/protocol/timestamp.ts';
import type { RequestContext } from '../../lib/rpc/connection.ts';
import { databaseBytes } from '../../lib/store/describe-store.ts';
import { listUnfinishedReplies } from '../../lib/store/replies.ts';
import { getStoreFact } from '../../lib/store/store-info.ts';
import type { ChangeQueue } from './change-queue.ts';
import type { EmbeddedStore } from './embedded/embedded-store.ts';
import type { OnlyRun } from './embedded/only-run.ts';
import type { HostConnection } from './host-connection.ts';
import { differencesAfterMove } from './moving/compare-move.ts';
import { analyzeInHost, type StoreToCopy, takeInAtHost, takeRules } from './moving/copy-store.ts';
import { readDigests, readHostDigests, type SessionDigests } from './moving/digests.ts';
import { createHostClient } from './moving/host-client.ts';
import type { RememberedPlace } from './remembered-place.ts';

/** How long the store in the browser stays after moving. */
const KEPT_MS = 30 * 24 * 3600 * 1000;

/** Where requests go. */
export interface StoreRouter {
  /** Undefined until that is decided. */
  engine(): RememberedPlace['engine'] | undefined;
  /** Goes on in another place, which is remembered first. Errors: those of the browser's storage; nothing is changed then. */
  switchTo(place: RememberedPlace): Promise<void>;
}

/** How often other work on the store is waited for. */
const MAX_TRIES = 40;
const TRY_AGAIN_MS = 250;

export interface MovingInOptions {
  readonly store: Pick<EmbeddedStore, 'db' | 'engine' | 'settled' | 'image' | 'letGo'>;
  readonly host: Pick<HostConnection, 'request' | 'hold'>;
  readonly changes: Pick<ChangeQueue, 'pause'>;
  readonly router: StoreRouter;
  /** Does long work on the store in the browser as the only one of its kind. */
  readonly asOnlyRun: OnlyRun;
  readonly timers: Timers;
  readonly now: () => number;
  readonly newId: () => string;
}

/** Brings the browser's store into the host. */
export interface MovingIn {
  /** Has the host look through the store. Errors: those of the host; `version-mismatch` when it is too old, `busy` during another one. */
  preview(context: RequestContext): Promise<Result<'store/move-preview'>>;
  /**
   * Moves. Whatever fails, the store stays in the browser as it is, and moving again brings nothing twice. Errors: those of the
   * host; `version-mismatch` when it is too old, `busy` while something is being written, `conflict` when not everything arrived.
   */
  move(context: RequestContext): Promise<Result<'store/move'>>;
}

export function createMovingIn(options: MovingInOptions): MovingIn {
  const { store, host, changes, router, asOnlyRun, timers, now, newId } = options;
  const client = createHostClient(host, { timers, newId });
  const yieldTurn = () => new Promise<void>((resolve) => void timers.set(resolve, 0));
  let isRunning = false;

  /** One at a time, over a connection that stays. */
  async function alone<Value>(work: () => Promise<Value>): Promise<Value> {
    if (isRunning) throw new AppError('busy', 'Your conversations are already being compared or moved.');
    if (router.engine() !== 'embedded') throw new AppError('conflict', 'Your conversations are already in the host.');
    isRunning = true;
    const release = host.hold();
    try {
      return await afterOthers(work);
    } finally {
      release();
      isRunning = false;
    }
  }

  /** A clean-up that is due just then takes a moment; nobody should have to try again for that. */
  async function afterOthers<Value>(work: () => Promise<Value>): Promise<Value> {
    for (let tries = 1; ; tries++) {
      let isBegun = false;
      try {
        return await asOnlyRun(() => {
          isBegun = true;
          return work();
        });
      } catch (error) {
        if (isBegun || tries === MAX_TRIES) throw error;
      }
      await new Promise<void>((resolve) => void timers.set(resolve, TRY_AGAIN_MS));
    }
  }

  async function preview(context: RequestContext): Promise<Result<'store/move-preview'>> {
    const there = await explained(readHostDigests(client, context.signal));
    const here = await readDigests(store.db(), yieldTurn);
    // The store's own id: what an earlier look left in the host is written over.
    const { counts, existing } = await analyzeInHost(storeToCopy(context, getStoreFact(store.db(), 'id') ?? newId()));
    const differing = [...here.values()]
      .filter(({ id, sha256 }) => there.has(id) && there.get(id)?.sha256 !== sha256)
      .map(({ id, title }) => ({ id, title }));
    return { embedded: countsOf(here), host: countsOf(there), counts, existing, differing };
  }

  async function move(context: RequestContext): Promise<Result<'store/move'>> {
    const { signal } = context;
    // Before anything is copied: a host that cannot say what it has cannot show that it has everything.
    const first = await explained(client.call('sessions/digests', { limit: 1 }, { signal }));
    const goOn = await changes.pause();
    try {
      requireNoReplies();
      await store.settled();
      const digests = await copy(context, first.digests.length === 0);
      if (signal.aborted) throw new AppError('cancelled', 'Moving was stopped. Everything is still in the browser.');
      return await settle(digests);
    } finally {
      goOn();
    }
  }

  function requireNoReplies(): void {
    if (listUnfinishedReplies(store.db()).length === 0) return;
    throw new AppError('busy', 'A reply is being made. Let it end, or stop it, then move.');
  }

  /** Resolves when the host has everything, with what that is told by. */
  async function copy(context: RequestContext, isHostEmpty: boolean): Promise<SessionDigests> {
    const { database: db } = store.engine();
    const { number } = db;
    await takeRules(db, { client, context }, isHostEmpty);
    // A new id: where a host was killed, its import goes on, or is yet to begin, and takes and removes what it finds under its own.
    const taken = await takeInAtHost(storeToCopy(context, newId()));
    const digests = await readDigests(db, yieldTurn);
    const differences = await differencesAfterMove({ db, digests, taken, client, signal: context.signal });
    if (store.engine().database.number !== number) throw writtenMeanwhile();
    if (differences.length > 0) throw notAllArrived(differences);
    context.progress({ progress: 1, step: 'comparing' });
    return digests;
  }

  function storeToCopy(context: RequestContext, uploadId: string): StoreToCopy {
    return { client, context, image: store.image(), uploadId };
  }

  /** From the one write on, the host has the store; what was saved here until then belongs to it, too. */
  async function settle(digests: SessionDigests): Promise<Result<'store/move'>> {
    const { sessions, messages } = countsOf(digests);
    const nowMs = now();
    const [movedAt, removedAfter] = [formatTimestamp(nowMs), formatTimestamp(nowMs + KEPT_MS)];
    const { database } = store.engine();
    const { number } = database;
    await router.switchTo({
      engine: 'native',
      movedAt,
      removedAfter,
      kept: { sessions, messages, bytes: databaseBytes(store.db()) },
    });
    if (database.number !== number) {
      await router.switchTo({ engine: 'embedded', movedAt: null, removedAfter: null });
      throw writtenMeanwhile();
    }
    store.letGo();
    return { sessions, messages, removedAfter };
  }

  return {
    preview: (context) => alone(() => preview(context)),
    move: (context) => alone(() => move(context)),
  };
}

/** A host without the methods of comparing, in words that say what to do. */
async function explained<Value>(asked: Promise<Value>): Promise<Value> {
  try {
    return await asked;
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'version-mismatch') throw error;
    throw new AppError(
      'version-mismatch',
      'This host is too old to take your conversations. Update the host, then move; nothing was changed.',
      { cause: error },
    );
  }
}

function countsOf(digests: SessionDigests): Result<'store/move-preview'>['embedded'] {
  const all = [...digests.values()];
  return {
    sessions: all.length,
    messages: all.reduce((sum, { messageCount }) => sum + messageCount, 0),
    newest: all.reduce<string | null>(
      (newest, { updatedAt }) => (updatedAt > (newest ?? '') ? updatedAt : newest),
      null,
    ),
  };
}

function writtenMeanwhile(): AppError {
  return new AppError('busy', 'Something was saved in the browser meanwhile. Everything is still there; move again.');
}

/** How many things are named. */
const NAMED = 5;

function notAllArrived(differences: readonly string[]): AppError {
  const more = differences.length - NAMED;
  const named = differences.slice(0, NAMED).join(', ') + (more > 0 ? ` and ${more} more` : '');
  return new AppError(
    'conflict',
    `Not everything is in the host as it is in the browser: ${named}. Nothing was removed, and the store in the browser stays in use. Move again; if this stays, export what is here.`,
    { details: { differences: differences.slice(0, 100) } },
  );
}
