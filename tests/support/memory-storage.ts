import type { PreferenceStorage } from '../../lib/preferences/preferences.ts';

class QuotaExceeded extends Error {
  override readonly name = 'QuotaExceededError';
}

/** A page's storage with room for `limit` characters. */
export class MemoryStorage implements PreferenceStorage {
  readonly items = new Map<string, string>();
  limit = Number.POSITIVE_INFINITY;

  getItem(key: string): string | null {
    return this.items.get(key) ?? null;
  }

  setItem(key: string, value: string): void {
    const others = [...this.items].filter(([name]) => name !== key).reduce((sum, [, text]) => sum + text.length, 0);
    if (others + value.length > this.limit) throw new QuotaExceeded('no room');
    this.items.set(key, value);
  }

  removeItem(key: string): void {
    this.items.delete(key);
  }
}
