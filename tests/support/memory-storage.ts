import type { PreferenceStorage } from '../../lib/preferences/preferences.ts';

/** A page's storage with room for `limit` characters. */
export interface MemoryStorage extends PreferenceStorage {
  readonly items: Map<string, string>;
  limit: number;
}

/** With these values in it, as JSON, and room for everything. */
export function memoryStorage(values: Readonly<Record<string, unknown>> = {}): MemoryStorage {
  const items = new Map(Object.entries(values).map(([key, value]) => [key, JSON.stringify(value)]));
  const storage: MemoryStorage = {
    items,
    limit: Number.POSITIVE_INFINITY,
    get length() {
      return items.size;
    },
    key: (index) => [...items.keys()][index] ?? null,
    getItem: (key) => items.get(key) ?? null,
    setItem(key, value) {
      const others = [...items].filter(([name]) => name !== key).reduce((sum, [, text]) => sum + text.length, 0);
      if (others + value.length > storage.limit) throw new QuotaExceeded('no room');
      items.set(key, value);
    },
    removeItem: (key) => void items.delete(key),
  };
  return storage;
}

class QuotaExceeded extends Error {
  override readonly name = 'QuotaExceededError';
}
