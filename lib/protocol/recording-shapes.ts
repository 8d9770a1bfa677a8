import * as v from 'valibot';

const nullableText = v.nullable(v.string());
const nullableNumber = v.nullable(v.number());

/** running: events are still written. torn: whoever recorded died, and it was closed at its last event. */
export const RECORDING_STATES = ['running', 'stopped', 'torn'] as const;

/** A place that a person marked. */
export const recordingMarker = v.object({ atMs: v.number(), label: v.string() });
export type RecordingMarker = v.InferOutput<typeof recordingMarker>;

/**
 * A recording without its events. `earlierMessages`: those that the session had at its start; `panelId`: the panel that
 * records, in the browser profile `profileId`; `lastEventAt`: when events were last written. Tokens and cost are those of the replies in it, known at its end.
 */
export const recording = v.object({
  id: v.string(),
  sessionId: v.string(),
  title: v.string(),
  createdAt: v.string(),
  durationMs: v.number(),
  state: v.picklist(RECORDING_STATES),
  panelId: nullableText,
  profileId: nullableText,
  lastEventAt: nullableText,
  tags: v.array(v.string()),
  markers: v.array(recordingMarker),
  earlierMessages: v.number(),
  messages: v.number(),
  promptTokens: v.number(),
  completionTokens: v.number(),
  cost: v.number(),
});
export type Recording = v.InferOutput<typeof recording>;

/** Something that happened, `atMs` after the start. Types of later versions are kept and shown as unknown. */
export const recordedEvent = v.object({
  ordinal: v.number(),
  atMs: v.number(),
  type: v.string(),
  data: v.record(v.string(), v.unknown()),
});
export type RecordedEvent = v.InferOutput<typeof recordedEvent>;

const PLAYED_KINDS = ['question', 'reply', 'file', 'proof', 'error', 'unknown'] as const;

export const playedTool = v.object({
  id: v.string(),
  name: v.string(),
  status: v.string(),
  arguments: v.string(),
  output: nullableText,
  durationMs: nullableNumber,
});
export type PlayedTool = v.InferOutput<typeof playedTool>;

/** A message, or a line about something else, as it stood at a time. */
export const playedEntry = v.object({
  id: v.string(),
  kind: v.picklist(PLAYED_KINDS),
  atMs: v.number(),
  text: v.string(),
  status: v.picklist(['streaming', 'complete', 'interrupted', 'error']),
  model: nullableText,
  error: nullableText,
  tools: v.array(playedTool),
  promptTokens: nullableNumber,
  completionTokens: nullableNumber,
  cost: nullableNumber,
  durationMs: nullableNumber,
});
export type PlayedEntry = v.InferOutput<typeof playedEntry>;

/** All that a recording shows at a time. `usd` and `diem`: the balance, null = not told. */
export const playedState = v.object({ entries: v.array(playedEntry), usd: nullableNumber, diem: nullableNumber });
export type PlayedState = v.InferOutput<typeof playedState>;

/** The state at `atMs`, after every event up to and including `ordinal`. */
export const keyframe = v.object({ atMs: v.number(), ordinal: v.number(), state: playedState });
export type Keyframe = v.InferOutput<typeof keyframe>;

/** Where something of this kind began. */
export const recordingMark = v.object({ atMs: v.number(), kind: v.picklist([...PLAYED_KINDS, 'tool']) });
export type RecordingMark = v.InferOutput<typeof recordingMark>;

/** A time in which nothing happened. */
export const recordingGap = v.object({ fromMs: v.number(), toMs: v.number() });
export type RecordingGap = v.InferOutput<typeof recordingGap>;
