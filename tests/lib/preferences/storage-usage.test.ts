import { describe, expect, it } from 'vitest';
import { keysOf, measureStorage, STORAGE_CAPACITY } from '../../../lib/preferences/storage-usage.ts';
import { memoryStorage } from '../../support/memory-storage.ts';

const refusing = {
  get length(): number {
    throw new Error('switched off');
  },
  key: () => null,
  getItem: () => null,
  setItem: () => {},
  removeItem: () => {},
};

describe('measureStorage', () => {
  it('counts keys and values in UTF-16 units, the largest first, also what is not ours', () => {
    const storage = memoryStorage({ 'sidepanel.theme': 'dark', of: 'another' });
    storage.setItem('sidepanel.long', '𝄞'.repeat(10));
    expect(measureStorage(storage)).toEqual({
      keys: [
        { key: 'sidepanel.long', length: 34 },
        { key: 'sidepanel.theme', length: 21 },
        { key: 'of', length: 11 },
      ],
      length: 66,
      share: 66 / STORAGE_CAPACITY,
    });
  });

  it('is empty for a storage that is switched off', () => {
    expect(measureStorage(refusing)).toEqual({ keys: [], length: 0, share: 0 });
  });
});

describe('keysOf', () => {
  it('lists every key, and none of a storage that is switched off', () => {
    expect(keysOf(memoryStorage({ a: 1, b: 2 })).sort()).toEqual(['a', 'b']);
    expect(keysOf(refusing)).toEqual([]);
  });
});
