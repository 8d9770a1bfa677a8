import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { migratePreferences } from '../../../../lib/preferences/migrate-preferences.ts';
import { createPreferences } from '../../../../lib/preferences/preferences.ts';
import { PREFERENCES, type PreferenceKey } from '../../../../lib/preferences/schema.ts';
import { anyStoredText } from '../../../support/any-stored-text.ts';
import { memoryStorage } from '../../../support/memory-storage.ts';
import { openOptions } from '../../../support/options-harness.ts';

const KEYS = Object.keys(PREFERENCES) as PreferenceKey[];

describe('OptionsModel', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('starts whatever is stored, and loses nothing of it, whatever is done with the lists', () => {
    const stored = fc.record(Object.fromEntries(KEYS.map((key) => [key, anyStoredText(key)])));
    fc.assert(
      fc.property(stored, (texts) => {
        const storage = memoryStorage();
        for (const [key, text] of Object.entries(texts)) storage.setItem(key, text);
        migratePreferences(storage);
        const before = new Map(storage.items);
        const good = new Map(KEYS.map((key) => [key, createPreferences(storage).peek(key)]));
        using page = openOptions(storage);
        const { quarantine, storageUse, transfer } = page.options;
        for (const quarantined of quarantine.list.value) quarantine.restore(quarantined);
        transfer.exportFile();
        for (const key of KEYS) {
          const value = good.get(key);
          if (value !== undefined) expect(page.preferences.peek(key)).toEqual(value);
          else expect(storage.getItem(key) ?? storage.getItem(`sidepanel.quarantine.${key}`)).toBe(before.get(key));
        }
        expect(storageUse.usage.value.keys).toHaveLength(storage.length);
        expect(JSON.parse(page.files[0]?.[1] ?? '')).toMatchObject({ format: 'holdfast-settings' });
      }),
      { numRuns: 2000 },
    );
  });

  it('keeps what is changed here with the store too', async () => {
    using page = openOptions();
    page.fake.answer('preferences/mirror', () => ({}));
    page.options.settings.setTheme('dark');
    await vi.advanceTimersByTimeAsync(1000);
    const sent = page.fake.paramsOf('preferences/mirror').at(-1);
    expect(sent).toMatchObject({ profileId: 'p1', values: { 'sidepanel.theme': { value: 'dark' } } });
  });
});
