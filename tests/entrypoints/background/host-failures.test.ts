import { describe, expect, it } from 'vitest';
import { rememberFailures } from '../../../entrypoints/background/host-failures.ts';

const failure = (message: string) => ({ at: '2026-11-26T14:02:00.000Z', message, wasRunning: false });

/** The browser's memory for the time it runs. */
function createStorage(items: Record<string, unknown> = {}) {
  return {
    items,
    get: async (key: string) => structuredClone({ [key]: items[key] }),
    set: async (changed: Record<string, unknown>) => void Object.assign(items, structuredClone(changed)),
  };
}

describe('rememberFailures', () => {
  it('gives each failure to one page only, also when several ask at once', async () => {
    const failures = rememberFailures(createStorage());
    expect(await failures.take()).toBeUndefined();
    failures.keep(failure('first'));
    const taken = await Promise.all([failures.take(), failures.take(), failures.take()]);
    expect(taken).toEqual([failure('first'), undefined, undefined]);
    failures.keep(failure('second'));
    expect([await failures.take(), await failures.take()]).toEqual([failure('second'), undefined]);
  });

  it('has it also in the next worker, unless it was told', async () => {
    const storage = createStorage();
    rememberFailures(storage).keep(failure('told later'));
    expect(await rememberFailures(storage).take()).toEqual(failure('told later'));
    expect(await rememberFailures(storage).take()).toBeUndefined();
  });

  it('tells of none where the storage holds something else', async () => {
    expect(await rememberFailures(createStorage({ 'host-failure': { at: 5 } })).take()).toBeUndefined();
  });

  it('does without a storage that fails', async () => {
    const broken = { get: () => Promise.reject(new Error('No.')), set: () => Promise.reject(new Error('No.')) };
    const failures = rememberFailures(broken);
    expect(await failures.take()).toBeUndefined();
    failures.keep(failure('in this worker'));
    expect(await failures.take()).toEqual(failure('in this worker'));
  });
});
