import * as v from 'valibot';

const nullableText = v.nullable(v.string());
const nullableNumber = v.nullable(v.number());

export const FILE_STATUSES = ['created', 'modified', 'deleted', 'renamed'] as const;

/**
 * What a session did to a file. `patch`: a unified diff, or whatever was told instead; left out where a list was asked to.
 * `messageId` null = not known, or that message is gone.
 */
export const fileChange = v.object({
  id: v.string(),
  sessionId: v.string(),
  messageId: nullableText,
  path: v.string(),
  oldPath: nullableText,
  status: v.picklist(FILE_STATUSES),
  additions: v.number(),
  deletions: v.number(),
  patch: v.optional(v.string()),
  createdAt: v.string(),
});
export type FileChange = v.InferOutput<typeof fileChange>;

export const PROOF_STATUSES = ['open', 'complete', 'error'] as const;

/**
 * What Lean said of a place at a moment. `line` and `columnNumber` count from 1, null = of the whole file. `goals` and
 * `diagnostics` are as `readGoals` and `readDiagnostics` of `lib/proofs` take them.
 */
export const proof = v.object({
  id: v.string(),
  sessionId: v.string(),
  messageId: nullableText,
  file: v.string(),
  line: nullableNumber,
  columnNumber: nullableNumber,
  status: v.picklist(PROOF_STATUSES),
  goals: v.array(v.unknown()),
  diagnostics: v.array(v.unknown()),
  createdAt: v.string(),
});
export type Proof = v.InferOutput<typeof proof>;
