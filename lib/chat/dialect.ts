import type { Balance } from '../protocol/shapes.ts';
import type { ResponseHeaders } from './fetch.ts';
import type { JsonObject } from './json-fields.ts';
import type { ReplyOutcome } from './provider.ts';

/** GETs a path below the server's base URL and parses the answer. Rejects with an `AppError`. */
export type GetJson = (path: string) => Promise<unknown>;

/** Where one kind of server differs from the others. */
export interface Dialect {
  /** Fields of the request that only this kind knows: elsewhere an unknown field may be an error. */
  requestFields(sessionId: string): JsonObject;
  balanceBefore(headers: ResponseHeaders): ReplyOutcome['balanceBefore'];
  readonly modelsPath: string;
  /** Whether an entry of the model list can be chatted with now. */
  isOffered(entry: JsonObject): boolean;
  suggestedModel(get: GetJson): Promise<string | undefined>;
  balance(get: GetJson): Promise<Omit<Balance, 'fetchedAt'>>;
}

/** Any OpenAI-compatible server: none of them tells a balance or suggests a model in a common way. */
export const standard: Dialect = {
  requestFields: () => ({}),
  balanceBefore: () => null,
  modelsPath: '/models',
  isOffered: () => true,
  suggestedModel: async () => undefined,
  balance: async () => ({ diem: null, usd: null, canConsume: null, nextEpochAt: null }),
};
