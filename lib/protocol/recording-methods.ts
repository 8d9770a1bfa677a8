import * as v from 'valibot';
import * as field from './fields.ts';
import { change, read } from './method.ts';
import * as shape from './recording-shapes.ts';

const oneRecording = v.object({ recording: shape.recording });

/** Events that one request brings, and tags and markers of one recording. */
const MAX_EVENTS = 1000;
const MAX_TAGS = 50;
const MAX_MARKERS = 1000;

const newEvent = v.object({
  ordinal: field.count,
  atMs: v.optional(v.nullable(v.number())),
  type: field.name,
  data: v.record(v.string(), v.unknown()),
});

/** Sessions as they happened. */
export const RECORDING_METHODS = {
  'recordings/start': change(
    v.object({
      id: field.newId,
      sessionId: field.reference,
      title: field.shortText,
      panelId: v.optional(v.nullable(field.reference)),
      profileId: v.optional(v.nullable(field.reference)),
    }),
    oneRecording,
  ),
  'recordings/append': change(
    v.object({ id: field.reference, events: v.pipe(v.array(newEvent), v.maxLength(MAX_EVENTS)) }),
    oneRecording,
  ),
  'recordings/stop': change(
    v.object({ id: field.reference, durationMs: v.optional(field.count), torn: v.optional(v.boolean()) }),
    oneRecording,
  ),
  'recordings/list': read(
    v.object({
      sessionId: v.optional(field.reference),
      query: v.optional(field.shortText),
      limit: field.listLimit,
      cursor: v.optional(field.cursor),
    }),
    v.object({ recordings: v.array(shape.recording), nextCursor: v.nullable(v.string()) }),
  ),
  'recordings/get': read(
    v.object({ id: field.reference }),
    v.object({
      recording: shape.recording,
      marks: v.array(shape.recordingMark),
      gaps: v.array(shape.recordingGap),
    }),
  ),
  'recordings/events': read(
    v.object({ id: field.reference, fromMs: v.number(), toMs: v.number() }),
    v.object({
      keyframe: v.nullable(shape.keyframe),
      events: v.array(shape.recordedEvent),
      untilMs: v.number(),
    }),
  ),
  'recordings/update': change(
    v.object({
      id: field.reference,
      title: v.optional(field.shortText),
      tags: v.optional(v.pipe(v.array(field.reference), v.maxLength(MAX_TAGS))),
      markers: v.optional(
        v.pipe(v.array(v.object({ atMs: field.count, label: field.shortText })), v.maxLength(MAX_MARKERS)),
      ),
    }),
    oneRecording,
  ),
  'recordings/delete': change(v.object({ id: field.reference }), v.object({})),
} as const;
