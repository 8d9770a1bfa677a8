import * as v from 'valibot';

const nullableText = v.nullable(v.string());

export const SNAPSHOT_TYPES = ['auto', 'manual', 'system'] as const;

/**
 * A stored state to return to. `trigger`: what made it, such as `{"type": "crash_expired"}`; `summary` tells of it without
 * the state: title and message count of its session, and the start of its draft.
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
  summary: v.looseObject({ title: nullableText, messageCount: v.number(), draft: v.string() }),
});
export type Snapshot = v.InferOutput<typeof snapshot>;

/** What a snapshot holds: what a panel told of itself, and its session by reference, since complete messages never change. */
export const snapshotState = v.object({
  ui: v.record(v.string(), v.unknown()),
  session: v.nullable(v.object({ sessionId: v.string(), throughSequence: v.number() })),
});
export type SnapshotState = v.InferOutput<typeof snapshotState>;

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
