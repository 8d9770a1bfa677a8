import { makeKeyframes } from '../playback/keyframes.ts';
import { sumsOf } from '../playback/outline.ts';
import { AppError } from '../protocol/errors.ts';
import type { Recording, RecordingMarker } from '../protocol/recording-shapes.ts';
import { parseCursor, toCursor } from './cursor.ts';
import { deleteEvents, readRecordedEvents } from './recording-events.ts';
import { parseMetadata, type RecordingMetadata, toFields } from './recording-metadata.ts';
import { requireSession } from './sessions.ts';
import type { SqlDatabase, SqlValue } from './sql-database.ts';

interface RecordingRow {
  readonly id: string;
  readonly session_id: string;
  readonly title: string;
  readonly created_at: string;
  readonly duration: number;
  readonly metadata_json: string | null;
}

/** All of them are in one index: no list reads what recordings hold. */
const COLUMNS = 'id, session_id, title, created_at, duration, metadata_json';

/** Rows that a search looks at in one go. */
const SEARCHED_ROWS = 500;

/** A recording that begins. `createdAt` in the stored form. */
export interface NewRecording {
  readonly id: string;
  readonly sessionId: string;
  readonly title: string;
  readonly createdAt: string;
  readonly panelId?: string | null | undefined;
  readonly profileId?: string | null | undefined;
}

/** Begins a recording and returns it. Errors: `conflict` (id taken), `not-found` (no such session). */
export function startRecording(db: SqlDatabase, recording: NewRecording): Recording {
  const { id, sessionId, title, createdAt, panelId = null, profileId = null } = recording;
  if (findRow(db, id)) throw new AppError('conflict', `A recording with the id ${id} exists already. Use another id.`);
  const { messageCount } = requireSession(db, sessionId);
  const metadata = { ...parseMetadata(null), state: 'running', panelId, profileId, earlierMessages: messageCount };
  db.run(
    `INSERT INTO recordings (id, session_id, title, created_at, duration, events_json, snapshots_json, metadata_json)
     VALUES (?, ?, ?, ?, 0, '[]', '[]', ?)`,
    [id, sessionId, title, createdAt, JSON.stringify(metadata)],
  );
  return requireRecording(db, id);
}

/** A recording without its events. Errors: `not-found`. */
export function requireRecording(db: SqlDatabase, id: string): Recording {
  return toRecording(requireRow(db, id));
}

/** Which recordings. `query`: every word of it occurs in the title or in a tag; case is ignored. */
export interface RecordingRange {
  readonly limit: number;
  readonly sessionId?: string | undefined;
  readonly query?: string | undefined;
  readonly cursor?: string | undefined;
}

export interface RecordingPage {
  readonly recordings: Recording[];
  readonly nextCursor: string | null;
}

/** Recordings, newest first. `cursor` continues after the last one of an earlier page. Errors: `invalid`. */
export function listRecordings(
  db: SqlDatabase,
  { limit, sessionId, query = '', cursor }: RecordingRange,
): RecordingPage {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const found: Recording[] = [];
  let after = cursor === undefined ? undefined : parseCursor(cursor, 'recordings/list');
  for (;;) {
    const rows = readRows(db, sessionId, after);
    for (const row of rows) {
      const recording = toRecording(row);
      if (!words.every((word) => says(recording, word))) continue;
      const last = found.at(-1);
      if (last && found.length === limit) {
        return { recordings: found, nextCursor: toCursor(last.createdAt, last.id) };
      }
      found.push(recording);
    }
    const last = rows.at(-1);
    if (!last || rows.length < SEARCHED_ROWS) return { recordings: found, nextCursor: null };
    after = [last.created_at, last.id];
  }
}

function readRows(db: SqlDatabase, sessionId: string | undefined, after: [string, string] | undefined): RecordingRow[] {
  const conditions: [string, SqlValue[]][] = [];
  if (sessionId !== undefined) conditions.push(['session_id = ?', [sessionId]]);
  if (after !== undefined) conditions.push(['(created_at, id) < (?, ?)', after]);
  const where = conditions.length > 0 ? `WHERE ${conditions.map(([sql]) => sql).join(' AND ')}` : '';
  return db.all<RecordingRow>(
    `SELECT ${COLUMNS} FROM recordings INDEXED BY idx_recordings_listed ${where}
     ORDER BY created_at DESC, id DESC LIMIT ?`,
    [...conditions.flatMap(([, values]) => values), SEARCHED_ROWS],
  );
}

