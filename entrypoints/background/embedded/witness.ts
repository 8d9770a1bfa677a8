import * as v from 'valibot';

const KEY = 'store.witness';

/**
 * What the store was when its last image was kept. It stands apart from both copies: damaged files of a database can open as an
 * empty one, without an error.
 */
const witness = v.object({ storeId: v.string(), generation: v.number(), rows: v.number(), sha256: v.string() });
export type Witness = v.InferOutput<typeof witness>;

/** The part of `storage.local` that is used. */
export interface LocalStorage {
  get(key: string): Promise<Record<string, unknown>>;
  set(items: Record<string, unknown>): Promise<void>;
  remove(key: string): Promise<void>;
}

/** The witness, or undefined when there never was a store in this browser. */
export async function readWitness(storage: LocalStorage): Promise<Witness | undefined> {
  const parsed = v.safeParse(witness, (await storage.get(KEY))[KEY]);
  return parsed.success ? parsed.output : undefined;
}

export async function writeWitness(
  storage: LocalStorage,
  { storeId, generation, rows, sha256 }: Witness,
): Promise<void> {
  await storage.set({ [KEY]: { storeId, generation, rows, sha256 } satisfies Witness });
}

/** The store was removed on purpose. */
export async function removeWitness(storage: LocalStorage): Promise<void> {
  await storage.remove(KEY);
}
