import * as v from 'valibot';
import * as field from '../../lib/protocol/fields.ts';

/** The part of `storage.local` that is used. */
interface LocalStorageArea {
  get(key: string): Promise<Record<string, unknown>>;
  set(items: Record<string, unknown>): Promise<void>;
}

interface ProfileIdOptions {
  readonly storage: LocalStorageArea;
  /** Runs one page's action at a time. */
  readonly alone: <T>(action: () => Promise<T>) => Promise<T>;
  readonly newId: () => string;
}

const KEY = 'profileId';

/**
 * Gives the id of this browser profile, made on first use; it outlives a killed browser, but not an uninstall. Rejects when
 * the browser's storage fails, and is tried again with the next call.
 */
export function createProfileId({ storage, alone, newId }: ProfileIdOptions): () => Promise<string> {
  let known: string | undefined;

  async function find(): Promise<string> {
    const { [KEY]: stored } = await storage.get(KEY);
    if (v.is(field.newId, stored)) return stored;
    const made = newId();
    await storage.set({ [KEY]: made });
    return made;
  }

  return async () => {
    known ??= await alone(find);
    return known;
  };
}
