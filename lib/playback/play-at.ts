import type { Keyframe, PlayedState, RecordedEvent } from '../protocol/recording-shapes.ts';
import { applyEvent, NOTHING_PLAYED } from './apply-event.ts';

/** What a recording shows `ms` after its start; `from`: a keyframe at or before then, null = the beginning. `events` in order. */
export function playAt(from: Keyframe | null, events: readonly RecordedEvent[], ms: number): PlayedState {
  let state = from?.state ?? NOTHING_PLAYED;
  for (const event of events) {
    if (event.atMs > ms) break;
    if (from === null || event.ordinal > from.ordinal) state = applyEvent(state, event);
  }
  return state;
}
