import * as v from 'valibot';
import * as field from './fields.ts';
import { command, read } from './method.ts';
import * as shape from './shapes.ts';

const nothing = v.object({});

/** What the background answers itself: the changes that wait for a person (docs/protocol.md, "Kinds"), and where panels are. */
export const BACKGROUND_METHODS = {
  'unsent/list': read(nothing, v.object({ changes: v.array(shape.unsentChange) })),
  'unsent/resolve': command(v.object({ requestId: field.newId, action: v.picklist(['retry', 'discard']) }), nothing),
  'panels/list': read(nothing, v.object({ panels: v.array(v.unknown()), living: v.array(v.string()) })),
  'panels/change': command(
    v.object({
      panelId: field.newId,
      settledAt: v.optional(v.number()),
      endedAt: v.optional(v.number()),
      record: v.optional(v.record(v.string(), v.unknown())),
    }),
    nothing,
  ),
  'panels/forget': command(v.object({ panelIds: v.array(v.string()) }), nothing),
} as const;
