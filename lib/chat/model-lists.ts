import type { Timers } from '../clock.ts';
import type { Model } from '../protocol/shapes.ts';
import type { Credentials, ProviderClient } from './provider.ts';

/** How long a reply waits for the model list, which it needs only for window and price. */
const QUICK_LIMIT_MS = 3000;

/** The models of each server, as far as they were asked for. */
export interface ModelLists {
  /** A server's models, remembered from the last time. */
  list(credentials: Credentials, signal: AbortSignal): Promise<readonly Model[]>;
  /** A model, where it was told before; null where the server does not list it, undefined where nobody asked. */
  known(baseUrl: string, id: string | null): Model | null | undefined;
  /** The same, else from the server; undefined when it does not say soon. Never rejects. */
  find(credentials: Credentials, id: string | null, signal: AbortSignal): Promise<Model | null | undefined>;
  /** Takes what another process was told of a model. */
  remember(baseUrl: string, id: string | null, model: Model | null): void;
}

export function createModelLists(provider: ProviderClient, timers: Timers): ModelLists {
  const lists = new Map<string, readonly Model[]>();
  const told = new Map<string, Model | null>();

  const known: ModelLists['known'] = (baseUrl, id) => {
    const models = lists.get(baseUrl);
    return models ? (models.find((model) => model.id === id) ?? null) : told.get(`${baseUrl} ${id}`);
  };

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
      if (known(credentials.baseUrl, id) === undefined) await listQuickly(credentials, signal);
      return known(credentials.baseUrl, id);
    },
    remember: (baseUrl, id, model) => void told.set(`${baseUrl} ${id}`, model),
  };
}
