import { AppError } from '../protocol/errors.ts';
import { SNAPSHOT_TYPES, type Snapshot, type SnapshotState } from '../protocol/snapshot-shapes.ts';
import { checkContentSize } from './content-size.ts';
import { parseCursor, toCursor } from './cursor.ts';
import { sessionNow, summarize } from './session-summary.ts';
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
  /** One that was deleted, put back as it was. `throughSequence` null = it was of no session. */
  readonly was?:
    | {
        readonly timestamp: string;
        readonly throughSequence: number | null;
        readonly summary: Readonly<Record<string, unknown>>;
      }
    | undefined;
}

/**
 * Keeps a state, with how far its session is now, and returns it. A state of a session that is gone is of none: it is kept for
 * what else it holds. Errors: `conflict` (id taken), `too-large`.
 */
export function createSnapshot(db: SqlDatabase, snapshot: NewSnapshot): Snapshot {
  const { id, sessionId, ui, was } = snapshot;
  if (findRow(db, id)) throw new AppError('conflict', `A snapshot with the id ${id} exists already. Use another id.`);
  const session = sessionNow(db, sessionId);
  const state: SnapshotState = {
    ui,
    session: session ? { sessionId: session.id, throughSequence: was?.throughSequence ?? session.through } : null,
  };
  const stateJson = JSON.stringify(state);
  checkContentSize(stateJson);
  db.run(`INSERT INTO snapshots (${COLUMNS}, state_json) VALUES (?, ?, ?, ?, ?, ?, octet_length(?), ?, ?, ?)`, [
    id,
    was?.timestamp ?? snapshot.timestamp,
    snapshot.type,
    JSON.stringify(snapshot.trigger),
    snapshot.description ?? null,
    Number(snapshot.starred),
    stateJson,
    JSON.stringify(was?.summary ?? summarize(db, session, ui)),
    session?.id ?? null,
    stateJson,
  ]);
  return requireSnapshot(db, id);
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
  return {
    id: row.id,
    sessionId: row.session_id,
    timestamp: row.timestamp,
    type: toSnapshotType(row.type),
    trigger: { ...trigger, type: String((trigger as { type?: unknown }).type ?? 'unknown') },
    description: row.description,
    starred: row.starred === 1,
    sizeBytes: row.size_bytes,
    summary: toSummary(parseObject(row.summary_json) ?? {}),
  };
}

/** A kind that nobody knows counts as made by hand. */
export function toSnapshotType(type: string): Snapshot['type'] {
  return SNAPSHOT_TYPES.find((known) => known === type) ?? 'manual';
}

/** What is not told, or in another form, is not known. */
function toSummary(stored: Readonly<Record<string, unknown>>): Snapshot['summary'] {
  const number = (value: unknown) => (typeof value === 'number' ? value : null);
  const string = (value: unknown) => (typeof value === 'string' ? value : null);
  const { timestamp, usd, diem } = (stored['balance'] ?? {}) as Readonly<Record<string, unknown>>;
  return {
    ...stored,
    title: string(stored['title']),
    messageCount: number(stored['messageCount']) ?? 0,
    draft: string(stored['draft']) ?? '',
    model: string(stored['model']),
    promptTokens: number(stored['promptTokens']),
    completionTokens: number(stored['completionTokens']),
    cost: number(stored['cost']),
    fileChanges: number(stored['fileChanges']),
    proofs: number(stored['proofs']),
    balance: typeof timestamp === 'string' ? { timestamp, usd: number(usd), diem: number(diem) } : null,
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
