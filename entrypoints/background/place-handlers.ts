import type { Now } from '../../lib/clock.ts';
import { AppError } from '../../lib/protocol/errors.ts';
import type { Result } from '../../lib/protocol/methods.ts';
import { HOST_ABSENCES } from '../../lib/protocol/place-methods.ts';
import type { EmbeddedStore } from './embedded/embedded-store.ts';
import type { HostState } from './host-connection.ts';
import type { HostFailures } from './host-failures.ts';
import type { HostFound } from './host-search.ts';
import type { KeptStore } from './kept-store.ts';
import type { PlaceHandlers } from './place-dispatch.ts';
import type { StoreConnection } from './store-connection.ts';

/** A page that connects has the host looked for, at most this often: each look starts a process. */
const LOOK_AGAIN_AFTER_MS = 60_000;

export interface PlaceAccess {
  readonly store: Pick<StoreConnection, 'decided' | 'engine' | 'switchTo'>;
  /** The store in the browser, opened if it is not yet. Errors: why it cannot be. */
  readonly embeddedStore: () => Promise<Pick<EmbeddedStore, 'info' | 'places'>>;
  /** What stayed in the browser after moving. */
  readonly kept: Pick<KeptStore, 'describe'>;
  /** What a host told of one that failed. */
  readonly failures: Pick<HostFailures, 'take'>;
  /** What the connection to the host tells. */
  readonly nativeState: () => HostState;
  readonly findHost: () => Promise<HostFound>;
  /** Of the browser's storage: null, undefined where it does not tell. */
  readonly storage: {
    isPersistent(): Promise<boolean | null>;
    quotaBytes(): Promise<number | null>;
  };
  readonly now: Now;
  /** What `store/place` answers is another thing now. */
  readonly onChanged: () => void;
}

/** Answers where the store is, and looks for a host while it is in the browser. */
export function createPlaceHandlers(access: PlaceAccess) {
  const { store, embeddedStore, kept, failures, nativeState, findHost, storage, now, onChanged } = access;
  let found: HostFound | null = null;
  let lookedAtMs = Number.NEGATIVE_INFINITY;
  let looking: Promise<HostFound> | undefined;

  /** Several who ask at once get one answer. */
  function look(): Promise<HostFound> {
    looking ??= findHost().then((host) => {
      looking = undefined;
      lookedAtMs = now();
      const isNews = found?.isThere !== host.isThere || found.reason !== host.reason;
      found = host;
      if (isNews) onChanged();
      return host;
    });
    return looking;
  }

  async function describeEmbedded(): Promise<Result<'store/place'>['embedded']> {
    const opened = await embeddedStore();
    const { sessions, messages, bytes } = opened.info();
    const { isFirst, isSecond } = opened.places();
    return {
      ...{ sessions: sessions ?? 0, messages: messages ?? 0, bytes: bytes ?? 0 },
      ...{ isKept: false, movedAt: null, removedAfter: null },
      ...{ isFirstWhole: isFirst, isSecondWhole: isSecond, ...(await describeStorage()) },
    };
  }

  async function describeStorage() {
    const [isPersistent, quotaBytes] = await Promise.all([storage.isPersistent(), storage.quotaBytes()]);
    return { isPersistent, quotaBytes };
  }

  const handlers = {
    async 'store/place'() {
      await store.decided();
      const engine = store.engine() ?? 'native';
      if (engine === 'native') {
        const { embedded, ...told } = await kept.describe();
        const host = hostOf(nativeState());
        return { engine, host, embedded: embedded && { ...embedded, ...(await describeStorage()) }, ...told };
      }
      return { engine, host: found, embedded: await describeEmbedded() };
    },
    async 'store/look-for-host'() {
      await store.decided();
      const connected = store.engine() === 'native' ? hostOf(nativeState()) : null;
      return connected?.isThere ? connected : look();
    },
    'store/host-failure': async () => ({ failure: (await failures.take()) ?? null }),
    async 'store/use-embedded'() {
      await store.decided();
      if (store.engine() === 'embedded') return {};
      if (hostOf(nativeState())?.isThere) {
        throw new AppError('conflict', 'The host is there and has your conversations. Nothing was changed.');
      }
      // What was left here after moving is written to from now on: it is no copy to be removed any more.
      await store.switchTo({ engine: 'embedded', movedAt: null, removedAfter: null });
      return {};
    },
  } satisfies PlaceHandlers;

  return {
    handlers,
    /** A page has connected: a good moment to see whether a host is there by now. */
    async lookSoon(): Promise<void> {
      await store.decided();
      if (store.engine() !== 'embedded' || now() - lookedAtMs < LOOK_AGAIN_AFTER_MS) return;
      lookedAtMs = now();
      await look();
    },
  };
}

/** The host as its connection tells; null: it is being connected. */
function hostOf({ state, detail }: HostState): HostFound | null {
  if (state === 'connecting') return null;
  if (state === 'version-mismatch') return { isThere: false, reason: state };
  if (state !== 'disconnected') return { isThere: true, reason: null };
  return { isThere: false, reason: HOST_ABSENCES.find((known) => known === detail) ?? 'lost' };
}
