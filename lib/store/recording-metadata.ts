import * as v from 'valibot';
import { RECORDING_STATES, type Recording, recordingMarker } from '../protocol/recording-shapes.ts';

/** What `metadata_json` of a recording says; recordings of other makings may say other things, or nothing. */
const metadata = v.looseObject({
  state: v.fallback(v.picklist(RECORDING_STATES), 'stopped'),
  panelId: v.fallback(v.nullable(v.string()), null),
  profileId: v.fallback(v.nullable(v.string()), null),
  lastEventAt: v.fallback(v.nullable(v.string()), null),
  tags: v.fallback(v.array(v.string()), []),
  markers: v.fallback(v.array(recordingMarker), []),
  earlierMessages: v.fallback(v.number(), 0),
  messages: v.fallback(v.number(), 0),
  promptTokens: v.fallback(v.number(), 0),
  completionTokens: v.fallback(v.number(), 0),
  cost: v.fallback(v.number(), 0),
});
export type RecordingMetadata = v.InferOutput<typeof metadata>;

/** Reads metadata of any making; what is missing or broken has its default, what is not known is kept. */
export function parseMetadata(json: string | null): RecordingMetadata {
  const parsed = v.safeParse(metadata, parseObject(json));
  return parsed.success ? parsed.output : v.parse(metadata, {});
}

/** The part of a recording that its metadata tell. */
export function toFields(
  json: string | null,
): Omit<Recording, 'id' | 'sessionId' | 'title' | 'createdAt' | 'durationMs'> {
  const { state, panelId, profileId, lastEventAt, tags, markers, earlierMessages, ...sums } = parseMetadata(json);
  const { messages, promptTokens, completionTokens, cost } = sums;
  return {
    ...{ state, panelId, profileId, lastEventAt, tags, markers, earlierMessages },
    ...{ messages, promptTokens, completionTokens, cost },
  };
}

function parseObject(json: string | null): object {
  try {
    const value: unknown = JSON.parse(json ?? '');
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
  } catch {
    return {};
  }
}
