import * as v from 'valibot';
import type { LocalStorage } from './embedded/witness.ts';

const KEY = 'store.place';

const place = v.object({
  /** Which store has the conversations. */
  engine: v.picklist(['native', 'embedded']),
  /** When the store in the browser moved into the host; it stays until `removedAfter`, and is only read. */
  movedAt: v.nullable(v.string()),
  removedAfter: v.nullable(v.string()),
  /** What stayed in the browser, so that telling of it needs no look into it. */
  kept: v.optional(v.object({ sessions: v.number(), messages: v.number(), bytes: v.number() })),
  /** When what stayed was removed since its time had come. */
  keptRemovedAt: v.optional(v.string()),
});
export type RememberedPlace = v.InferOutput<typeof place>;

/** Where the store is, between two starts of the worker: nothing switches it but finding no host at the first start, and a person. */
export interface PlaceMemory {
  /** Undefined: this browser has had neither store yet. */
  read(): Promise<RememberedPlace | undefined>;
  /** Rejects only when it is not remembered. */
  write(place: RememberedPlace): Promise<void>;
}

/** The place kept in `storage`. */
export function rememberPlace(storage: LocalStorage): PlaceMemory {
  async function read(): Promise<RememberedPlace | undefined> {
    const parsed = v.safeParse(place, (await storage.get(KEY))[KEY]);
    return parsed.success ? parsed.output : undefined;
  }

  return {
    read,
    async write(value) {
      try {
        await storage.set({ [KEY]: value });
      } catch (error) {
        // What failed may have been done all the same; the next worker goes by what is there.
        const written = await read();
        if (written?.engine !== value.engine || written.movedAt !== value.movedAt) throw error;
      }
    },
  };
}
