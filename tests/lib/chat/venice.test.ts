import { describe, expect, it } from 'vitest';
import { isVeniceAddress, venice } from '../../../lib/chat/venice.ts';

describe('isVeniceAddress', () => {
  it.each(['https://api.venice.ai/api/v1', 'https://venice.ai', 'https://API.VENICE.AI:443/x'])(
    'knows %s',
    (address) => {
      expect(isVeniceAddress(address)).toBe(true);
    },
  );

  it.each(['https://notvenice.ai', 'https://venice.ai.example.com', 'https://venice.ai@example.com', 'nonsense'])(
    'does not take %s for it',
    (address) => {
      expect(isVeniceAddress(address)).toBe(false);
    },
  );
});

describe('venice', () => {
  it('asks for no system prompt of its own and names the cache', () => {
    expect(venice.requestFields('session-1')).toEqual({
      venice_parameters: { include_venice_system_prompt: false },
      prompt_cache_key: 'session-1',
    });
  });

  it('reads the balance from headers', () => {
    const balance = (headers: Record<string, string>) => venice.balanceBefore(new Headers(headers));
    expect(balance({ 'x-venice-balance-usd': '50.23', 'x-venice-balance-diem': '100.023' })).toEqual({
      usd: 50.23,
      diem: 100.023,
    });
    expect(balance({ 'x-venice-balance-usd': '0' })).toEqual({ usd: 0, diem: null });
    expect(balance({ 'x-venice-balance-usd': 'much' })).toBeNull();
    expect(balance({})).toBeNull();
  });

  it('offers text models that are online', () => {
    expect(venice.isOffered({ id: 'a', type: 'text', model_spec: { offline: false } })).toBe(true);
    expect(venice.isOffered({ id: 'a' })).toBe(true);
    expect(venice.isOffered({ id: 'a', model_spec: { offline: true } })).toBe(false);
    expect(venice.isOffered({ id: 'a', type: 'image' })).toBe(false);
  });

  it('suggests the model with the trait', async () => {
    const suggested = (answer: unknown) => venice.suggestedModel(async () => answer);
    expect(await suggested({ default: 'zai-org-glm-5-2', default_code: 'x' })).toBe('zai-org-glm-5-2');
    expect(await suggested({ object: 'list', data: { default: 'a' } })).toBe('a');
    expect(await suggested(null)).toBeUndefined();
  });

  it('reads the balance of the key, whatever is missing', async () => {
    const balance = (answer: unknown) => venice.balance(async () => answer);
    const unknown = { diem: null, usd: null, canConsume: null, nextEpochAt: null };
    expect(
      await balance({
        data: {
          accessPermitted: true,
          balances: { USD: '50.23', DIEM: 100.023, BUNDLED_CREDITS: 25 },
          nextEpochBegins: '2026-04-21T00:00:00Z',
        },
      }),
    ).toEqual({ diem: 100.023, usd: 50.23, canConsume: true, nextEpochAt: '2026-04-21T00:00:00.000Z' });
    expect(await balance({ data: { accessPermitted: false, balances: { VCU: 3 }, nextEpochBegins: 'soon' } })).toEqual({
      ...unknown,
      canConsume: false,
    });
    for (const answer of [null, {}, { data: 'x' }, []]) expect(await balance(answer)).toEqual(unknown);
  });
});
