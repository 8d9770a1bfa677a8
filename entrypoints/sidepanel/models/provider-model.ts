import { computed, createModel, effect, type ReadonlySignal, signal, untracked } from '@preact/signals';
import * as v from 'valibot';
import type { Preferences, WriteResult } from '../../../lib/preferences/preferences.ts';
import { DEFAULT_BASE_URL } from '../../../lib/preferences/schema.ts';
import * as field from '../../../lib/protocol/fields.ts';
import type { Balance, Model } from '../../../lib/protocol/shapes.ts';
import type { Provider } from './conversation-model.ts';
import type { Environment } from './environment.ts';
import { failed, LOADING, type Remote, ready } from './remote.ts';

/** Servers that are offered by name. Sources: the documentation of each. */
export const PRESETS = [
  { name: 'Venice', baseUrl: DEFAULT_BASE_URL, needsKey: true },
  { name: 'Ollama', baseUrl: 'http://127.0.0.1:11434/v1', needsKey: false },
  { name: 'LM Studio', baseUrl: 'http://127.0.0.1:1234/v1', needsKey: false },
] as const;

/** The balance is decoration: it is left out rather than waited for. */
const BALANCE_TIMEOUT_MS = 5000;
const MODELS_TIMEOUT_MS = 20_000;

/** What stands in the set-up's fields. */
export interface ProviderForm {
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly model: string;
}

