import * as v from 'valibot';

const nullableText = v.nullable(v.string());

/**
 * What some events come to: all of them, those that are replies, replies that failed; cost in US dollars; how long replies took,
 * half of them at most `medianMs`, 95 % at most `p95Ms` (null: not known of any).
 */
const figures = {
  events: v.number(),
  replies: v.number(),
  errors: v.number(),
  promptTokens: v.number(),
  completionTokens: v.number(),
  cost: v.number(),
  medianMs: v.nullable(v.number()),
  p95Ms: v.nullable(v.number()),
} as const;
const usageFigures = v.object(figures);
export type UsageFigures = v.InferOutput<typeof usageFigures>;

/** `key`: the model's name or the session's id; null = the events that name none. */
const groupOfBucket = v.object({ key: nullableText, ...figures });

/** `title` of a session; null = it is not there any more. */
const usageGroup = v.object({ ...groupOfBucket.entries, title: v.optional(nullableText) });
export type UsageGroup = v.InferOutput<typeof usageGroup>;

/** From `start` up to, not including `end`. `groups`: those of the totals that have events in it. */
const usageBucket = v.object({
  start: v.string(),
  end: v.string(),
  ...figures,
  groups: v.optional(v.array(groupOfBucket)),
});
export type UsageBucket = v.InferOutput<typeof usageBucket>;

/** What was used, bucket by bucket without gaps, and in all; `others`: how many groups have no line of their own, and theirs. */
export const usageSummary = v.object({
  buckets: v.array(usageBucket),
  totals: v.object({
    ...figures,
    groups: v.optional(v.array(usageGroup)),
    others: v.optional(v.nullable(v.object({ count: v.number(), ...figures }))),
  }),
  firstAt: nullableText,
});
export type UsageSummary = v.InferOutput<typeof usageSummary>;
