import type { SqlJsStatic } from 'sql.js';
import { AppError } from '../../lib/protocol/errors.ts';
import type { Params, Result } from '../../lib/protocol/methods.ts';
import type { Announce } from '../../lib/protocol/notifications.ts';
import { formatTimestamp } from '../../lib/protocol/timestamp.ts';
import type { RequestContext } from '../../lib/rpc/connection.ts';
import { type EmbeddedStore, openDatabase } from './embedded/embedded-store.ts';
import { findStore } from './embedded/find-store.ts';
import type { Keep, KeptTo } from './embedded/keep.ts';
import { type LocalStorage, readWitness, removeWitness } from './embedded/witness.ts';
import type { PlaceMemory, RememberedPlace } from './remembered-place.ts';

type EmbeddedPlace = NonNullable<Result<'store/place'>['embedded']>;

export interface KeptStoreOptions {
  readonly place: PlaceMemory;
  readonly first: Keep;
  readonly second: Keep;
  readonly witness: LocalStorage;
  /** SQLite as WebAssembly, loaded when something is exported. */
  readonly loadSqlite: () => Promise<SqlJsStatic>;
  /** As `data/export` in the browser does it, of any store that is open. */
  readonly exportFrom: (
    store: Pick<EmbeddedStore, 'image' | 'engine'>,
    params: Params<'data/export'>,
    context: RequestContext,
  ) => Promise<Result<'data/export'>>;
  readonly announce: Announce;
  readonly now: () => number;
}

/** What stays in the browser after moving into the host: it is only read, and goes when its time has come. */
export interface KeptStore {
  /** As `store/place` tells of it; `embedded` null when nothing stayed, or not any more. */
  describe(): Promise<{
    readonly embedded: Omit<EmbeddedPlace, 'isPersistent' | 'quotaBytes'> | null;
    readonly keptRemovedAt?: string;
  }>;
  /** Writes all of it to a file. Errors: `not-found` when nothing stayed, those of the export. */
  export(params: Params<'store/export-kept'>, context: RequestContext): Promise<Result<'store/export-kept'>>;
  /** Removes it, by a person's word. Errors: `not-found`; what the browser says when it does not let go. */
  remove(): Promise<void>;
  /** Removes it if its time has come, and tells pages. Rejects as `remove`; the next call goes on. */
  removeWhenDue(): Promise<void>;
}

export function createKeptStore(options: KeptStoreOptions): KeptStore {
  const { place, first, second, witness, loadSqlite, exportFrom, announce, now } = options;

  /** The place, when there is something that stayed. */
  async function readKept(): Promise<(RememberedPlace & { removedAfter: string }) | undefined> {
    const known = await place.read();
    if (known?.engine !== 'native' || known.removedAfter === null) return undefined;
    return { ...known, removedAfter: known.removedAfter };
  }

  async function requireKept(): Promise<RememberedPlace & { removedAfter: string }> {
    const kept = await readKept();
    if (kept) return kept;
    throw new AppError('not-found', 'Nothing of your conversations is left in the browser: all of it is in the host.');
  }

  /** In memory alone: what is on the disk stays as it is. */
  async function open(): Promise<ReturnType<EmbeddedStore['engine']>> {
    const [sqlite, found] = await Promise.all([loadSqlite(), findStore(first, second, await readWitness(witness))]);
    if (!found.store) {
      throw new AppError('not-found', 'The browser has lost what it kept after moving. All of it is in the host.');
    }
    const { database } = openDatabase(sqlite, found, { newId: () => '', onChange: () => {}, onBroken: () => {} });
    return { sqlite, database, onBroken: () => {} };
  }

  /** In this order, whatever is left after an end in the middle is whole, or nothing at all: never a loss to be told of. */
  async function clear(): Promise<void> {
    await second.clear();
    await removeWitness(witness);
    await first.clear();
  }

  /** By what is remembered, and how far each place has it: opening it would take SQLite. */
  async function describeStayed({ movedAt, removedAfter, kept }: RememberedPlace) {
    const [one, two] = await Promise.all([
      first.keptTo().catch(() => undefined),
      second.keptTo().catch(() => undefined),
    ]);
    const last = Math.max(one?.number ?? -1, two?.number ?? -1);
    const isWhole = (to: KeptTo | undefined) => to !== undefined && to.number === last;
    const { sessions, messages, bytes } = kept ?? { sessions: 0, messages: 0, bytes: 0 };
    return {
      ...{ sessions, messages, bytes, isKept: true, movedAt, removedAfter },
      ...{ isFirstWhole: isWhole(one), isSecondWhole: isWhole(two) },
    };
  }

  /** Unless a person goes on in the browser since. */
  async function forget(told: Pick<RememberedPlace, 'keptRemovedAt'>): Promise<void> {
    if (await readKept()) await place.write({ engine: 'native', movedAt: null, removedAfter: null, ...told });
  }

  return {
    async describe() {
      const kept = await readKept();
      if (kept) return { embedded: await describeStayed(kept) };
      const keptRemovedAt = (await place.read())?.keptRemovedAt;
      return { embedded: null, ...(keptRemovedAt !== undefined && { keptRemovedAt }) };
    },
    async export(params, context) {
      await requireKept();
      const opened = await open();
      try {
        return await exportFrom({ image: opened.database.image, engine: () => opened }, params, context);
      } finally {
        opened.database.close();
      }
    },
    async remove() {
      await requireKept();
      await clear();
      await forget({});
    },
    async removeWhenDue() {
      const kept = await readKept();
      if (!kept || formatTimestamp(now()) < kept.removedAfter) return;
      await clear();
      await forget({ keptRemovedAt: formatTimestamp(now()) });
      announce('changed', { tables: ['place'], sessionIds: [] });
    },
  };
}
