import { keyframeAt, makeKeyframes, parseKeyframes } from '../playback/keyframes.ts';
import { clampTime, parseEvents, readEvents } from '../playback/recorded-events.ts';
import { AppError } from '../protocol/errors.ts';
import { MAX_LIST_BYTES } from '../protocol/limits.ts';
import type { Keyframe, RecordedEvent } from '../protocol/recording-shapes.ts';
import { checkContentSize } from './content-size.ts';
import type { SqlDatabase } from './sql-database.ts';

/** An event as it comes; without a time it has that of the one before. */
export interface NewEvent {
  readonly ordinal: number;
  readonly atMs?: number | null | undefined;
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/**
 * Adds events to a recording that runs, or that was ended while they were on their way. One whose ordinal is there already
 * changes nothing. Returns the latest time of those that are new, ms; undefined: none is. Errors: `not-found`, `too-large`.
 */
export function appendEvents(db: SqlDatabase, id: string, events: readonly NewEvent[]): number | undefined {
  const folded = new Set(parseEvents(requireStored(db, id).events_json).map(({ ordinal }) => ordinal));
  let latest: number | undefined;
  for (const { ordinal, atMs, type, data } of events) {
    if (folded.has(ordinal)) continue;
    const dataJson = JSON.stringify(data);
    checkContentSize(dataJson);
    const time = clampTime(atMs) ?? timeBefore(db, id, ordinal);
    const { changes } = db.run(
      `INSERT INTO recording_events (recording_id, ordinal, at_ms, type, data_json) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT DO NOTHING`,
      [id, ordinal, time, type, dataJson],
    );
    if (changes === 1) latest = Math.max(latest ?? 0, time);
  }
  return latest;
}

/** Every event of a recording, in order, also of one that runs. Errors: `not-found`. */
export function readRecordedEvents(db: SqlDatabase, id: string): RecordedEvent[] {
  const folded = parseEvents(requireStored(db, id).events_json);
  const running = runningEvents(db, id);
  return running.length === 0 ? folded : readEvents([...folded, ...running]);
}

/** What a player needs from `fromMs` on: see `recordings/events`. */
export interface EventsPage {
  readonly keyframe: Keyframe | null;
  readonly events: RecordedEvent[];
  readonly untilMs: number;
}

/** The newest keyframe at or before `fromMs` and the events after it up to `toMs`, at most 8 MiB of them. Errors: `not-found`. */
export function readEventsPage(
  db: SqlDatabase,
  id: string,
  { fromMs, toMs }: { fromMs: number; toMs: number },
): EventsPage {
  const { events_json, snapshots_json } = requireStored(db, id);
  const folded = parseEvents(events_json);
  const running = runningEvents(db, id);
  const all = running.length === 0 ? folded : readEvents([...folded, ...running]);
  // What is stored belongs to what is folded; without it, it is made again.
  const stored = running.length === 0 ? parseKeyframes(snapshots_json) : [];
  const keyframe = keyframeAt(stored.length > 0 ? stored : makeKeyframes(all), all, fromMs);
  const wanted = all.filter(({ ordinal, atMs }) => ordinal > (keyframe?.ordinal ?? -1) && atMs <= toMs);
  const events = withinLimit(wanted);
  const next = wanted[events.length];
  return { keyframe, events, untilMs: next ? next.atMs - 1 : Math.max(toMs, keyframe?.atMs ?? 0) };
}

/** Events of the same time stay together, since a page ends at a time. */
function withinLimit(events: readonly RecordedEvent[]): RecordedEvent[] {
  let bytes = 0;
  const end = events.findIndex((event, index) => {
    const isNewTime = index > 0 && event.atMs > (events[index - 1]?.atMs ?? 0);
    if (isNewTime && bytes > MAX_LIST_BYTES) return true;
    bytes += lengthOf(event);
    return false;
  });
  return end < 0 ? [...events] : events.slice(0, end);
}

/** About; only texts are long. */
function lengthOf({ data }: RecordedEvent): number {
  return Object.values(data).reduce<number>(
    (length, value) => length + (typeof value === 'string' ? value.length : 20),
    100,
  );
}

/** Removes the events of a recording that are not folded into it. */
export function deleteEvents(db: SqlDatabase, id: string): void {
  db.run('DELETE FROM recording_events WHERE recording_id = ?', [id]);
}

interface StoredEvents {
  readonly events_json: string;
  readonly snapshots_json: string | null;
}

function requireStored(db: SqlDatabase, id: string): StoredEvents {
  const row = db.get<StoredEvents>('SELECT events_json, snapshots_json FROM recordings WHERE id = ?', [id]);
  if (!row) throw new AppError('not-found', `There is no recording ${id}. It may have been deleted.`);
  return row;
}

interface EventRow {
  readonly ordinal: number;
  readonly at_ms: number;
  readonly type: string;
  readonly data_json: string;
}

function runningEvents(db: SqlDatabase, id: string): RecordedEvent[] {
  const rows = db.all<EventRow>(
    'SELECT ordinal, at_ms, type, data_json FROM recording_events WHERE recording_id = ? ORDER BY ordinal',
    [id],
  );
  return readEvents(
    rows.map(({ ordinal, at_ms, type, data_json }) => ({ ordinal, atMs: at_ms, type, data: parse(data_json) })),
  );
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

function timeBefore(db: SqlDatabase, id: string, ordinal: number): number {
  const row = db.get<{ at_ms: number }>(
    'SELECT at_ms FROM recording_events WHERE recording_id = ? AND ordinal < ? ORDER BY ordinal DESC LIMIT 1',
    [id, ordinal],
  );
  return row?.at_ms ?? 0;
}
