import { describe, expect, it } from 'vitest';
import { rememberCredentials } from '../../../entrypoints/background/remembered-credentials.ts';

/** Session storage as the browser has it: values are copies, and every call takes a while. */
function createStorage(content: Record<string, unknown> = {}) {
  let items = structuredClone(content);
  return {
    get: async (key: string) => {
      await Promise.resolve();
      return key in items ? { [key]: structuredClone(items[key]) } : {};
    },
    set: async (changes: Record<string, unknown>) => {
      await Promise.resolve();
      items = { ...items, ...structuredClone(changes) };
    },
    items: () => items,
  };
}

const A = { baseUrl: 'https://a.example/v1', apiKey: 'a' };
const B = { baseUrl: 'https://b.example/v1', apiKey: null };

describe('rememberCredentials', () => {
  it('gives back what was told, the newest for each server, also to a worker started anew', async () => {
    const storage = createStorage();
    const { remember } = rememberCredentials(storage);
    for (const told of [A, B, { ...A, baseUrl: `${A.baseUrl}/`, apiKey: 'newer' }]) await remember(told);
    expect(await rememberCredentials(storage).list()).toEqual([{ ...A, apiKey: 'newer' }, B]);
  });

  it('keeps all of what is told at once', async () => {
    const { remember, list } = rememberCredentials(createStorage());
    await Promise.all([remember(A), remember(B)]);
    expect(await list()).toEqual([A, B]);
  });

  it.each([undefined, null, 5, 'text', { a: { b: 1 } }, { [A.baseUrl]: 5 }])(
    'begins anew when the storage holds %j',
    async (held) => {
      const { remember, list } = rememberCredentials(createStorage({ credentials: held }));
      expect(await list()).toEqual([]);
      await remember(A);
      expect(await list()).toEqual([A]);
    },
  );

  it.each([
    ['nothing', undefined],
    ['an array', [A]],
    ['no key', { baseUrl: A.baseUrl }],
    ['a key that is no text', { ...A, apiKey: 5 }],
    ['an endless key', { ...A, apiKey: 'x'.repeat(10_001) }],
    ['no web address', { ...A, baseUrl: '__proto__' }],
  ])('keeps nothing when told %s', async (_, params) => {
    const storage = createStorage();
    await rememberCredentials(storage).remember(params as object);
    expect(storage.items()).toEqual({});
  });

  it('fails when the storage does, and works again when the storage does', async () => {
    const storage = createStorage();
    const { remember, list } = rememberCredentials({
      get: storage.get,
      set: (items) => (storage.items()['broken'] ? Promise.reject(new Error('QUOTA_BYTES')) : storage.set(items)),
    });
    await storage.set({ broken: true });
    await expect(remember(A)).rejects.toThrow('QUOTA_BYTES');
    await storage.set({ broken: false });
    await remember(B);
    expect(await list()).toEqual([B]);
  });
});
