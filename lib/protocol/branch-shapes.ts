import * as v from 'valibot';
import { session } from './shapes.ts';

/**
 * A session among its branches. `lastPlace`: of its last message, 0 = it has none. `opening`: the start of the first message that it
 * does not have from its parent, of a root of its first one; null = there is none yet.
 */
export const branch = v.object({
  session,
  lastPlace: v.number(),
  opening: v.nullable(v.object({ role: v.string(), text: v.string() })),
});
export type Branch = v.InferOutput<typeof branch>;

/** `hasMore`: there are more than are told. */
export const branchFamily = v.object({ branches: v.array(branch), hasMore: v.boolean() });
export type BranchFamily = v.InferOutput<typeof branchFamily>;
