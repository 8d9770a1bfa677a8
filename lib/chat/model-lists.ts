import type { Timers } from '../clock.ts';
import type { Model } from '../protocol/shapes.ts';
import type { Credentials, ProviderClient } from './provider.ts';

/** How long a reply waits for the model list, which it needs only for window and price. */
const QUICK_LIMIT_MS = 3000;

/** The models of each server, as far as they were asked for. */
export interface ModelLists {
  /** A server's models, remembered from the last time. */
  list(credentials: Credentials, signal: AbortSignal): Promise<readonly Model[]>;
  /** A model, where it was told before. */
  known(baseUrl: string, id: string | null): Model | undefined;
  /** The same, else from the server if it says so soon. Never rejects. */
  find(credentials: Credentials, id: string | null, signal: AbortSignal): Promise<Model | undefined>;
  /** Takes a model that another process asked for. */
  remember(baseUrl: string, model: Model): void;
}

export function createModelLists(provider: ProviderClient, timers: Timers): ModelLists {
  const lists = new Map<string, readonly Model[]>();
  const told = new Map<string, Model>();

  const known: ModelLists['known'] = (baseUrl, id) =>
    lists.get(baseUrl)?.find((model) => model.id === id) ?? told.get(`${baseUrl} ${id}`);

  async function list(credentials: Credentials, signal: AbortSignal): Promise<readonly Model[]> {
    const found = await provider.listModels(credentials, signal);
    lists.set(credentials.baseUrl, found);
    return found;
  }

  async function listQuickly(credentials: Credentials, signal: AbortSignal): Promise<void> {
    const controller = new AbortController();
    const abort = () => controller.abort();
    const timer = timers.set(abort, QUICK_LIMIT_MS);
    signal.addEventListener('abort', abort, { once: true });
    try {
      await list(credentials, controller.signal);
    } catch {
      // The reply does without.
    } finally {
      timers.clear(timer);
      signal.removeEventListener('abort', abort);
    }
  }

  return {
    list,
    known,
    async find(credentials, id, signal) {
      if (!lists.has(credentials.baseUrl) && !known(credentials.baseUrl, id)) await listQuickly(credentials, signal);
      return known(credentials.baseUrl, id);
    },
    remember: (baseUrl, model) => void told.set(`${baseUrl} ${model.id}`, model),
  };
}
