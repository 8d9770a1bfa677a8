import * as v from 'valibot';
import * as field from './fields.ts';
import { read } from './method.ts';
import * as shape from './shapes.ts';

/** What the background says to a host itself, on each connection. Apart, so that its worker loads no more of the contract. */
export const HANDSHAKE_METHODS = {
  hello: read(
    v.object({ protocol: v.number(), client: v.object({ name: field.name, version: field.name }) }),
    v.object({
      protocol: v.number(),
      host: v.object({
        version: v.string(),
        pid: v.number(),
        engine: v.picklist(['native', 'embedded']),
        /** Absent: the last one that was started did not fail. News only: one that is not understood is no reason not to talk. */
        lastFailure: v.fallback(v.optional(shape.hostFailure), undefined),
      }),
      store: shape.storeInfo,
    }),
  ),
  'credentials/set': read(
    v.object({ baseUrl: field.baseUrl, apiKey: v.nullable(v.pipe(v.string(), v.maxLength(10_000))) }),
    v.object({}),
    ['apiKey'],
  ),
} as const;
