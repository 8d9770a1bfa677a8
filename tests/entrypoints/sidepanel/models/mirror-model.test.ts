import { signal } from '@preact/signals';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { MirrorModel } from '../../../../entrypoints/sidepanel/models/mirror-model.ts';
import { createPreferences, type Preferences } from '../../../../lib/preferences/preferences.ts';
import { AppError } from '../../../../lib/protocol/errors.ts';
import type { MirroredPreferences } from '../../../../lib/protocol/shapes.ts';
import { createFakeClient, type FakeClient } from '../../../support/fake-client.ts';
import { type MemoryStorage, memoryStorage } from '../../../support/memory-storage.ts';
import { panelEnvironment, settle } from '../../../support/panel-environment.ts';

const NOON = '2026-01-31T12:00:00.000Z';
const SETTINGS = { version: 1, defaultModel: 'm', provider: { baseUrl: 'http://a.example/v1' } };

describe('MirrorModel', () => {
  let fake: FakeClient;
  let storage: MemoryStorage;
  let preferences: Preferences;
  let stored: Record<string, MirroredPreferences>;
  let hear: (key: string | null) => void;
  let broughtBack: number;
  const isReady = signal(false);

  beforeEach(() => {
    vi.useFakeTimers({ now: Date.parse(NOON) });
    fake = createFakeClient();
    stored = {};
    broughtBack = 0;
    isReady.value = false;
    storage = memoryStorage({ 'sidepanel.settings': SETTINGS });
    fake.answer('preferences/restore', ({ profileId }) => ({ values: stored[profileId ?? 'newest'] ?? {} }));
    fake.answer('preferences/mirror', () => ({}));
    fake.answer('unsent/resolve', () => ({}));
  });
  afterEach(() => void vi.useRealTimers());

  function open(): MirrorModel {
    preferences = createPreferences(storage, (listener) => {
      hear = listener;
    });
    return new MirrorModel({
      ...{ env: panelEnvironment(fake.client), preferences, isReady },
      profileId: async () => 'p1',
      onBroughtBack: () => void broughtBack++,
    });
  }
  const sent = () => fake.paramsOf('preferences/mirror').map(({ values }) => values);
  const valuesOf = (values: MirroredPreferences) =>
    Object.fromEntries(Object.entries(values).map(([key, { value }]) => [key, value]));

  it('sends changes within a second, together, with all that was changed before', async () => {
    open();
    preferences.set('sidepanel.theme', 'dark');
    preferences.set('sidepanel.theme', 'light');
    preferences.set('sidepanel.auth.token', 'a secret');
    expect(sent()).toEqual([]);
    await vi.advanceTimersByTimeAsync(1000);
    preferences.set('sidepanel.tour.completed', true);
    await vi.advanceTimersByTimeAsync(1000);
    expect(sent().map(valuesOf)).toEqual([
      { 'sidepanel.theme': 'light' },
      { 'sidepanel.theme': 'light', 'sidepanel.tour.completed': true },
    ]);
    expect(fake.paramsOf('preferences/mirror').map(({ profileId }) => profileId)).toEqual(['p1', 'p1']);
  });

  it('sends what the storage had no room for', async () => {
    open();
    storage.limit = 0;
    preferences.set('sidepanel.theme', 'dark');
    await vi.advanceTimersByTimeAsync(1000);
    expect(sent().map(valuesOf)).toEqual([{ 'sidepanel.theme': 'dark' }]);
  });

  it('does not send what another page changed, or what came from the store', async () => {
    open();
    stored['p1'] = {
      'sidepanel.theme': { value: 'dark', updatedAt: NOON },
      'sidepanel.settings': { value: SETTINGS, updatedAt: NOON },
    };
    isReady.value = true;
    await settle();
    storage.setItem('sidepanel.tour.completed', 'true');
    hear('sidepanel.tour.completed');
    await vi.advanceTimersByTimeAsync(1000);
    expect([preferences.get('sidepanel.theme'), preferences.get('sidepanel.tour.completed')]).toEqual(['dark', true]);
    expect(sent()).toEqual([]);
  });

  it('sends what the store lacks when it is there', async () => {
    open();
    isReady.value = true;
    await vi.advanceTimersByTimeAsync(1000);
    expect(sent().map(valuesOf)).toEqual([{ 'sidepanel.settings': preferences.get('sidepanel.settings') }]);
  });

  it('sends again, with what holds by then, after the background was lost', async () => {
    open();
    fake.answer('preferences/mirror', () => {
      throw new AppError('disconnected', 'lost');
    });
    preferences.set('sidepanel.theme', 'dark');
    await vi.advanceTimersByTimeAsync(350);
    preferences.set('sidepanel.theme', 'light');
    fake.answer('preferences/mirror', () => ({}));
    await vi.advanceTimersByTimeAsync(1000);
    expect(sent().map(valuesOf)).toEqual([{ 'sidepanel.theme': 'dark' }, { 'sidepanel.theme': 'light' }]);
  });

  it('leaves nothing with the background when the store refuses it', async () => {
    open();
    fake.answer('preferences/mirror', () => {
      throw new AppError('invalid', 'no');
    });
    preferences.set('sidepanel.theme', 'dark');
    await vi.advanceTimersByTimeAsync(5000);
    const [refused] = fake.calls.filter(({ method }) => method === 'preferences/mirror');
    expect(sent()).toHaveLength(1);
    expect(fake.paramsOf('unsent/resolve')).toEqual([{ requestId: refused?.requestId, action: 'discard' }]);
  });

  it('brings the settings back, and says so, when somebody clears them', async () => {
    open();
    isReady.value = true;
    stored['p1'] = { 'sidepanel.settings': { value: SETTINGS, updatedAt: NOON } };
    await settle();
    expect(broughtBack).toBe(0);
    storage.items.clear();
    hear(null);
    await settle();
    expect(preferences.get('sidepanel.settings').defaultModel).toBe('m');
    expect(broughtBack).toBe(1);
  });

  describe('the offer', () => {
    /** What a panel has loaded to look at an offer is there too. */
    async function settled(): Promise<void> {
      await settle();
      await vi.dynamicImportSettled();
      await settle();
    }

    beforeEach(() => {
      storage = memoryStorage();
      stored['newest'] = {
        'sidepanel.settings': { value: SETTINGS, updatedAt: NOON },
        'sidepanel.theme': { value: 'dark', updatedAt: NOON },
        'sidepanel.help.dismissed': { value: null, updatedAt: NOON },
      };
    });

    it('shows where nothing is set up what the settings of an earlier profile would change', async () => {
      const mirror = open();
      isReady.value = true;
      await settled();
      expect(mirror.offer.value?.changes.map(({ key }) => key)).toEqual(['sidepanel.settings', 'sidepanel.theme']);
      expect(preferences.get('sidepanel.theme')).toBe('system');
      expect(mirror.accept()).toEqual({ ok: true });
      expect([preferences.get('sidepanel.theme'), mirror.offer.value]).toEqual(['dark', undefined]);
      await vi.advanceTimersByTimeAsync(1000);
      expect(valuesOf(sent().at(-1) ?? {})).toMatchObject({ 'sidepanel.theme': 'dark' });
    });

    it('goes when a server is set up here', async () => {
      const mirror = open();
      isReady.value = true;
      await settled();
      preferences.set('sidepanel.settings', { ...preferences.get('sidepanel.settings'), defaultModel: 'n' });
      await settled();
      expect(mirror.offer.value).toBeUndefined();
    });

    it.each([
      ['nothing', {}],
      ['no model server', { 'sidepanel.theme': { value: 'dark', updatedAt: NOON } }],
      ['what cannot be read', { 'sidepanel.settings': { value: { version: 9 }, updatedAt: NOON } }],
    ])('is not made of %s', async (_, values) => {
      stored['newest'] = values;
      const mirror = open();
      isReady.value = true;
      await settled();
      expect(mirror.offer.value).toBeUndefined();
    });
  });
});
