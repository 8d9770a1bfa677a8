import { normalizeTimestamp } from '../protocol/timestamp.ts';
import type { Dialect } from './dialect.ts';
import { numberOf, objectOf, textOf } from './json-fields.ts';

/** Whether an address is Venice's: `venice.ai` or below it. */
export function isVeniceAddress(baseUrl: string): boolean {
  return URL.canParse(baseUrl) && /^(.+\.)?venice\.ai$/i.test(new URL(baseUrl).hostname);
}

/** Venice's API of 2026-08 (docs.venice.ai). */
export const venice: Dialect = {
  requestFields: (sessionId) => ({
    // Venice's own system prompt changes without notice; a conversation taken up again must read the same.
    venice_parameters: { include_venice_system_prompt: false },
    prompt_cache_key: sessionId,
  }),

  balanceBefore: (headers) => {
    const usd = numberOf(headers.get('x-venice-balance-usd')) ?? null;
    const diem = numberOf(headers.get('x-venice-balance-diem')) ?? null;
    return usd === null && diem === null ? null : { usd, diem };
  },

  modelsPath: '/models?type=text',

  isOffered: (entry) => objectOf(entry['model_spec'])['offline'] !== true && (entry['type'] ?? 'text') === 'text',

  // Model ids retire quickly; the trait stays.
  suggestedModel: async (get) => {
    const answer = objectOf(await get('/models/traits'));
    return textOf(answer['default']) ?? textOf(objectOf(answer['data'])['default']);
  },

  // `/billing/balance` would need an admin key.
  balance: async (get) => {
    const data = objectOf(objectOf(await get('/api_keys/rate_limits'))['data']);
    const balances = objectOf(data['balances']);
    const canConsume = data['accessPermitted'];
    return {
      diem: numberOf(balances['DIEM']) ?? null,
      usd: numberOf(balances['USD']) ?? null,
      canConsume: typeof canConsume === 'boolean' ? canConsume : null,
      nextEpochAt: normalizeTimestamp(textOf(data['nextEpochBegins']) ?? '') ?? null,
    };
  },
};
