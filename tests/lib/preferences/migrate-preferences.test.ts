import { beforeEach, describe, expect, it } from 'vitest';
import { migratePreferences } from '../../../lib/preferences/migrate-preferences.ts';
import { createPreferences } from '../../../lib/preferences/preferences.ts';
import { type MemoryStorage, memoryStorage } from '../../support/memory-storage.ts';

describe('migratePreferences', () => {
  let storage: MemoryStorage;
  beforeEach(() => {
    storage = memoryStorage();
  });
  const fill = (values: Record<string, unknown>) => {
    for (const [key, value] of Object.entries(values)) storage.setItem(key, JSON.stringify(value));
  };
  const left = () => Object.fromEntries([...storage.items].map(([key, text]) => [key, JSON.parse(text)]));

  it('writes nothing where nothing is stored', () => {
    migratePreferences(storage);
    expect(left()).toEqual({});
  });

  it('from version 0: folds the split keys into the one, and gives the settings a version', () => {
    fill({
      'sidepanel.settings': { defaultModel: 'm' },
      'sidepanel.ui.sidebarCollapsed': true,
      'sidepanel.ui.lastView': 'new',
    });
    migratePreferences(storage);
    expect(left()).toEqual({
      'sidepanel.settings': { defaultModel: 'm', version: 1 },
      'sidepanel.ui': { sidebarCollapsed: true, lastView: 'new', panelSizes: {} },
    });
    expect(createPreferences(storage).get('sidepanel.settings').defaultModel).toBe('m');
    migratePreferences(storage);
    expect(createPreferences(storage).get('sidepanel.ui').lastView).toBe('new');
  });

  it('takes what the one key says over what the split ones say', () => {
    fill({
      'sidepanel.ui': { sidebarCollapsed: false, lastView: 'session', panelSizes: { sidebar: 260 } },
      'sidepanel.ui.sidebarCollapsed': true,
    });
    migratePreferences(storage);
    expect(left()).toEqual({
      'sidepanel.ui': { sidebarCollapsed: false, lastView: 'session', panelSizes: { sidebar: 260 } },
    });
  });

  it.each([1, 2, 99])('leaves version %i as it is', (version) => {
    const stored = { 'sidepanel.settings': { version, defaultModel: 'm' }, 'sidepanel.ui.lastView': 'new' };
    fill(stored);
    migratePreferences(storage);
    expect(left()).toEqual(stored);
  });

  it('leaves what is no JSON to whoever reads it', () => {
    storage.setItem('sidepanel.settings', '{"defaultModel":"m"');
    storage.setItem('sidepanel.ui.lastView', 'new');
    migratePreferences(storage);
    expect([...storage.items.values()]).toEqual(['{"defaultModel":"m"', 'new']);
  });

  it('loses nothing when there is no room, and is done with the next start', () => {
    fill({ 'sidepanel.ui.lastView': 'new', 'sidepanel.theme': 'dark' });
    const before = left();
    storage.limit = 20;
    migratePreferences(storage);
    expect(left()).toEqual(before);
    storage.limit = 1000;
    migratePreferences(storage);
    expect(createPreferences(storage).get('sidepanel.ui').lastView).toBe('new');
  });
});
