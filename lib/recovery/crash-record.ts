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
  /** `session`, `new`, or the view in their place. */
  currentView: v.string(),
  sidebarCollapsed: v.boolean(),
  /** In pixels; 0 where one is at the end of what there is, or nothing scrolls. */
  scrollTop: v.pipe(v.number(), v.finite()),
  /** Pixels alone say nothing where only some of the rows are drawn; null = at the end. */
  place: v.optional(v.nullable(place), null),
  /** In the message field; null = at the end of its text. */
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
  /** Of the version that was held before: the store's draft of this moment is an earlier one of this text. */
  draftBase: v.optional(v.nullable(field.timestamp), null),
  /** The reply that was being made. */
  replyId: v.nullable(v.string()),
  /** The way to the store was lost during that reply and has not come back: nobody saw what became of it. */
  isCutOff: v.optional(v.boolean(), false),
  /** Changes that the store had not acknowledged. */
  unsentCount: v.optional(field.count, 0),
  ui,
  /** In US dollars, as it was last known. */
  balance: v.nullable(field.money),
  /** At which server, and when it was asked. */
  balanceSource: v.optional(v.nullable(v.object({ baseUrl: v.string(), fetchedAt: field.timestamp })), null),
});
export type CrashRecord = v.InferOutput<typeof crashRecord>;

/** What a panel tells of itself: a record without what is the same all the time, and without the moment. */
export type PanelState = Pick<
  CrashRecord,
  | 'session'
  | 'draft'
  | 'draftUpdatedAt'
  | 'draftBase'
  | 'replyId'
  | 'isCutOff'
  | 'unsentCount'
  | 'ui'
  | 'balance'
  | 'balanceSource'
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

/** A record from further in the future than this was written by another clock. */
const CLOCK_SLACK_MS = 5 * 60_000;

/** Whether a moment (ms since 1970) is one that only another clock can have told. */
export function isOfAnotherClock(ms: number, nowMs: number): boolean {
  return ms - nowMs > CLOCK_SLACK_MS;
}

/** Newest first; those of another clock last, since nobody knows when they were written. */
export function byNewest(nowMs: number): (a: CrashRecord, b: CrashRecord) => number {
  const momentOf = ({ timestamp }: CrashRecord) => {
    const ms = Date.parse(timestamp);
    return isOfAnotherClock(ms, nowMs) ? Number.NEGATIVE_INFINITY : ms;
  };
  return (a, b) => Number(momentOf(b) > momentOf(a)) - Number(momentOf(a) > momentOf(b));
}

/** The newest of what several places keep of the same panel; undefined when none of them has it. */
export function newestRecord(
  records: readonly (CrashRecord | null | undefined)[],
  nowMs: number,
): CrashRecord | undefined {
  return records.filter((record) => record != null).toSorted(byNewest(nowMs))[0];
}
