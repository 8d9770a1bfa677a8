import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { migratePreferences } from '../../../lib/preferences/migrate-preferences.ts';
import { createPreferences } from '../../../lib/preferences/preferences.ts';
import { PREFERENCES, type PreferenceKey } from '../../../lib/preferences/schema.ts';
import { anyStoredText } from '../../support/any-stored-text.ts';
import { memoryStorage } from '../../support/memory-storage.ts';

const KEYS = Object.keys(PREFERENCES) as PreferenceKey[];
const RUNS = 3000;

describe('any text under a key', () => {
  it.each(KEYS)('is read as a value or kept in the quarantine, and other keys stay: %s', (key) => {
    const others = KEYS.filter((other) => other !== key && !key.startsWith(other));
    fc.assert(
      fc.property(anyStoredText(key), (raw) => {
        const storage = memoryStorage();
        for (const other of others) storage.setItem(other, JSON.stringify(PREFERENCES[other].fallback));
        storage.setItem(key, raw);
        migratePreferences(storage);
        const migrated = storage.getItem(key);
        const preferences = createPreferences(storage);
        const read = preferences.get(key);
        const quarantined = storage.getItem(`sidepanel.quarantine.${key}`);
        if (quarantined === null) expect(storage.getItem(key)).toBe(migrated);
        else expect([quarantined, storage.getItem(key), read]).toEqual([migrated, null, PREFERENCES[key].fallback]);
        expect(preferences.set(key, read)).toEqual({ ok: true });
        expect(preferences.get(key)).toEqual(read);
        for (const other of others) expect(preferences.get(other)).toEqual(PREFERENCES[other].fallback);
        expect(({} as Record<string, unknown>)['version']).toBeUndefined();
      }),
      { numRuns: RUNS },
    );
  });
});
