import { describe, expect, it } from 'vitest';
import { rememberPlace } from '../../../entrypoints/background/remembered-place.ts';
import { createLocalStorage } from '../../support/embedded/places.ts';

const MOVED = {
  engine: 'native',
  movedAt: '2026-11-26T12:00:00.000Z',
  removedAfter: '2026-12-26T12:00:00.000Z',
  kept: { sessions: 1, messages: 2, bytes: 3 },
} as const;

describe('rememberPlace', () => {
  it('knows what was written, and nothing before', async () => {
    const place = rememberPlace(createLocalStorage());
    expect(await place.read()).toBeUndefined();
    await place.write(MOVED);
    expect(await place.read()).toEqual(MOVED);
  });

  it('takes what is none of ours for nothing', async () => {
    const storage = createLocalStorage();
    await storage.set({ 'store.place': { engine: 'elsewhere' } });
    expect(await rememberPlace(storage).read()).toBeUndefined();
  });

  it('rejects what was not written, and not what was although the browser says that it failed', async () => {
    const storage = createLocalStorage();
    const set = storage.set;
    const failing = { ...storage, set: () => Promise.reject(new Error('no')) };
    await expect(rememberPlace(failing).write(MOVED)).rejects.toThrow('no');
    const late = {
      ...storage,
      async set(items: Record<string, unknown>) {
        await set(items);
        throw new Error('no');
      },
    };
    await rememberPlace(late).write(MOVED);
    expect(await rememberPlace(late).read()).toEqual(MOVED);
  });
});
