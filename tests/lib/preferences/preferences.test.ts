import { beforeEach, describe, expect, it } from 'vitest';
import { createPreferences, type PreferenceStorage } from '../../../lib/preferences/preferences.ts';
import { DEFAULT_BASE_URL } from '../../../lib/preferences/schema.ts';
import { type MemoryStorage, memoryStorage } from '../../support/memory-storage.ts';

const OTHER_SETTINGS = {
  keyboard: { sendKey: 'enter', keys: {} },
  notifications: { replyDone: false, balanceLow: true, balanceLowUsd: 1, sweepDone: false, backupFailed: true },
  startView: 'last',
  motion: 'system',
};

const refusing: PreferenceStorage = {
  length: 0,
  key: () => null,
  getItem: () => {
    throw new Error('storage is switched off');
  },
  setItem: () => {
    throw new Error('storage is switched off');
  },
  removeItem: () => {
    throw new Error('storage is switched off');
  },
};

describe('createPreferences', () => {
  let storage: MemoryStorage;
  beforeEach(() => {
    storage = memoryStorage();
  });

  it('gives the default when nothing is stored', () => {
    const preferences = createPreferences(storage);
    expect(preferences.get('sidepanel.settings')).toEqual({
      version: 1,
      defaultModel: '',
      provider: { baseUrl: DEFAULT_BASE_URL },
      ...OTHER_SETTINGS,
    });
    expect(preferences.get('sidepanel.theme')).toBe('system');
    expect(preferences.get('sidepanel.recent.sessions')).toEqual([]);
  });

  it('returns what was set', () => {
    const preferences = createPreferences(storage);
    expect(preferences.set('sidepanel.theme', 'dark')).toEqual({ ok: true });
    expect(preferences.set('sidepanel.auth.tokens', { 'http://a.example/v1': 'k' })).toEqual({ ok: true });
    expect(createPreferences(storage).get('sidepanel.theme')).toBe('dark');
    expect(createPreferences(storage).get('sidepanel.auth.tokens')).toEqual({ 'http://a.example/v1': 'k' });
  });

  it.each(['{"version":1', '{"version":2,"defaultModel":"m"}', '[]', 'null', ''])(
    'moves the broken value %j to the quarantine, gives the default and tells once',
    (raw) => {
      storage.setItem('sidepanel.settings', raw);
      const told: string[] = [];
      const preferences = createPreferences(storage);
      preferences.watchTroubles(({ kind, key }) => told.push(`${kind} ${key}`));

      expect(preferences.get('sidepanel.settings').defaultModel).toBe('');
      expect(preferences.get('sidepanel.settings').defaultModel).toBe('');
      expect([...storage.items]).toEqual([['sidepanel.quarantine.sidepanel.settings', raw]]);
      expect(told).toEqual(['quarantined sidepanel.settings']);
    },
  );

  it('keeps the newest broken value, 64 KiB of it at most', () => {
    const preferences = createPreferences(storage);
    storage.setItem('sidepanel.ui', 'first');
    preferences.get('sidepanel.ui');
    storage.setItem('sidepanel.ui', 'x'.repeat(100_000));
    preferences.get('sidepanel.ui');
    expect(storage.getItem('sidepanel.quarantine.sidepanel.ui')).toBe('x'.repeat(65_536));
  });

  it('leaves a broken value where it is when the quarantine has no room for it', () => {
    storage.setItem('sidepanel.ui', 'broken');
    storage.limit = 8;
    expect(createPreferences(storage).get('sidepanel.ui').sidebarCollapsed).toBe(false);
    expect([...storage.items]).toEqual([['sidepanel.ui', 'broken']]);
  });

  it('keeps fields that a later version added', () => {
    const later = {
      version: 1,
      defaultModel: 'm',
      provider: { baseUrl: 'http://a.example/v1' },
      ...OTHER_SETTINGS,
      keyboard: { sendKey: 'mod+enter', keys: {}, send: 1 },
    };
    storage.setItem('sidepanel.settings', JSON.stringify(later));
    const preferences = createPreferences(storage);
    preferences.set('sidepanel.settings', { ...preferences.get('sidepanel.settings'), defaultModel: 'n' });
    expect(JSON.parse(storage.getItem('sidepanel.settings') ?? '')).toEqual({ ...later, defaultModel: 'n' });
  });

  it.each([
    {},
    { keyboard: {}, notifications: {} },
    { keyboard: { sendKey: 'space', keys: { newSession: 7 } }, startView: 'tabs', motion: 1 },
    { notifications: { replyDone: 'yes', balanceLow: null, balanceLowUsd: -1 } },
  ])('takes the defaults for what it does not know: %j', (unknown) => {
    const settings = { version: 1, defaultModel: 'm', provider: { baseUrl: 'http://a.example/v1' } };
    storage.setItem('sidepanel.settings', JSON.stringify({ ...settings, ...unknown }));
    expect(createPreferences(storage).get('sidepanel.settings')).toEqual({ ...settings, ...OTHER_SETTINGS });
  });

  it('trims the recents when there is no room, and tries once more', () => {
    const preferences = createPreferences(storage);
    const ids = Array.from({ length: 20 }, (_, index) => `session-${index}`);
    preferences.set('sidepanel.recent.sessions', ids);
    storage.limit = JSON.stringify(ids).length + 10;
    expect(preferences.set('sidepanel.auth.token', 'a key of 28 characters ....')).toEqual({ ok: true });
    expect(preferences.get('sidepanel.recent.sessions')).toEqual(ids.slice(0, 10));
  });

  it('makes room of recents only', () => {
    const preferences = createPreferences(storage);
    const many = Array.from({ length: 60 }, (_, index) => `entry ${index}`);
    for (const key of ['sidepanel.recent.searches', 'sidepanel.recent.commands'] as const) {
      for (const entry of many) preferences.addRecent(key, entry);
      expect(preferences.get(key)).toEqual(many.toReversed().slice(0, 50));
    }
    preferences.set('sidepanel.help.dismissed', many);
    storage.limit = [...storage.items.values()].join('').length;
    expect(preferences.set('sidepanel.auth.token', 'a key')).toEqual({ ok: true });
    expect(preferences.get('sidepanel.recent.commands')).toEqual(many.toReversed().slice(0, 10));
    expect(preferences.get('sidepanel.help.dismissed')).toEqual(many);
  });

  it('puts a recent first, and once', () => {
    const preferences = createPreferences(storage);
    for (const search of ['a', 'b', 'a', 'c', 'b']) preferences.addRecent('sidepanel.recent.searches', search);
    expect(preferences.get('sidepanel.recent.searches')).toEqual(['b', 'c', 'a']);
  });

  it('takes a list that is too long, or has one thing twice, for what it is', () => {
    const long = Array.from({ length: 500 }, (_, index) => `session-${index % 100}`);
    storage.setItem('sidepanel.recent.sessions', JSON.stringify(long));
    expect(createPreferences(storage).get('sidepanel.recent.sessions')).toEqual(long.slice(0, 20));
  });

  it('says so when there is no room at all, and keeps the value before', () => {
    const preferences = createPreferences(storage);
    preferences.set('sidepanel.auth.token', 'before');
    storage.limit = 10;
    expect(preferences.set('sidepanel.auth.token', 'a much longer key')).toEqual({ ok: false, reason: 'quota' });
    expect(preferences.get('sidepanel.auth.token')).toBe('before');
  });

  it('lets a value hold that the storage does not take, until the page ends or another one writes it', () => {
    let hear: (key: string | null) => void = () => {};
    const told: unknown[] = [];
    const preferences = createPreferences(storage, (listener) => {
      hear = listener;
    });
    preferences.watchTroubles((trouble) => told.push(trouble));
    const heard: string[] = [];
    preferences.watch((key, origin) => heard.push(`${key} ${origin}`));
    preferences.set('sidepanel.theme', 'dark');
    storage.limit = 0;
    expect(preferences.set('sidepanel.theme', 'light')).toEqual({ ok: false, reason: 'quota' });
    expect(preferences.get('sidepanel.theme')).toBe('light');
    expect(createPreferences(storage).get('sidepanel.theme')).toBe('dark');
    expect(told).toEqual([{ kind: 'unkept', key: 'sidepanel.theme', reason: 'quota' }]);
    expect(heard).toEqual(['sidepanel.theme own', 'sidepanel.theme own']);
    hear('sidepanel.theme');
    expect(preferences.get('sidepanel.theme')).toBe('dark');
  });

  it('works without storage, and says that nothing is kept', () => {
    const preferences = createPreferences(refusing);
    expect(preferences.get('sidepanel.theme')).toBe('system');
    expect(preferences.set('sidepanel.theme', 'dark')).toEqual({ ok: false, reason: 'unavailable' });
    expect(preferences.get('sidepanel.theme')).toBe('dark');
    expect(preferences.remove('sidepanel.theme')).toEqual({ ok: false, reason: 'unavailable' });
    expect(preferences.get('sidepanel.theme')).toBe('system');
  });

  it('removes a value', () => {
    const preferences = createPreferences(storage);
    preferences.set('sidepanel.theme', 'dark');
    expect(preferences.remove('sidepanel.theme')).toEqual({ ok: true });
    expect([...storage.items]).toEqual([]);
  });

  it('tells what this page or another one wrote, of the keys that are watched, until that is undone', () => {
    let hear: (key: string | null) => void = () => {};
    const preferences = createPreferences(storage, (listener) => {
      hear = listener;
    });
    const heard: string[] = [];
    const stop = preferences.subscribe('sidepanel.theme', () => heard.push(preferences.get('sidepanel.theme')));
    preferences.set('sidepanel.theme', 'light');
    storage.setItem('sidepanel.theme', '"dark"');
    hear('sidepanel.theme');
    hear('sidepanel.ui');
    storage.items.clear();
    hear(null);
    stop();
    hear(null);
    preferences.set('sidepanel.theme', 'dark');
    expect(heard).toEqual(['light', 'dark', 'system']);
  });
});
