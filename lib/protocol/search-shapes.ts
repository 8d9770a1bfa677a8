import * as v from 'valibot';
import { MESSAGE_ROLES } from './shapes.ts';

/** A piece of text that surrounds what was found; `match`: it is what was found. */
export const snippetPart = v.object({ text: v.string(), match: v.boolean() });
export type SnippetPart = v.InferOutput<typeof snippetPart>;

/**
 * A message that was found; a session whose title was found has null for `messageId`, `sequence` and `role`, and `createdAt` of
 * the session.
 */
export const searchHit = v.object({
  messageId: v.nullable(v.string()),
  sessionId: v.string(),
  sessionTitle: v.string(),
  snippet: v.array(snippetPart),
  createdAt: v.string(),
  sequence: v.nullable(v.number()),
  role: v.nullable(v.picklist(MESSAGE_ROLES)),
});
export type SearchHit = v.InferOutput<typeof searchHit>;
