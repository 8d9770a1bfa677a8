import * as v from 'valibot';
import type { Keyframe, PlayedState, RecordedEvent } from '../protocol/recording-shapes.ts';
import { applyEvent, entryIdOf, NOTHING_PLAYED } from './apply-event.ts';

/** A seek applies the events of so much time at most. */
export const KEYFRAME_EVERY_MS = 30_000;

/** Where an entry comes from: numbers of the first and the last event that touched it so far. */
const storedEntry = v.object({ id: v.string(), first: v.number(), last: v.number() });

/**
 * A keyframe as it is stored: its texts are those of the recording's own events, by reference. `ordinal`: the last event in it;
 * `entries`: those that changed since the keyframe before, the others are as they are there.
 */
const storedKeyframe = v.object({
  atMs: v.number(),
  ordinal: v.number(),
  entries: v.array(storedEntry),
  usd: v.nullable(v.number()),
  diem: v.nullable(v.number()),
});
export type StoredKeyframe = v.InferOutput<typeof storedKeyframe>;

/** Keyframes on every 30 seconds before which something happened. `events` as `readEvents` returns them. */
export function makeKeyframes(events: readonly RecordedEvent[]): StoredKeyframe[] {
  const keyframes: StoredKeyframe[] = [];
  const firsts = new Map<string, number>();
  let changed = new Map<string, StoredKeyframe['entries'][number]>();
  let balance = { usd: NOTHING_PLAYED.usd, diem: NOTHING_PLAYED.diem };
  for (const [index, event] of events.entries()) {
    const before = events[index - 1];
    const boundary = before && Math.ceil(before.atMs / KEYFRAME_EVERY_MS) * KEYFRAME_EVERY_MS;
    if (before && boundary !== undefined && event.atMs > boundary) {
      keyframes.push({ atMs: boundary, ordinal: before.ordinal, entries: [...changed.values()], ...balance });
      changed = new Map();
    }
    if (event.type === 'balance.update') {
      const { usd, diem } = applyEvent(NOTHING_PLAYED, event);
      balance = { usd, diem };
    } else {
      const id = entryIdOf(event);
      const first = firsts.get(id) ?? index;
      firsts.set(id, first);
      changed.set(id, { id, first, last: index });
    }
  }
  return keyframes;
}

/** Stored keyframes; none where they cannot be read, since they follow from the events. */
export function parseKeyframes(json: string | null): StoredKeyframe[] {
  try {
    return v.parse(v.array(storedKeyframe), JSON.parse(json ?? '[]'));
  } catch {
    return [];
  }
}

/** The newest keyframe at or before `ms`, with its texts; null: none is. */
export function keyframeAt(
  keyframes: readonly StoredKeyframe[],
  events: readonly RecordedEvent[],
  ms: number,
): Keyframe | null {
  const end = keyframes.findLastIndex(({ atMs }) => atMs <= ms) + 1;
  const stored = keyframes[end - 1];
  if (!stored) return null;
  const { atMs, ordinal, usd, diem } = stored;
  const latest = new Map<string, StoredKeyframe['entries'][number]>();
  for (const keyframe of keyframes.slice(0, end)) for (const entry of keyframe.entries) latest.set(entry.id, entry);
  const entries = [...latest.values()].flatMap(({ id, first, last }) => {
    let state: PlayedState = NOTHING_PLAYED;
    for (const event of events.slice(first, last + 1)) {
      if (event.type !== 'balance.update' && entryIdOf(event) === id) state = applyEvent(state, event);
    }
    return state.entries;
  });
  return { atMs, ordinal, state: { entries, usd, diem } };
}
