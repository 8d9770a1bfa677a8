import type { PreferenceStorage } from './preferences.ts';

/**
 * What Chrome keeps for the pages of one extension, in UTF-16 units of keys and values together: `kPerStorageAreaQuota`, 10 MiB, in
 * Chromium's components/services/storage/dom_storage/dom_storage_constants.h, two bytes a unit.
 */
export const STORAGE_CAPACITY = 5 * 1024 * 1024;

/** A key of a page's storage; `length` in UTF-16 units, with the key's own name. */
export interface StoredKey {
  readonly key: string;
  readonly length: number;
}

/** What a storage holds, and how full it is. */
export interface StorageUsage {
  /** Largest first. */
  readonly keys: readonly StoredKey[];
  readonly length: number;
  /** 0 to 1. */
  readonly share: number;
}

/** Every key of a storage, ours or not. A storage that is switched off counts as empty. */
export function measureStorage(storage: PreferenceStorage): StorageUsage {
  const keys = keysOf(storage)
    .map((key) => ({ key, length: key.length + (storage.getItem(key)?.length ?? 0) }))
    .sort((a, b) => b.length - a.length || (a.key < b.key ? -1 : 1));
  const length = keys.reduce((sum, stored) => sum + stored.length, 0);
  return { keys, length, share: Math.min(1, length / STORAGE_CAPACITY) };
}

/** The keys of a storage, in no order; none of one that is switched off. */
export function keysOf(storage: PreferenceStorage): string[] {
  try {
    return Array.from({ length: storage.length }, (_, index) => storage.key(index)).filter((key) => key !== null);
  } catch {
    return [];
  }
}
