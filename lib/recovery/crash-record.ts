import * as v from 'valibot';
import * as field from '../protocol/fields.ts';
import { formatTimestamp } from '../protocol/timestamp.ts';

/** Longest draft that a record holds, in UTF-16 units; a longer one is in the journal and in the store only. */
export const MAX_RECORDED_DRAFT = 256 * 1024;

/** What one reads at the upper edge of a conversation: the message there, and how far its upper edge lies above, in pixels. */
const place = v.object({ sequence: field.count, offsetPx: v.pipe(v.number(), v.finite()) });
export type Place = v.InferOutput<typeof place>;

const caret = v.object({ start: field.count, end: field.count });

const ui = v.looseObject({
  /** `session`, `new` or `settings`. */
  currentView: v.string(),
  sidebarCollapsed: v.boolean(),
  /** In pixels; 0 where one is at the end of what there is, or nothing scrolls. */
  scrollTop: v.pipe(v.number(), v.finite()),
  /** Pixels alone say nothing where only some of the rows are drawn; null = at the end. */
  place: v.optional(v.nullable(place), null),
  /** In the message field; null = it is not there. */
  caret: v.optional(v.nullable(caret), null),
});

/** Where a panel was when it last said so. Messages are in the store and in the journal: it holds ids and counts. */
export const crashRecord = v.looseObject({
  version: v.literal(1),
  panelId: v.string(),
  timestamp: field.timestamp,
  session: v.nullable(v.looseObject({ id: v.string(), title: v.string(), messageCount: field.count })),
  draft: v.pipe(v.string(), v.maxLength(MAX_RECORDED_DRAFT)),
  /** In UTF-16 units, also of a draft that is too long to be held here. */
  draftLength: v.optional(field.count, 0),
  /** Of the version of the draft that is held, as the store compares them. */
  draftUpdatedAt: v.optional(v.nullable(field.timestamp), null),
  /** The reply that was being made. */
  replyId: v.nullable(v.string()),
  /** The way to the store was lost during that reply and has not come back: nobody saw what became of it. */
  isCutOff: v.optional(v.boolean(), false),
  /** Changes that the store had not acknowledged. */
  unsentCount: v.optional(field.count, 0),
  ui,
  /** In US dollars, as it was last known. */
  balance: v.nullable(field.money),
});
export type CrashRecord = v.InferOutput<typeof crashRecord>;

/** What a panel tells of itself: a record without what is the same all the time, and without the moment. */
export type PanelState = Pick<
  CrashRecord,
  'session' | 'draft' | 'draftUpdatedAt' | 'replyId' | 'isCutOff' | 'unsentCount' | 'ui' | 'balance'
>;

/** The record of a panel's state at a moment (ms since 1970). */
export function toRecord(panelId: string, state: PanelState, nowMs: number): CrashRecord {
  const { draft } = state;
  return {
    ...{ version: 1, panelId, timestamp: formatTimestamp(nowMs), ...state },
    draft: draft.length > MAX_RECORDED_DRAFT ? '' : draft,
    draftLength: draft.length,
  };
}

/** Whether something of a person's would be missed: a draft, a reply in flight, or a change that is not saved. */
export function isAtStake({ draft, draftLength, replyId, unsentCount }: CrashRecord): boolean {
  const hasDraft = draft === '' ? draftLength > 0 : draft.trim() !== '';
  return hasDraft || replyId !== null || unsentCount > 0;
}

/** The newer one of what two places keep of the same panel. */
export function newerRecord(one: CrashRecord | undefined, other: CrashRecord | undefined): CrashRecord | undefined {
  if (!one || !other) return one ?? other;
  return other.timestamp > one.timestamp ? other : one;
}