/** Which server and model answer, with the keys for it. Keys live in the preferences and in the memory of the host. */
export const ProviderModel = createModel(
  (env: Environment, preferences: Preferences, isReady: ReadonlySignal<boolean>) => {
    const { client } = env;
    const settings = signal(preferences.get('sidepanel.settings'));
    const provider = computed<Provider | undefined>(() => {
      const { defaultModel, provider: server } = settings.value;
      return defaultModel === '' ? undefined : { baseUrl: server.baseUrl, model: defaultModel };
    });
    const isSetUp = computed(() => provider.value !== undefined);
    const models = signal<readonly Model[]>([]);
    const balance = signal<Balance | undefined>(undefined);
    const form = signal<ProviderForm>(storedForm());
    /** Models of the server in the form; undefined until they are asked for. */
    const choices = signal<Remote<readonly Model[]> | undefined>(undefined);
    const saveError = signal<string | undefined>(undefined);

    effect(() => {
      if (!isReady.value || !provider.value) return;
      const { baseUrl } = provider.value;
      untracked(() => void introduce(baseUrl));
    });
    effect(() => client.on('chat/done', () => void readBalance()));

    /** Gives the host the keys, then asks the server for the names of its models and for the balance. */
    async function introduce(baseUrl: string): Promise<void> {
      try {
        const others = Object.entries(preferences.get('sidepanel.auth.tokens')).filter(([url]) => url !== baseUrl);
        await setKey(baseUrl, preferences.get('sidepanel.auth.token'));
        await Promise.all(others.map(([url, key]) => setKey(url, key)));
      } catch {
        // Without a connection; the next one brings this about again.
        return;
      }
      await Promise.all([readModels(baseUrl), readBalance()]);
    }

    /** Names are decoration too: without them a model is called by its id. */
    async function readModels(baseUrl: string): Promise<void> {
      try {
        const result = await client.call('models/list', { baseUrl }, { timeoutMs: MODELS_TIMEOUT_MS });
        if (settings.peek().provider.baseUrl === baseUrl) models.value = result.models;
      } catch {
        // The reply itself tells what is wrong with the server.
      }
    }

    async function readBalance(): Promise<void> {
      const baseUrl = provider.peek()?.baseUrl;
      if (baseUrl === undefined) return;
      try {
        const found = await client.call('balance/get', { baseUrl }, { timeoutMs: BALANCE_TIMEOUT_MS });
        if (provider.peek()?.baseUrl === baseUrl) balance.value = found;
      } catch {
        // The last known one stays, with its age.
      }
    }

    async function setKey(baseUrl: string, key: string): Promise<void> {
      await client.call('credentials/set', { baseUrl, apiKey: key === '' ? null : key });
    }

    /** Fills the form with what is set. */
    function startEditing(): void {
      form.value = storedForm();
      choices.value = models.peek().length > 0 ? ready(models.peek()) : undefined;
      saveError.value = undefined;
    }

    function storedForm(): ProviderForm {
      const { defaultModel, provider: server } = settings.peek();
      return { baseUrl: server.baseUrl, apiKey: preferences.get('sidepanel.auth.token'), model: defaultModel };
    }

    /** Another server has other keys and other models. */
    function setBaseUrl(baseUrl: string): void {
      const same = normalizeBaseUrl(baseUrl) === normalizeBaseUrl(form.peek().baseUrl);
      if (same) form.value = { ...form.peek(), baseUrl };
      else {
        form.value = { baseUrl, apiKey: storedKey(baseUrl) || form.peek().apiKey, model: '' };
        choices.value = undefined;
      }
    }

    function choosePreset(baseUrl: string): void {
      form.value = { baseUrl, apiKey: storedKey(baseUrl), model: '' };
      choices.value = undefined;
    }

    function storedKey(baseUrl: string): string {
      const url = normalizeBaseUrl(baseUrl);
      if (url === undefined) return '';
      if (url === settings.peek().provider.baseUrl) return preferences.get('sidepanel.auth.token');
      return preferences.get('sidepanel.auth.tokens')[url] ?? '';
    }

    function setApiKey(apiKey: string): void {
      form.value = { ...form.peek(), apiKey };
    }

    function setModel(model: string): void {
      form.value = { ...form.peek(), model };
    }

    /** Asks the server in the form for its models, with the key in the form; chooses the one it suggests. */
    async function loadChoices(): Promise<void> {
      const { apiKey } = form.peek();
      const baseUrl = normalizeBaseUrl(form.peek().baseUrl);
      if (baseUrl === undefined) return;
      choices.value = LOADING;
      try {
        await setKey(baseUrl, apiKey.trim());
        const result = await client.call('models/list', { baseUrl }, { timeoutMs: MODELS_TIMEOUT_MS });
        if (normalizeBaseUrl(form.peek().baseUrl) !== baseUrl) return;
        choices.value = ready(result.models);
        const known = result.models.some((model) => model.id === form.peek().model);
        if (!known) setModel(result.models[0]?.id ?? '');
      } catch (error) {
        if (normalizeBaseUrl(form.peek().baseUrl) === baseUrl) choices.value = failed(error);
      }
    }

    /** Makes the form what is set. False, with `saveError` saying why, when it is not kept. */
    function save(): boolean {
      const { model } = form.peek();
      const apiKey = form.peek().apiKey.trim();
      const baseUrl = normalizeBaseUrl(form.peek().baseUrl);
      if (baseUrl === undefined || model === '') return false;
      const before = settings.peek();
      const written = keep(before.provider.baseUrl, baseUrl, apiKey, model);
      if (!written.ok) {
        saveError.value =
          written.reason === 'quota'
            ? 'The browser has no room left for it.'
            : 'The browser does not let Holdfast store it.';
        return false;
      }
      saveError.value = undefined;
      if (baseUrl !== before.provider.baseUrl) {
        models.value = [];
        balance.value = undefined;
      }
      const found = choices.peek();
      if (found?.state === 'ready') models.value = found.value;
      settings.value = preferences.get('sidepanel.settings');
      void introduce(baseUrl);
      return true;
    }

    /** The key of the server before goes to those of other servers; the one of the new server is no longer among them. */
    function keep(baseUrlBefore: string, baseUrl: string, apiKey: string, model: string): WriteResult {
      const tokens = { ...preferences.get('sidepanel.auth.tokens') };
      const keyBefore = preferences.get('sidepanel.auth.token');
      if (baseUrlBefore !== baseUrl && keyBefore !== '') tokens[baseUrlBefore] = keyBefore;
      delete tokens[baseUrl];
      const settingsNow = preferences.get('sidepanel.settings');
      const provider = { ...settingsNow.provider, baseUrl };
      const steps = [
        () => preferences.set('sidepanel.auth.tokens', tokens),
        () => preferences.set('sidepanel.auth.token', apiKey),
        () => preferences.set('sidepanel.settings', { ...settingsNow, defaultModel: model, provider }),
      ];
      for (const step of steps) {
        const result = step();
        if (result.ok) continue;
        // Half of it would send one server's key to the other.
        preferences.set('sidepanel.auth.token', keyBefore);
        return result;
      }
      return { ok: true };
    }

    /** What a model is called: its name where the server told one, otherwise its id. */
    function modelName(id: string): string {
      return models.value.find((model) => model.id === id)?.name ?? id;
    }
    const providerModelName = computed(() => (provider.value ? modelName(provider.value.model) : undefined));
    const modelNames = computed<ReadonlyMap<string, string>>(
      () => new Map(models.value.map((model) => [model.id, model.name])),
    );

    return {
      provider,
      isSetUp,
      providerModelName,
      modelNames,
      balance,
      form,
      choices,
      saveError,
      startEditing,
      setBaseUrl,
      choosePreset,
      setApiKey,
      setModel,
      loadChoices,
      save,
    };
  },
);
export type ProviderModel = InstanceType<typeof ProviderModel>;

/** The address as the contract takes it; undefined when it is none. */
export function normalizeBaseUrl(text: string): string | undefined {
  const parsed = v.safeParse(field.baseUrl, text.trim());
  return parsed.success ? parsed.output : undefined;
}
