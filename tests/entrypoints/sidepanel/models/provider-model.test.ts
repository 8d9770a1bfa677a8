import { signal } from '@preact/signals';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ProviderFormModel } from '../../../../entrypoints/sidepanel/models/provider-form-model.ts';
import { ProviderModel } from '../../../../entrypoints/sidepanel/models/provider-model.ts';
import { ServerAccessModel } from '../../../../entrypoints/sidepanel/models/server-access-model.ts';
import { createPreferences, type Preferences } from '../../../../lib/preferences/preferences.ts';
import { AppError } from '../../../../lib/protocol/errors.ts';
import { createFakeClient, type FakeClient } from '../../../support/fake-client.ts';
import { memoryStorage } from '../../../support/memory-storage.ts';
import { settle } from '../../../support/panel-environment.ts';
import { fakeServerPermissions } from '../../../support/server-permissions.ts';

const A = 'http://a.example/v1';
const B = 'http://b.example/v1';
const MODELS = [
  { id: 'm1', name: 'Model One', contextTokens: null, pricing: null },
  { id: 'm2', name: 'Model Two', contextTokens: null, pricing: null },
];
const SET_UP = {
  'sidepanel.settings': { version: 1, defaultModel: 'm2', provider: { baseUrl: A } },
  'sidepanel.auth.token': 'key-a',
  'sidepanel.auth.tokens': { [B]: 'key-b' },
};

describe('ProviderModel', () => {
  const isReady = signal(true);
  const isEmbedded = signal(false);
  const permissions = fakeServerPermissions();
  let fake: FakeClient;
  let preferences: Preferences;
  let provider: ProviderModel;
  let form: ProviderFormModel;

  beforeEach(() => {
    vi.useFakeTimers();
    isReady.value = true;
    fake = createFakeClient();
    fake.answer('credentials/set', () => ({}));
    fake.answer('models/list', () => ({ models: MODELS }));
  });
  afterEach(() => {
    provider[Symbol.dispose]();
    vi.useRealTimers();
  });

  function openForm(): ProviderFormModel {
    const access = new ServerAccessModel({ permissions, connection: { isEmbedded } });
    return new ProviderFormModel({ client: fake.client, preferences, provider, access });
  }

  async function start(items: Record<string, unknown> = {}): Promise<void> {
    preferences = createPreferences(memoryStorage(items));
    provider = new ProviderModel(fake.client, preferences, isReady);
    form = openForm();
    await settle();
  }

  it('is not set up at first, and asks nobody', async () => {
    await start();
    expect([provider.isSetUp.value, fake.calls]).toEqual([false, []]);
  });

  it('gives the host every key when the store is ready, and again with each connection', async () => {
    await start(SET_UP);
    const keys = [
      { baseUrl: A, apiKey: 'key-a' },
      { baseUrl: B, apiKey: 'key-b' },
    ];
    expect(fake.paramsOf('credentials/set')).toEqual(keys);
    isReady.value = false;
    isReady.value = true;
    await settle();
    expect(fake.paramsOf('credentials/set')).toEqual([...keys, ...keys]);
  });

  it('calls the model by its name, by its id while that is not known', async () => {
    fake.answer('models/list', () => {
      throw new AppError('provider-unreachable', 'off');
    });
    await start(SET_UP);
    expect(provider.providerModelName.value).toBe('m2');
    fake.answer('models/list', () => ({ models: MODELS }));
    isReady.value = false;
    isReady.value = true;
    await settle();
    expect(provider.providerModelName.value).toBe('Model Two');
  });

  it('says which server the host has the key of, as long as it has', async () => {
    await start(SET_UP);
    expect(provider.introduced.value).toBe(A);
    isReady.value = false;
    expect(provider.introduced.value).toBeUndefined();
  });

  it('loads the models with the key in the form and chooses the suggested one', async () => {
    await start();
    form.setBaseUrl(`${B}/`);
    form.setApiKey(' key ');
    await form.loadChoices();
    expect(fake.paramsOf('credentials/set')).toEqual([{ baseUrl: B, apiKey: 'key' }]);
    expect(form.form.value.model).toBe('m1');
    expect(form.choices.value).toEqual({ state: 'ready', value: MODELS });
  });

  it('never shows one server the key that is kept for another, but keeps one that was just typed', async () => {
    await start(SET_UP);
    form.setBaseUrl('http://c.example/v1');
    expect(form.form.value).toEqual({ baseUrl: 'http://c.example/v1', apiKey: '', model: '' });
    form.setApiKey('typed');
    form.setBaseUrl('http://d.example/v1');
    expect(form.form.value.apiKey).toBe('typed');
    form.setBaseUrl(B);
    expect(form.form.value.apiKey).toBe('key-b');
  });

  it('tells why the models could not be loaded', async () => {
    fake.answer('models/list', () => {
      throw new AppError('provider-unauthorized', 'no');
    });
    await start();
    await form.loadChoices();
    expect(form.choices.value).toMatchObject({ state: 'failed', error: { code: 'provider-unauthorized' } });
  });

  it('keeps the key of the server before when another one is set, and finds it again', async () => {
    await start(SET_UP);
    form.choosePreset(B);
    expect(form.form.value.apiKey).toBe('key-b');
    form.setModel('m1');
    expect(form.save()).toBe(true);
    expect(preferences.get('sidepanel.settings')).toMatchObject({ defaultModel: 'm1', provider: { baseUrl: B } });
    expect(preferences.get('sidepanel.auth.token')).toBe('key-b');
    expect(preferences.get('sidepanel.auth.tokens')).toEqual({ [A]: 'key-a' });
    form.choosePreset(A);
    expect(form.form.value.apiKey).toBe('key-a');
  });

  it('says so when nothing can be kept, and leaves no key with the wrong server', async () => {
    const storage = memoryStorage(SET_UP);
    const { setItem } = storage;
    preferences = createPreferences({
      ...storage,
      setItem(key, value) {
        if (key === 'sidepanel.settings') throw new Error('refused');
        setItem(key, value);
      },
    });
    provider = new ProviderModel(fake.client, preferences, isReady);
    form = openForm();
    form.choosePreset(B);
    form.setModel('m1');
    expect([form.save(), form.saveError.value]).toEqual([false, 'The browser does not let Holdfast store it.']);
    expect([provider.provider.value?.baseUrl, preferences.get('sidepanel.auth.token')]).toEqual([A, 'key-a']);
  });

  it('asks a server for its models only when the browser lets it, where it has to', async () => {
    isEmbedded.value = true;
    permissions.answer = () => false;
    try {
      await start();
      form.choosePreset('https://api.openai.com/v1');
      expect(form.serverAccess.value).toBe('unknown');
      await settle();
      await form.loadChoices();
      expect([form.serverAccess.value, form.choices.value]).toEqual(['missing', undefined]);
      expect([await form.mayTalk(), form.serverAccess.value]).toEqual([false, 'refused']);
      permissions.answer = () => true;
      expect(await form.mayTalk()).toBe(true);
      await form.loadChoices();
      expect(form.choices.value).toMatchObject({ state: 'ready' });
    } finally {
      isEmbedded.value = false;
    }
  });

  it('does not save without an address or a model', async () => {
    await start();
    form.setBaseUrl('not an address');
    form.setModel('m1');
    expect(form.save()).toBe(false);
    form.choosePreset(A);
    expect(form.save()).toBe(false);
  });
});
