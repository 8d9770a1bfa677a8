import * as v from 'valibot';
import * as field from './fields.ts';
import { change, command, read } from './method.ts';
import { session } from './shapes.ts';
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
      was: v.optional(
        v.object({
          timestamp: field.timestamp,
          throughSequence: v.nullable(field.count),
          summary: v.record(v.string(), v.unknown()),
        }),
      ),
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
  'snapshots/marks': read(
    v.object({
      sessionId: v.optional(field.reference),
      from: v.optional(field.timestamp),
      to: v.optional(field.timestamp),
    }),
    v.object({ marks: v.array(shape.snapshotMark), isPartial: v.boolean() }),
  ),
  'snapshots/compare': read(
    v.object({
      from: field.reference,
      to: field.reference,
      ui: v.optional(v.record(v.string(), v.unknown())),
    }),
    v.object({ changes: v.array(shape.snapshotChange), isSameSession: v.boolean() }),
  ),
  'snapshots/restore': command(
    v.object({ id: field.reference, branchId: v.optional(field.newId), branchName: v.optional(field.name) }),
    v.object({ session: v.nullable(session), ui: v.record(v.string(), v.unknown()) }),
  ),
  'recovery/list': read(
    v.object({ limit: field.listLimit }),
    v.object({ drafts: v.array(shape.draftStart), replies: v.array(shape.interruptedReply) }),
  ),
} as const;
