import { AppError } from '../protocol/errors.ts';
import { SNAPSHOT_TYPES, type Snapshot, type SnapshotState } from '../protocol/snapshot-shapes.ts';
import { checkContentSize } from './content-size.ts';
import { parseCursor, toCursor } from './cursor.ts';
import type { SqlDatabase, SqlValue } from './sql-database.ts';

interface SnapshotRow {
  readonly id: string;
  readonly timestamp: string;
  readonly type: string;
  readonly trigger: string;
  readonly description: string | null;
  readonly starred: number | null;
  readonly size_bytes: number;
  readonly summary_json: string;
  readonly session_id: string | null;
}

const COLUMNS = 'id, timestamp, type, trigger, description, starred, size_bytes, summary_json, session_id';

/** Letters of a draft that are told without the state, in UTF-16 units. */
const DRAFT_START = 300;

/** A snapshot that is not there yet. `timestamp` in the stored form. */
export interface NewSnapshot {
  readonly id: string;
  readonly timestamp: string;
  readonly sessionId: string | null;
  readonly type: Snapshot['type'];
  readonly trigger: Snapshot['trigger'];
  readonly description?: string | null | undefined;
  readonly starred: boolean;
  readonly ui: SnapshotState['ui'];
}

/**
 * Keeps a state, with how far its session is now, and returns it. A state of a session that is gone is of none: it is kept for
 * what else it holds. Errors: `conflict` (id taken), `too-large`.
 */
export function createSnapshot(db: SqlDatabase, snapshot: NewSnapshot): Snapshot {
  const { id, sessionId, ui } = snapshot;
  if (findRow(db, id)) throw new AppError('conflict', `A snapshot with the id ${id} exists already. Use another id.`);
  const session = sessionNow(db, sessionId);
  const state: SnapshotState = {
    ui,
    session: session ? { sessionId: session.id, throughSequence: session.through } : null,
  };
  const stateJson = JSON.stringify(state);
  checkContentSize(stateJson);
  const draft = typeof ui['draft'] === 'string' ? ui['draft'].slice(0, DRAFT_START).toWellFormed() : '';
  const summary: Snapshot['summary'] = {
    title: session?.title ?? titleIn(ui),
    messageCount: session?.count ?? 0,
    draft,
  };
  db.run(`INSERT INTO snapshots (${COLUMNS}, state_json) VALUES (?, ?, ?, ?, ?, ?, octet_length(?), ?, ?, ?)`, [
    id,
    snapshot.timestamp,
    snapshot.type,
    JSON.stringify(snapshot.trigger),
    snapshot.description ?? null,
    Number(snapshot.starred),
    stateJson,
    JSON.stringify(summary),
    session?.id ?? null,
    stateJson,
  ]);
  return requireSnapshot(db, id);
}

interface SessionNow {
  readonly id: string;
  readonly title: string;
  readonly count: number;
  readonly through: number;
}

/** Undefined: there is none of that id, or none was meant. */
function sessionNow(db: SqlDatabase, id: string | null): SessionNow | undefined {
  return db.get<SessionNow>(
    `SELECT id, title, message_count AS count,
       (SELECT coalesce(max(sequence), 0) FROM messages WHERE session_id = sessions.id) AS through
     FROM sessions WHERE id = ?`,
    [id],
  );
}

/** What a panel called its session. */
function titleIn(ui: SnapshotState['ui']): string | null {
  const { title } = (ui['session'] ?? {}) as { title?: unknown };
  return typeof title === 'string' ? title : null;
}

/** A snapshot. Errors: `not-found`. */
export function requireSnapshot(db: SqlDatabase, id: string): Snapshot {
  return toSnapshot(requireRow(db, id));
}

/** What a snapshot holds. Errors: `not-found`; `store-corrupt` when it cannot be read. */
export function readSnapshotState(db: SqlDatabase, id: string): SnapshotState {
  requireRow(db, id);
  const row = db.get<{ state_json: string }>('SELECT state_json FROM snapshots WHERE id = ?', [id]);
  const state = parseObject(row?.state_json);
  if (!state) throw new AppError('store-corrupt', `What snapshot ${id} holds cannot be read.`);
  // One of another making holds what it holds.
  const { ui = state, session = null } = state as Partial<SnapshotState>;
  return { ui: ui as SnapshotState['ui'], session };
}

