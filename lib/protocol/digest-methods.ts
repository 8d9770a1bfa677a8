import * as v from 'valibot';
import * as field from './fields.ts';
import { read } from './method.ts';

/** What two stores are compared by. `sha256`: of role, text and tool calls, as they are read now. */
export const messageDigest = v.object({
  id: v.string(),
  sequence: v.number(),
  status: v.string(),
  sha256: v.string(),
});
export type MessageDigest = v.InferOutput<typeof messageDigest>;

/** `sha256`: of its messages' ids, places, states and digests, in order. */
export const sessionDigest = v.object({
  id: v.string(),
  title: v.string(),
  updatedAt: v.string(),
  messageCount: v.number(),
  sha256: v.string(),
});
export type SessionDigest = v.InferOutput<typeof sessionDigest>;

/** How one store is compared with another without its texts. */
export const DIGEST_METHODS = {
  'sessions/digests': read(
    v.object({ limit: field.listLimit, cursor: v.optional(field.cursor) }),
    v.object({ digests: v.array(sessionDigest), nextCursor: v.nullable(v.string()) }),
  ),
  'messages/digests': read(
    v.object({ sessionId: field.reference, limit: field.listLimit, after: v.optional(field.count, 0) }),
    v.object({ digests: v.array(messageDigest), hasMore: v.boolean() }),
  ),
} as const;
