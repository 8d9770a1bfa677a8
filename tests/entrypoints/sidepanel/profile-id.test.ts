import { describe, expect, it } from 'vitest';
import { createProfileId } from '../../../entrypoints/sidepanel/profile-id.ts';

const IDS = ['018f0000-0000-7000-8000-000000000001', '018f0000-0000-7000-8000-000000000002'];

describe('createProfileId', () => {
  function browser(stored: Record<string, unknown> = {}) {
    const ids = [...IDS];
    let failures = 0;
    const storage = {
      get: async (key: string) => {
        if (failures-- > 0) throw new Error('busy');
        return { [key]: stored[key] };
      },
      set: async (items: Record<string, unknown>) => void Object.assign(stored, items),
    };
    let last: Promise<unknown> = Promise.resolve();
    const alone = <T>(action: () => Promise<T>): Promise<T> => {
      const next = last.then(action, action);
      last = next;
      return next;
    };
    const page = () => createProfileId({ storage, alone, newId: () => ids.shift() ?? 'none left' });
    const failOnce = () => {
      failures = 1;
    };
    return { page, failOnce };
  }

  it('is one for all pages and all times', async () => {
    const { page } = browser();
    const [one, other] = [page(), page()];
    expect(await Promise.all([one(), other(), one()])).toEqual([IDS[0], IDS[0], IDS[0]]);
    expect(await page()()).toBe(IDS[0]);
  });

  it('is made anew where something else is stored', async () => {
    expect(await browser({ profileId: 7 }).page()()).toBe(IDS[0]);
  });

  it('is asked for again after a failure', async () => {
    const { page, failOnce } = browser();
    const profileId = page();
    failOnce();
    await expect(profileId()).rejects.toThrow('busy');
    expect(await profileId()).toBe(IDS[0]);
  });
});