/** Which snapshots. Times in the stored form, `to` not included. */
export interface SnapshotRange {
  readonly limit: number;
  readonly sessionId?: string | undefined;
  readonly type?: Snapshot['type'] | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly cursor?: string | undefined;
}

export interface SnapshotPage {
  readonly snapshots: Snapshot[];
  readonly nextCursor: string | null;
}

/** Snapshots, newest first. `cursor` continues after the last one of an earlier page. Errors: `invalid`. */
export function listSnapshots(db: SqlDatabase, range: SnapshotRange): SnapshotPage {
  const { limit, sessionId, type, from, to, cursor } = range;
  const conditions: [string, SqlValue[]][] = [];
  if (sessionId !== undefined) conditions.push(['session_id = ?', [sessionId]]);
  if (type !== undefined) conditions.push(['type = ?', [type]]);
  if (from !== undefined) conditions.push(['timestamp >= ?', [from]]);
  if (to !== undefined) conditions.push(['timestamp < ?', [to]]);
  if (cursor !== undefined) conditions.push(['(timestamp, id) < (?, ?)', parseCursor(cursor, 'snapshots/list')]);
  const where = conditions.length > 0 ? `WHERE ${conditions.map(([sql]) => sql).join(' AND ')}` : '';
  const rows = db.all<SnapshotRow>(
    `SELECT ${COLUMNS} FROM snapshots ${where} ORDER BY timestamp DESC, id DESC LIMIT ?`,
    [...conditions.flatMap(([, values]) => values), limit + 1],
  );
  const snapshots = rows.slice(0, limit).map(toSnapshot);
  const last = snapshots.at(-1);
  return { snapshots, nextCursor: last && rows.length > limit ? toCursor(last.timestamp, last.id) : null };
}

/** Fields of a snapshot that its user changes. */
export interface SnapshotChanges {
  readonly starred?: boolean | undefined;
  readonly description?: string | null | undefined;
}

/** Changes the fields that are given and returns the snapshot. Errors: `not-found`. */
export function updateSnapshot(db: SqlDatabase, id: string, { starred, description }: SnapshotChanges): Snapshot {
  requireRow(db, id);
  if (starred !== undefined) db.run('UPDATE snapshots SET starred = ? WHERE id = ?', [Number(starred), id]);
  if (description !== undefined) db.run('UPDATE snapshots SET description = ? WHERE id = ?', [description, id]);
  return requireSnapshot(db, id);
}

/** Removes a snapshot, if it is there. */
export function deleteSnapshot(db: SqlDatabase, id: string): void {
  db.run('DELETE FROM snapshots WHERE id = ?', [id]);
}

function requireRow(db: SqlDatabase, id: string): SnapshotRow {
  const row = findRow(db, id);
  if (!row) throw new AppError('not-found', `There is no snapshot ${id}. It may have been deleted.`);
  return row;
}

function findRow(db: SqlDatabase, id: string): SnapshotRow | undefined {
  return db.get<SnapshotRow>(`SELECT ${COLUMNS} FROM snapshots WHERE id = ?`, [id]);
}

/** Older stores may hold words and shapes of their own. */
function toSnapshot(row: SnapshotRow): Snapshot {
  const trigger = parseObject(row.trigger) ?? { type: row.trigger };
  const summary = parseObject(row.summary_json) ?? {};
  const { title, messageCount, draft } = summary as Partial<Snapshot['summary']>;
  return {
    id: row.id,
    sessionId: row.session_id,
    timestamp: row.timestamp,
    type: SNAPSHOT_TYPES.find((known) => known === row.type) ?? 'manual',
    trigger: { ...trigger, type: String((trigger as { type?: unknown }).type ?? 'unknown') },
    description: row.description,
    starred: row.starred === 1,
    sizeBytes: row.size_bytes,
    summary: {
      ...summary,
      title: typeof title === 'string' ? title : null,
      messageCount: typeof messageCount === 'number' ? messageCount : 0,
      draft: typeof draft === 'string' ? draft : '',
    },
  };
}

function parseObject(json: string | undefined): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(json ?? '');
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Readonly<Record<string, unknown>>)
      : undefined;
  } catch {
    return undefined;
  }
}
