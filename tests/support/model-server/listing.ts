import { type Account, PRICE } from './account.ts';
import type { JsonObject } from './chat-request.ts';
import { SCENARIOS } from './scenarios.ts';

/** Which model stands for which purpose, as `GET /models/traits` tells. */
export const TRAITS: JsonObject = { default: 'demo', default_code: 'demo', default_reasoning: 'demo-reasoning' };

/** `GET /models` as Venice and as others write it. */
export function modelList(): JsonObject {
  return {
    object: 'list',
    type: 'text',
    data: Object.entries(SCENARIOS).map(([id, { name }]) => listedModel(id, name)),
  };
}

function listedModel(id: string, name: string): JsonObject {
  const usd = { input: PRICE.input, output: PRICE.output };
  return {
    id,
    name,
    type: 'text',
    object: 'model',
    owned_by: 'scripted',
    created: 1_775_520_000,
    context_length: 200_000,
    model_spec: {
      name,
      availableContextTokens: 200_000,
      offline: false,
      traits: [],
      pricing: { input: { usd: usd.input, diem: usd.input }, output: { usd: usd.output, diem: usd.output } },
    },
  };
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** `GET /api_keys/rate_limits`. */
export function rateLimits({ usd, diem }: Account): JsonObject {
  return {
    data: {
      accessPermitted: true,
      apiTier: { id: 'paid', isCharged: true },
      balances: { USD: usd, DIEM: diem, BUNDLED_CREDITS: 25 },
      keyExpiration: null,
      nextEpochBegins: nextEpochAt(Date.now()),
      rateLimits: [{ apiModelId: 'demo', rateLimits: [{ type: 'RPM', amount: 100 }] }],
    },
  };
}

/** An epoch begins at midnight UTC. Never within the hour, so that it is still to come at the end of a test. */
function nextEpochAt(nowMs: number): string {
  return new Date(Math.ceil((nowMs + HOUR_MS) / DAY_MS) * DAY_MS).toISOString();
}
