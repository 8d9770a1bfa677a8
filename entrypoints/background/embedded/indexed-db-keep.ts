import type { DBSchema, IDBPDatabase } from 'idb';
import { AppError } from '../../../lib/protocol/errors.ts';
import { openOnDemand } from '../open-database.ts';
import { changesAfter, type Digest, type ImageHeader, isWhole, KEPT_GENERATIONS, type Keep } from './keep.ts';
import type { LoggedChange } from './logged-change.ts';

/** Apart from the journal, which is there also when the store is in the host. */
export const STORE_NAME = 'holdfast-store';
const VERSION = 1;

/** One value of IndexedDB may have 127 MiB. */
const PART_BYTES = 16 * 1024 * 1024;

interface Schema extends DBSchema {
  log: { key: number; value: LoggedChange };
  headers: { key: number; value: ImageHeader };
  parts: { key: [generation: number, part: number]; value: Uint8Array };
}

/** `durability: 'strict'`: the browser's default lets the disk lag behind. */
const STRICT = { durability: 'strict' } as const;

export interface IndexedDbKeepOptions {
  readonly digest: Digest;
  /** Another version of the extension has the database open and does not let go: nothing happens until it does. */
  readonly onBlocked: () => void;
  /** Default `holdfast-store`. */
  readonly name?: string;
}

/** The store in IndexedDB. Errors besides the browser’s: `store-newer-than-host`. */
export function openIndexedDbKeep({ digest, onBlocked, name = STORE_NAME }: IndexedDbKeepOptions): Keep {
  const openIt = openOnDemand<Schema>({
    name,
    version: VERSION,
    onBlocked,
    upgrade(db) {
      db.createObjectStore('log', { keyPath: 'number' });
      db.createObjectStore('headers', { keyPath: 'generation' });
      db.createObjectStore('parts');
    },
  });

  function open(): Promise<IDBPDatabase<Schema>> {
    return openIt().catch((error: unknown) => {
      throw error instanceof DOMException && error.name === 'VersionError' ? newer(error) : error;
    });
  }

  async function imageOf({ generation }: ImageHeader): Promise<Uint8Array> {
    const parts = await (await open()).getAll('parts', partsOf(generation, generation));
    const image = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    let offset = 0;
    for (const part of parts) {
      image.set(part, offset);
      offset += part.length;
    }
    return image;
  }

  async function newestFirst(): Promise<ImageHeader[]> {
    return (await (await open()).getAll('headers')).reverse();
  }

  /** What no kept image needs, after the newest one is on the disk: meanwhile changes can be written. */
  async function removeOlder(): Promise<void> {
    const oldest = (await newestFirst())[KEPT_GENERATIONS - 1];
    if (!oldest) return;
    const transaction = (await open()).transaction(['log', 'headers', 'parts'], 'readwrite');
    await transaction.objectStore('log').delete(IDBKeyRange.upperBound(oldest.number));
    await transaction.objectStore('headers').delete(IDBKeyRange.upperBound(oldest.generation, true));
    await transaction.objectStore('parts').delete(partsOf(0, oldest.generation - 1));
    await transaction.done;
  }

  return {
    async load() {
      const headers = await newestFirst();
      for (const header of headers) {
        const image = await imageOf(header);
        if (!(await isWhole(header, image, digest))) continue;
        const log = await (await open()).getAll('log', IDBKeyRange.lowerBound(header.number, true));
        const lastNumber = Math.max(headers[0]?.number ?? 0, log.at(-1)?.number ?? 0);
        return { header, image, log: changesAfter(header.number, log), lastNumber };
      }
      return undefined;
    },
    async keptTo() {
      const [newest] = await newestFirst();
      if (!newest) return undefined;
      const last = await (await open()).transaction('log').store.openKeyCursor(null, 'prev');
      const { storeId, generation, number } = newest;
      return { storeId, generation, number: Math.max(number, last?.key ?? 0) };
    },
    async append(changes) {
      const transaction = (await open()).transaction('log', 'readwrite', STRICT);
      // Looked at below; until then a failure must not count as nobody's.
      transaction.done.catch(() => {});
      try {
        await Promise.all(changes.map((change) => transaction.store.put(change)));
      } catch (error) {
        abort(transaction);
        throw error;
      }
      await transaction.done;
    },
    async putImage(header, image) {
      const transaction = (await open()).transaction(['headers', 'parts'], 'readwrite', STRICT);
      transaction.done.catch(() => {});
      try {
        const parts = transaction.objectStore('parts');
        await parts.delete(partsOf(header.generation, header.generation));
        for (let offset = 0; offset < image.length; offset += PART_BYTES) {
          await parts.put(image.slice(offset, offset + PART_BYTES), [header.generation, offset / PART_BYTES]);
        }
        await transaction.objectStore('headers').put(header);
      } catch (error) {
        abort(transaction);
        throw error;
      }
      await transaction.done;
      // What is left over is removed the next time.
      await removeOlder().catch(() => {});
    },
    async clear() {
      const transaction = (await open()).transaction(['log', 'headers', 'parts'], 'readwrite', STRICT);
      for (const store of ['log', 'headers', 'parts'] as const) await transaction.objectStore(store).clear();
      await transaction.done;
    },
  };
}

/** Nothing else is asked then: it would go on from an older copy. */
function newer(cause: unknown): AppError {
  return new AppError('store-newer-than-host', 'The database of this browser was made by a newer Holdfast.', { cause });
}

/** All parts of these images. */
function partsOf(from: number, to: number): IDBKeyRange {
  return IDBKeyRange.bound([from], [to, []]);
}

/** It may be over already, for the same reason. */
function abort(transaction: { abort(): void }): void {
  try {
    transaction.abort();
  } catch {
    // Then nothing of it was written.
  }
}