function says({ title, tags }: Recording, word: string): boolean {
  return [title, ...tags].some((text) => text.toLowerCase().includes(word));
}

/** How a recording ends. `durationMs`: default, and at least, the time of its last event. */
export interface RecordingEnd {
  readonly durationMs?: number | undefined;
  /** Whoever recorded is gone. */
  readonly torn?: boolean | undefined;
}

/**
 * Ends a recording: its events are folded into it, with keyframes and sums. One that has ended stays as it is. Part of the
 * caller's transaction. Errors: `not-found`.
 */
export function stopRecording(db: SqlDatabase, id: string, { durationMs = 0, torn = false }: RecordingEnd): Recording {
  const row = requireRow(db, id);
  const metadata = parseMetadata(row.metadata_json);
  if (metadata.state !== 'running') return toRecording(row);
  const events = readRecordedEvents(db, id);
  const state = torn ? 'torn' : 'stopped';
  db.run('UPDATE recordings SET duration = ?, events_json = ?, snapshots_json = ?, metadata_json = ? WHERE id = ?', [
    Math.max(torn ? 0 : durationMs, events.at(-1)?.atMs ?? 0),
    JSON.stringify(events),
    JSON.stringify(makeKeyframes(events)),
    JSON.stringify({ ...metadata, ...sumsOf(events), state }),
    id,
  ]);
  deleteEvents(db, id);
  return requireRecording(db, id);
}

/** Notes that events were written to a recording: it runs, and is at least as long. `now` in the stored form. */
export function touchRecording(db: SqlDatabase, id: string, lastMs: number, now: string): void {
  const { metadata_json } = requireRow(db, id);
  db.run('UPDATE recordings SET duration = max(duration, ?), metadata_json = ? WHERE id = ?', [
    lastMs,
    JSON.stringify({ ...parseMetadata(metadata_json), state: 'running', lastEventAt: now }),
    id,
  ]);
}

/** Fields of a recording that its user changes. */
export interface RecordingChanges {
  readonly title?: string | undefined;
  readonly tags?: readonly string[] | undefined;
  readonly markers?: readonly RecordingMarker[] | undefined;
}

/** Changes the fields that are given and returns the recording. Errors: `not-found`. */
export function updateRecording(db: SqlDatabase, id: string, { title, tags, markers }: RecordingChanges): Recording {
  const row = requireRow(db, id);
  const metadata: RecordingMetadata = parseMetadata(row.metadata_json);
  db.run('UPDATE recordings SET title = ?, metadata_json = ? WHERE id = ?', [
    title ?? row.title,
    JSON.stringify({
      ...metadata,
      tags: [...new Set(tags ?? metadata.tags)],
      markers: [...(markers ?? metadata.markers)].sort((a, b) => a.atMs - b.atMs),
    }),
    id,
  ]);
  return requireRecording(db, id);
}

/** Removes a recording with its events, if it is there. Part of the caller's transaction. */
export function deleteRecording(db: SqlDatabase, id: string): void {
  deleteEvents(db, id);
  db.run('DELETE FROM recordings WHERE id = ?', [id]);
}

function requireRow(db: SqlDatabase, id: string): RecordingRow {
  const row = findRow(db, id);
  if (!row) throw new AppError('not-found', `There is no recording ${id}. It may have been deleted.`);
  return row;
}

function findRow(db: SqlDatabase, id: string): RecordingRow | undefined {
  return db.get<RecordingRow>(`SELECT ${COLUMNS} FROM recordings WHERE id = ?`, [id]);
}

function toRecording(row: RecordingRow): Recording {
  return {
    id: row.id,
    sessionId: row.session_id,
    title: row.title,
    createdAt: row.created_at,
    durationMs: row.duration,
    ...toFields(row.metadata_json),
  };
}
