import { computed, createModel, effect, signal } from '@preact/signals';
import * as v from 'valibot';
import type { Preferences } from '../../../lib/preferences/preferences.ts';
import { DEFAULT_BASE_URL } from '../../../lib/preferences/schema.ts';
import * as field from '../../../lib/protocol/fields.ts';
import type { Model } from '../../../lib/protocol/shapes.ts';
import type { Client } from '../../../lib/rpc/client.ts';
import { MODELS_TIMEOUT_MS, type ProviderChoice, type ProviderModel, setKey } from './provider-model.ts';
import { failed, LOADING, type Remote, ready } from './remote.ts';
import type { ServerAccess, ServerAccessModel } from './server-access-model.ts';

/** Servers that are offered by name. Sources: the documentation of each. */
export const PRESETS = [
  { name: 'Venice', baseUrl: DEFAULT_BASE_URL, needsKey: true },
  { name: 'OpenAI', baseUrl: 'https://api.openai.com/v1', needsKey: true },
  { name: 'OpenRouter', baseUrl: 'https://openrouter.ai/api/v1', needsKey: true },
  { name: 'Ollama', baseUrl: 'http://127.0.0.1:11434/v1', needsKey: false },
  { name: 'LM Studio', baseUrl: 'http://127.0.0.1:1234/v1', needsKey: false },
  { name: 'llama.cpp', baseUrl: 'http://127.0.0.1:8080/v1', needsKey: false },
] as const;

interface ProviderFormOptions {
  readonly client: Client;
  readonly preferences: Preferences;
  readonly provider: ProviderModel;
  readonly access: ServerAccessModel;
}

/** What the user writes to choose who answers; nothing of it holds before it is saved. */
export const ProviderFormModel = createModel((options: ProviderFormOptions) => {
  const { client, preferences, provider, access } = options;
  const form = signal<ProviderChoice>(stored());
  /** Models of the server in the form; undefined until they are asked for. */
  const choices = signal<Remote<readonly Model[]> | undefined>(undefined);
  const saveError = signal<string | undefined>(undefined);
  /** Whether the extension may talk to the server in the form, where it has to. */
  const serverAccess = computed<ServerAccess>(() => {
    const baseUrl = normalizeBaseUrl(form.value.baseUrl);
    return baseUrl === undefined ? 'unneeded' : access.accessOf(baseUrl).value;
  });

  start();
  // The store had what a killed browser lost.
  effect(() =>
    preferences.watch((key, origin) => {
      if (key === 'sidepanel.settings' && origin === 'store') start();
    }),
  );

  /** Fills the form with what is set. */
  function start(): void {
    form.value = stored();
    const known = provider.models.peek();
    choices.value = known.length > 0 ? ready(known) : undefined;
    saveError.value = undefined;
  }

  function stored(): ProviderChoice {
    const { defaultModel, provider: server } = provider.settings.peek();
    return { baseUrl: server.baseUrl, apiKey: provider.storedKey(server.baseUrl), model: defaultModel };
  }

  /** Another server has other models, and never gets the key that is kept for the one before. */
  function setBaseUrl(baseUrl: string): void {
    const before = form.peek();
    if (normalizeBaseUrl(baseUrl) === normalizeBaseUrl(before.baseUrl)) {
      form.value = { ...before, baseUrl };
      return;
    }
    const typedKey = before.apiKey === storedKey(before.baseUrl) ? '' : before.apiKey;
    form.value = { baseUrl, apiKey: storedKey(baseUrl) || typedKey, model: '' };
    choices.value = undefined;
  }

  function choosePreset(baseUrl: string): void {
    form.value = { baseUrl, apiKey: storedKey(baseUrl), model: '' };
    choices.value = undefined;
  }

  function storedKey(baseUrl: string): string {
    const url = normalizeBaseUrl(baseUrl);
    return url === undefined ? '' : provider.storedKey(url);
  }

  function setApiKey(apiKey: string): void {
    form.value = { ...form.peek(), apiKey };
  }

  function setModel(model: string): void {
    form.value = { ...form.peek(), model };
  }

  /** Whether the server in the form may be talked to, after the person was asked; to be called first in a click. */
  async function mayTalk(): Promise<boolean> {
    const baseUrl = normalizeBaseUrl(form.peek().baseUrl);
    return baseUrl !== undefined && (await access.ask(baseUrl));
  }

  /**
   * Asks the server in the form for its models, with the key in the form; chooses the one it suggests. Nothing happens while it
   * may not be talked to: `serverAccess` says so.
   */
  async function loadChoices(): Promise<void> {
    const baseUrl = normalizeBaseUrl(form.peek().baseUrl);
    if (baseUrl === undefined || isBarred(serverAccess.peek())) return;
    const isStillAsked = () => normalizeBaseUrl(form.peek().baseUrl) === baseUrl;
    choices.value = LOADING;
    try {
      await setKey(client, baseUrl, form.peek().apiKey.trim());
      const { models } = await client.call('models/list', { baseUrl }, { timeoutMs: MODELS_TIMEOUT_MS });
      if (!isStillAsked()) return;
      choices.value = ready(models);
      const isKnown = models.some((model) => model.id === form.peek().model);
      if (!isKnown) setModel(models[0]?.id ?? '');
    } catch (error) {
      if (isStillAsked()) choices.value = failed(error);
    }
  }

  /** Makes the form what is set. False, with `saveError` saying why, when it is not kept. */
  function save(): boolean {
    const { model } = form.peek();
    const apiKey = form.peek().apiKey.trim();
    const baseUrl = normalizeBaseUrl(form.peek().baseUrl);
    if (baseUrl === undefined || model === '') return false;
    const result = provider.use({ baseUrl, apiKey, model });
    if (result.ok) saveError.value = undefined;
    else saveError.value = WRITE_FAILURES[result.reason];
    return result.ok;
  }

  return {
    ...{ form, choices, saveError, serverAccess, start, setBaseUrl, choosePreset, setApiKey, setModel },
    ...{ mayTalk, loadChoices, save },
  };
});
export type ProviderFormModel = InstanceType<typeof ProviderFormModel>;

function isBarred(access: ServerAccess): boolean {
  return access !== 'unneeded' && access !== 'granted' && access !== 'unknown';
}

const WRITE_FAILURES = {
  quota: 'The browser has no room left for it.',
  unavailable: 'The browser does not let Holdfast store it.',
} as const;

/** The address as the contract takes it; undefined when it is none. */
export function normalizeBaseUrl(text: string): string | undefined {
  const parsed = v.safeParse(field.baseUrl, text.trim());
  return parsed.success ? parsed.output : undefined;
}
