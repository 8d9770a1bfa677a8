import type { RecordedEvent } from '../protocol/recording-shapes.ts';

/** Beyond it a time is a mistake of a clock: a hundred years. */
const MAX_AT_MS = 100 * 365 * 24 * 3_600_000;

/**
 * Events of any making as they are played: by ordinal, each once, with times that never go back. Without an ordinal, the place
 * in the list is it; what is no event at all is left out.
 */
export function readEvents(value: unknown): RecordedEvent[] {
  if (!Array.isArray(value)) return [];
  if (isInOrder(value)) return value;
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

/** As this function's own results are when they are read again: nothing has to be made anew. */
function isInOrder(events: readonly unknown[]): events is RecordedEvent[] {
  let [lastOrdinal, lastMs] = [-1, 0];
  for (const event of events) {
    if (!isObject(event)) return false;
    const { ordinal, atMs, type, data } = event;
    if (!Number.isSafeInteger(ordinal) || Number(ordinal) <= lastOrdinal) return false;
    if (!Number.isSafeInteger(atMs) || Number(atMs) < lastMs || Number(atMs) > MAX_AT_MS) return false;
    if (typeof type !== 'string' || !isObject(data)) return false;
    [lastOrdinal, lastMs] = [Number(ordinal), Number(atMs)];
  }
  return true;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function readEvent(item: unknown, index: number): RecordedEvent | undefined {
  if (!isObject(item)) return undefined;
  const { ordinal, atMs, type, data } = item;
  return {
    ordinal: Number.isSafeInteger(ordinal) && Number(ordinal) >= 0 ? Number(ordinal) : index,
    // Replaced by that of the event before.
    atMs: clampTime(atMs) ?? 0,
    type: typeof type === 'string' ? type : 'unknown',
    data: isObject(data) ? data : {},
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
