import * as v from 'valibot';
import * as field from './fields.ts';
import { change, read } from './method.ts';
import * as shape from './work-shapes.ts';

const place = v.optional(v.nullable(v.pipe(field.count, v.minValue(1))), null);
const messageId = v.optional(v.nullable(field.reference), null);

/** A path is short text that may be long: deep trees have longer ones than titles. */
const path = v.pipe(
  field.text,
  v.minLength(1, 'must not be empty'),
  v.maxLength(1000, 'must have at most 1000 characters'),
);

const page = { sessionId: field.reference, limit: field.listLimit, cursor: v.optional(field.cursor) };

/** What a session did: to files, and in proofs. */
export const WORK_METHODS = {
  'file-changes/add': change(
    v.object({
      id: field.newId,
      sessionId: field.reference,
      messageId,
      path,
      oldPath: v.optional(v.nullable(path), null),
      status: v.picklist(shape.FILE_STATUSES),
      additions: v.optional(field.count, 0),
      deletions: v.optional(field.count, 0),
      patch: field.text,
      createdAt: v.optional(field.timestamp),
    }),
    v.object({ fileChange: shape.fileChange }),
  ),
  'file-changes/list': read(
    v.object({ ...page, path: v.optional(path), patches: v.optional(v.boolean(), true) }),
    v.object({ fileChanges: v.array(shape.fileChange), nextCursor: v.nullable(v.string()) }),
  ),
  'proofs/add': change(
    v.object({
      id: field.newId,
      sessionId: field.reference,
      messageId,
      file: path,
      line: place,
      columnNumber: place,
      status: v.picklist(shape.PROOF_STATUSES),
      goals: v.array(v.unknown()),
      diagnostics: v.array(v.unknown()),
      createdAt: v.optional(field.timestamp),
    }),
    v.object({ proof: shape.proof }),
  ),
  'proofs/list': read(v.object(page), v.object({ proofs: v.array(shape.proof), nextCursor: v.nullable(v.string()) })),
} as const;
