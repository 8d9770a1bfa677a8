import * as v from 'valibot';
import * as field from './fields.ts';
import { change, read } from './method.ts';
import * as shape from './shapes.ts';
import { usageSummary } from './usage-shapes.ts';

const tokens = v.nullable(field.count);

/** What is used and what it costs. */
export const USAGE_METHODS = {
  'analytics/record': change(
    v.object({
      id: v.optional(field.newId),
      timestamp: v.optional(field.timestamp),
      eventType: field.name,
      sessionId: v.optional(v.nullable(field.reference)),
      model: v.optional(v.nullable(field.shortText)),
      promptTokens: v.optional(tokens),
      completionTokens: v.optional(tokens),
      cost: v.optional(v.nullable(field.money)),
      durationMs: v.optional(v.nullable(field.count)),
      metadata: v.optional(v.record(v.string(), v.unknown())),
    }),
    v.object({}),
  ),
  'analytics/summary': read(
    v.object({
      from: field.timestamp,
      to: field.timestamp,
      bucket: v.picklist(['hour', 'day', 'month']),
      by: v.optional(v.picklist(['model', 'session'])),
      timeZone: v.optional(field.name, 'UTC'),
    }),
    usageSummary,
  ),
  'balance/history': read(
    v.object({ from: field.timestamp, to: field.timestamp }),
    v.object({ points: v.array(shape.balancePoint) }),
  ),
} as const;
