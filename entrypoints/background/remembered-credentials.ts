import * as v from 'valibot';
import { METHODS } from '../../lib/protocol/methods.ts';

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
  const read = async () => v.parse(remembered, (await storage.get(KEY))[KEY]);
  return {
    list: async () => Object.entries(await read()).map(([baseUrl, apiKey]) => ({ baseUrl, apiKey })),
    async remember(params) {
      const parsed = v.safeParse(METHODS['credentials/set'].params, params);
      if (!parsed.success) return;
      const { baseUrl, apiKey } = parsed.output;
      await storage.set({ [KEY]: { ...(await read()), [baseUrl]: apiKey } });
    },
  };
}
