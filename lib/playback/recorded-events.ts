import type { RecordedEvent } from '../protocol/recording-shapes.ts';

/** Beyond it a time is a mistake of a clock: a hundred years. */
const MAX_AT_MS = 100 * 365 * 24 * 3_600_000;

/**
 * Events of any making as they are played: by ordinal, each once, with times that never go back. Without an ordinal, the place
 * in the list is it; what is no event at all is left out.
 */
export function readEvents(value: unknown): RecordedEvent[] {
  if (!Array.isArray(value)) return [];
  const known = new Set<number>();
  const events: RecordedEvent[] = [];
  for (const [index, item] of value.entries()) {
    const event = readEvent(item, index);
    if (!event || known.has(event.ordinal)) continue;
    known.add(event.ordinal);
    events.push(event);
  }
  return inOrder(events);
}

/** The same from JSON text; none when it is no JSON. */
export function parseEvents(json: string): RecordedEvent[] {
  try {
    return readEvents(JSON.parse(json));
  } catch {
    return [];
  }
}

/** Milliseconds after the start as they are kept: whole, never negative; undefined when there is no time. */
export function clampTime(atMs: unknown): number | undefined {
  if (typeof atMs !== 'number' || Number.isNaN(atMs)) return undefined;
  return Math.round(Math.min(Math.max(atMs, 0), MAX_AT_MS));
}

function readEvent(item: unknown, index: number): RecordedEvent | undefined {
  if (typeof item !== 'object' || item === null || Array.isArray(item)) return undefined;
  const { ordinal, atMs, type, data } = item as Readonly<Record<string, unknown>>;
  const isObject = typeof data === 'object' && data !== null && !Array.isArray(data);
  return {
    ordinal: Number.isSafeInteger(ordinal) && Number(ordinal) >= 0 ? Number(ordinal) : index,
    // Replaced by that of the event before.
    atMs: clampTime(atMs) ?? 0,
    type: typeof type === 'string' ? type : 'unknown',
    data: isObject ? (data as Record<string, unknown>) : {},
  };
}

function inOrder(events: RecordedEvent[]): RecordedEvent[] {
  events.sort((a, b) => a.ordinal - b.ordinal);
  let latest = 0;
  return events.map((event) => {
    latest = Math.max(latest, event.atMs);
    return event.atMs === latest ? event : { ...event, atMs: latest };
  });
}
