import * as v from 'valibot';

const nullableText = v.nullable(v.string());

const unknownNumber = v.optional(v.nullable(v.number()), null);

export const SNAPSHOT_TYPES = ['auto', 'manual', 'system'] as const;

/**
 * A stored state to return to. `trigger`: what made it, such as `{"type": "crash_expired"}`; `summary` tells of it without
 * the state: the start of its draft, the balance last seen, and how its session was: title, model, messages, tokens, cost in
 * US dollars, rows of files and proofs. null = not known.
 */
export const snapshot = v.object({
  id: v.string(),
  sessionId: nullableText,
  timestamp: v.string(),
  type: v.picklist(SNAPSHOT_TYPES),
  trigger: v.looseObject({ type: v.string() }),
  description: nullableText,
  starred: v.boolean(),
  sizeBytes: v.number(),
  summary: v.looseObject({
    title: nullableText,
    messageCount: v.number(),
    draft: v.string(),
    model: v.optional(nullableText, null),
    promptTokens: unknownNumber,
    completionTokens: unknownNumber,
    cost: unknownNumber,
    fileChanges: unknownNumber,
    proofs: unknownNumber,
    balance: v.optional(
      v.nullable(v.object({ timestamp: v.string(), usd: v.nullable(v.number()), diem: v.nullable(v.number()) })),
      null,
    ),
  }),
});
export type Snapshot = v.InferOutput<typeof snapshot>;

/** What a snapshot holds: what a panel told of itself, and its session by reference, since complete messages never change. */
export const snapshotState = v.object({
  ui: v.record(v.string(), v.unknown()),
  session: v.nullable(v.object({ sessionId: v.string(), throughSequence: v.number() })),
});
export type SnapshotState = v.InferOutput<typeof snapshotState>;

/** A snapshot as a mark on a line of time. */
export const snapshotMark = v.object({
  id: v.string(),
  timestamp: v.string(),
  type: v.picklist(SNAPSHOT_TYPES),
  starred: v.boolean(),
});
export type SnapshotMark = v.InferOutput<typeof snapshotMark>;

const changed = v.nullable(v.union([v.string(), v.number()]));

/**
 * What is different between two moments. `what`: `session` (ids), `title`, `model`, `messages`, `promptTokens`,
 * `completionTokens`, `cost` and `balance` (US dollars), `fileChanges`, `proofs`, `draft` (the first letters), `view`. null = there is none.
 */
export const snapshotChange = v.object({ what: v.string(), from: changed, to: changed });
export type SnapshotChange = v.InferOutput<typeof snapshotChange>;

/** A draft among others; `start` has its first letters, `length` code points of all. `sessionTitle` null = of the session that is not made yet. */
export const draftStart = v.object({
  sessionId: nullableText,
  sessionTitle: nullableText,
  start: v.string(),
  length: v.number(),
  updatedAt: v.string(),
});
export type DraftStart = v.InferOutput<typeof draftStart>;

/** A reply that broke off at the end of its session. */
export const interruptedReply = v.object({
  id: v.string(),
  sessionId: v.string(),
  sessionTitle: v.string(),
  start: v.string(),
  length: v.number(),
  createdAt: v.string(),
});
export type InterruptedReply = v.InferOutput<typeof interruptedReply>;
