import * as v from 'valibot';
import * as field from './fields.ts';
import { change, read } from './method.ts';
import * as shape from './snapshot-shapes.ts';

const oneSnapshot = v.object({ snapshot: shape.snapshot });

/** States to return to, and what was left behind. */
export const SNAPSHOT_METHODS = {
  'snapshots/create': change(
    v.object({
      id: field.newId,
      sessionId: v.nullable(field.reference),
      type: v.picklist(shape.SNAPSHOT_TYPES),
      trigger: v.looseObject({ type: field.name }),
      description: v.optional(v.nullable(field.shortText)),
      starred: v.optional(v.boolean(), false),
      ui: v.record(v.string(), v.unknown()),
    }),
    oneSnapshot,
  ),
  'snapshots/list': read(
    v.object({
      sessionId: v.optional(field.reference),
      type: v.optional(v.picklist(shape.SNAPSHOT_TYPES)),
      from: v.optional(field.timestamp),
      to: v.optional(field.timestamp),
      limit: field.listLimit,
      cursor: v.optional(field.cursor),
    }),
    v.object({ snapshots: v.array(shape.snapshot), nextCursor: v.nullable(v.string()) }),
  ),
  'snapshots/get': read(
    v.object({ id: field.reference }),
    v.object({ snapshot: shape.snapshot, state: shape.snapshotState }),
  ),
  'snapshots/update': change(
    v.object({
      id: field.reference,
      starred: v.optional(v.boolean()),
      description: v.optional(v.nullable(field.shortText)),
    }),
    oneSnapshot,
  ),
  'snapshots/delete': change(v.object({ id: field.reference }), v.object({})),
  'recovery/list': read(
    v.object({ limit: field.listLimit }),
    v.object({ drafts: v.array(shape.draftStart), replies: v.array(shape.interruptedReply) }),
  ),
} as const;
