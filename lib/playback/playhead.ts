import type { RecordingGap, RecordingMark, RecordingMarker } from '../protocol/recording-shapes.ts';

/** What is seen of a gap before and after it is skipped: what was said before it can still be read. */
const SEEN_MS = 1000;

/** Whoever goes back twice in a row wants the one before. */
const JUST_NOW_MS = 700;

/** Where playing is after a time in which nothing happens; `ms` itself in any other time. */
export function afterGap(gaps: readonly RecordingGap[], ms: number): number {
  const gap = gaps.find(({ fromMs, toMs }) => ms > fromMs + SEEN_MS && ms < toMs - SEEN_MS);
  return gap ? gap.toMs - SEEN_MS : ms;
}

/** What one can go to. */
export type Jump = 'message' | 'tool' | 'marker';

interface Places {
  readonly marks: readonly RecordingMark[];
  readonly markers: readonly RecordingMarker[];
  readonly durationMs: number;
}

/** The time of the next or the previous one; the end or the beginning when there is none. */
export function jumpFrom(places: Places, kind: Jump, step: 1 | -1, ms: number): number {
  return placeFrom(places, kind, step, ms) ?? (step === 1 ? places.durationMs : 0);
}

/** The time of the next or the previous one; `undefined` when there is none. */
export function placeFrom({ marks, markers }: Places, kind: Jump, step: 1 | -1, ms: number): number | undefined {
  const times = placesOf(marks, markers, kind);
  if (step === 1) return times.find((time) => time > ms);
  return times.findLast((time) => time < ms - JUST_NOW_MS);
}

function placesOf(marks: readonly RecordingMark[], markers: readonly RecordingMarker[], kind: Jump): number[] {
  if (kind === 'marker') return markers.map(({ atMs }) => atMs);
  const wanted = kind === 'tool' ? ['tool', 'file', 'proof'] : ['question', 'reply', 'error'];
  return marks.filter((mark) => wanted.includes(mark.kind)).map(({ atMs }) => atMs);
}
