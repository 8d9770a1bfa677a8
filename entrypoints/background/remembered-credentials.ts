import * as v from 'valibot';
import { HANDSHAKE_METHODS } from '../../lib/protocol/handshake-methods.ts';

const KEY = 'credentials';
const remembered = v.fallback(v.record(v.string(), v.nullable(v.string())), {});

/** The part of `storage.session` that is used: memory that outlives the worker and ends with the browser. */
export interface SessionStorage {
  get(key: string): Promise<Record<string, unknown>>;
  set(items: Record<string, unknown>): Promise<void>;
}

/** Keys for model servers between two hosts; never on disk. */
export interface RememberedCredentials {
  /** Parameters of `credentials/set`, one for each server. */
  list(): Promise<readonly object[]>;
  /** Keeps what a page told; what is no key is left for the host to refuse. */
  remember(params: object): Promise<void>;
}

/** Keys kept in `storage`. */
export function rememberCredentials(storage: SessionStorage): RememberedCredentials {
  let lastWrite: Promise<unknown> = Promise.resolve();
  const read = async () => v.parse(remembered, (await storage.get(KEY))[KEY]);
  const write = async (baseUrl: string, apiKey: string | null) =>
    storage.set({ [KEY]: { ...(await read()), [baseUrl]: apiKey } });

  return {
    list: async () => Object.entries(await read()).map(([baseUrl, apiKey]) => ({ baseUrl, apiKey })),
    async remember(params) {
      const parsed = v.safeParse(HANDSHAKE_METHODS['credentials/set'].params, params);
      if (!parsed.success) return;
      const { baseUrl, apiKey } = parsed.output;
      // One after the other: two that read before either wrote would keep only one key.
      const written = lastWrite.then(() => write(baseUrl, apiKey));
      lastWrite = written.catch(() => {});
      await written;
    },
  };
}
