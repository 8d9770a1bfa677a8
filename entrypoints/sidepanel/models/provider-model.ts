import { computed, createModel, effect, type ReadonlySignal, signal, untracked } from '@preact/signals';
import type { Preferences, WriteResult } from '../../../lib/preferences/preferences.ts';
import type { Model } from '../../../lib/protocol/shapes.ts';
import type { Client } from '../../../lib/rpc/client.ts';
import type { Provider } from './chat-model.ts';

/** A server that starts a model on demand takes its time. */
export const MODELS_TIMEOUT_MS = 20_000;

/** A server with the key for it and one of its models. `apiKey` empty = it needs none. */
export interface ProviderChoice extends Provider {
  readonly apiKey: string;
}

/** Which server and model answer. Keys live in the preferences and in the memory of the host. */
export const ProviderModel = createModel(
  (client: Client, preferences: Preferences, isReady: ReadonlySignal<boolean>) => {
    const settings = signal(preferences.get('sidepanel.settings'));
    const provider = computed<Provider | undefined>(() => {
      const { defaultModel, provider: server } = settings.value;
      return defaultModel === '' ? undefined : { baseUrl: server.baseUrl, model: defaultModel };
    });
    const isSetUp = computed(() => provider.value !== undefined);
    const models = signal<readonly Model[]>([]);
    /** The server that the host has the key of. */
    const introduced = signal<string | undefined>(undefined);

    /** What models are called: by the name that the server told, otherwise by their id. */
    const modelNames = computed<ReadonlyMap<string, string>>(
      () => new Map(models.value.map((model) => [model.id, model.name])),
    );
    const providerModelName = computed(
      () => provider.value && (modelNames.value.get(provider.value.model) ?? provider.value.model),
    );

    // Also what another panel chose.
    effect(() =>
      preferences.subscribe('sidepanel.settings', () => {
        const [before, next] = [settings.peek(), preferences.get('sidepanel.settings')];
        const isSameServer = next.provider.baseUrl === before.provider.baseUrl;
        if (!isSameServer) models.value = [];
        if (!isSameServer || next.defaultModel !== before.defaultModel) settings.value = next;
      }),
    );
    effect(() => {
      introduced.value = undefined;
      if (!isReady.value || !provider.value) return;
      const { baseUrl } = provider.value;
      untracked(() => void introduce(baseUrl));
    });

    /** Gives the host the keys, then asks the server for the names of its models. */
    async function introduce(baseUrl: string): Promise<void> {
      try {
        const others = Object.entries(preferences.get('sidepanel.auth.tokens')).filter(([url]) => url !== baseUrl);
        await setKey(client, baseUrl, preferences.get('sidepanel.auth.token'));
        await Promise.all(others.map(([url, key]) => setKey(client, url, key)));
      } catch {
        // Without a connection; the next one brings this about again.
        return;
      }
      if (settings.peek().provider.baseUrl === baseUrl) introduced.value = baseUrl;
      await readModels(baseUrl);
    }

    /** Names are decoration too. */
    async function readModels(baseUrl: string): Promise<void> {
      try {
        const result = await client.call('models/list', { baseUrl }, { timeoutMs: MODELS_TIMEOUT_MS });
        if (settings.peek().provider.baseUrl === baseUrl) models.value = result.models;
      } catch {
        // The reply itself tells what is wrong with the server.
      }
    }

    /** The key that is kept for a server; empty when there is none. */
    function storedKey(baseUrl: string): string {
      if (baseUrl === settings.peek().provider.baseUrl) return preferences.get('sidepanel.auth.token');
      return preferences.get('sidepanel.auth.tokens')[baseUrl] ?? '';
    }

    /** Makes a choice the one that answers. Nothing changes when it cannot be kept. */
    function use(choice: ProviderChoice): WriteResult {
      const before = settings.peek();
      const written = keep(before.provider.baseUrl, choice);
      // The same server and model may have another key.
      if (written.ok && settings.peek() === before) settings.value = preferences.get('sidepanel.settings');
      return written;
    }

    /** The key of the server before goes to those of other servers; the one of the new server is no longer among them. */
    function keep(baseUrlBefore: string, { baseUrl, apiKey, model }: ProviderChoice): WriteResult {
      const tokens = { ...preferences.get('sidepanel.auth.tokens') };
      const keyBefore = preferences.get('sidepanel.auth.token');
      if (baseUrlBefore !== baseUrl && keyBefore !== '') tokens[baseUrlBefore] = keyBefore;
      delete tokens[baseUrl];
      const before = preferences.get('sidepanel.settings');
      const after = { ...before, defaultModel: model, provider: { ...before.provider, baseUrl } };
      const steps = [
        () => preferences.set('sidepanel.auth.tokens', tokens),
        () => preferences.set('sidepanel.auth.token', apiKey),
        () => preferences.set('sidepanel.settings', after),
      ];
      for (const step of steps) {
        const result = step();
        if (result.ok) continue;
        // Half of it would send one server's key to the other; and a choice that is not kept holds nowhere.
        preferences.set('sidepanel.auth.token', keyBefore);
        preferences.set('sidepanel.settings', before);
        return result;
      }
      return { ok: true };
    }

    return { settings, provider, isSetUp, providerModelName, models, modelNames, introduced, storedKey, use };
  },
);
export type ProviderModel = InstanceType<typeof ProviderModel>;

/** Tells the host a key; empty = the server needs none. */
export async function setKey(client: Client, baseUrl: string, key: string): Promise<void> {
  await client.call('credentials/set', { baseUrl, apiKey: key === '' ? null : key });
}
