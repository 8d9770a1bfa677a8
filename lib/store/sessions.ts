import { AppError } from '../protocol/errors.ts';
import type { Session } from '../protocol/shapes.ts';
import { parseCursor, toCursor } from './cursor.ts';
import { BEING_PURGED, purgeSession } from './purge.ts';
import type { SqlDatabase, SqlValue } from './sql-database.ts';

interface SessionRow {
  readonly id: string;
  readonly title: string;
  readonly created_at: string;
  readonly updated_at: string;
  readonly model: string;
  readonly provider: string | null;
  readonly branch_name: string | null;
  readonly parent_session_id: string | null;
  readonly branch_point: number | null;
  readonly prompt_tokens: number | null;
  readonly completion_tokens: number | null;
  readonly cost: number | null;
  readonly is_archived: number | null;
  readonly is_imported: number | null;
  readonly message_count: number;
  readonly deleted_at: string | null;
  readonly source: string | null;
}

const COLUMNS = `id, title, created_at, updated_at, model, provider, branch_name, parent_session_id, branch_point,
  prompt_tokens, completion_tokens, cost, is_archived, is_imported, message_count, deleted_at, source`;

/** A session that is not there yet. Times in the stored form. */
export interface NewSession {
  readonly id: string;
  readonly title: string;
  readonly model: string;
  readonly provider?: string | undefined;
  readonly createdAt: string;
  readonly branchName?: string | undefined;
  readonly parentSessionId?: string | undefined;
  readonly branchPoint?: number | undefined;
}

/** Adds a session and returns it. Errors: `conflict` when the id is taken. */
export function createSession(db: SqlDatabase, session: NewSession): Session {
  // Also one that is being removed.
  if (db.get('SELECT 1 FROM sessions WHERE id = ?', [session.id])) {
    throw new AppError('conflict', `A session with the id ${session.id} exists already. Use another id.`);
  }
  db.run(
    `INSERT INTO sessions (id, title, created_at, updated_at, model, provider, branch_name, parent_session_id,
       branch_point, source) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'holdfast')`,
    [
      session.id,
      session.title,
      session.createdAt,
      session.createdAt,
      session.model,
      session.provider ?? 'venice',
      session.branchName ?? 'main',
      session.parentSessionId ?? null,
      session.branchPoint ?? null,
    ],
  );
  return requireSession(db, session.id);
}

/** A session, also one in the trash; undefined when there is none of that id. */
export function findSession(db: SqlDatabase, id: string): Session | undefined {
  const row = db.get<SessionRow>(`SELECT ${COLUMNS} FROM sessions WHERE id = ?`, [id]);
  return row && row.deleted_at !== BEING_PURGED ? toSession(row) : undefined;
}

/** A session, also one in the trash. Errors: `not-found`. */
export function requireSession(db: SqlDatabase, id: string): Session {
  const session = findSession(db, id);
  if (!session) throw noSuchSession(id);
  return session;
}

/** A session that can be written to. Errors: `not-found`, `conflict` for one in the trash. */
export function requireLivingSession(db: SqlDatabase, id: string): Session {
  const session = requireSession(db, id);
  if (session.deletedAt !== null) throw sessionInTrash(session.title);
  return session;
}

export function noSuchSession(id: string): AppError {
  return new AppError('not-found', `There is no session ${id}. It may have been deleted.`);
}

export function sessionInTrash(title: string): AppError {
  return new AppError('conflict', `The session "${title}" is in the trash. Restore it to go on.`);
}

export interface SessionPage {
  readonly sessions: Session[];
  readonly nextCursor: string | null;
}

/** Sessions, newest `updatedAt` first. `cursor` continues after the last one of an earlier page. Errors: `invalid`. */
export function listSessions(
  db: SqlDatabase,
  {
    limit,
    cursor,
    archived,
    deleted,
  }: { limit: number; cursor?: string | undefined; archived: boolean; deleted: boolean },
): SessionPage {
  const which = deleted
    ? `deleted_at > '${BEING_PURGED}'`
    : `deleted_at IS NULL AND is_archived IS ${archived ? 1 : 'NOT 1'}`;
  const place = cursor === undefined ? undefined : parseCursor(cursor, 'sessions/list');
  const rows = db.all<SessionRow>(
    `SELECT ${COLUMNS} FROM sessions WHERE ${which} ${place ? 'AND (updated_at, id) < (?, ?)' : ''}
     ORDER BY updated_at DESC, id DESC LIMIT ?`,
    [...(place ?? []), limit + 1],
  );
  const sessions = rows.slice(0, limit).map(toSession);
  const last = sessions.at(-1);
  return { sessions, nextCursor: last && rows.length > limit ? toCursor(last.updatedAt, last.id) : null };
}

/** Fields of a session that its user changes. */
export interface SessionChanges {
  readonly title?: string | undefined;
  readonly isArchived?: boolean | undefined;
  readonly model?: string | undefined;
  readonly branchName?: string | undefined;
}

/** Changes the fields that are given and returns the session. Its place in the list stays. Errors: `not-found`. */
export function updateSession(db: SqlDatabase, id: string, changes: SessionChanges): Session {
  requireSession(db, id);
  const columns: Record<string, SqlValue | undefined> = {
    title: changes.title,
    model: changes.model,
    branch_name: changes.branchName,
    is_archived: changes.isArchived === undefined ? undefined : Number(changes.isArchived),
  };
  for (const [column, value] of Object.entries(columns)) {
    if (value !== undefined) db.run(`UPDATE sessions SET ${column} = ? WHERE id = ?`, [value, id]);
  }
  return requireSession(db, id);
}

/** Moves a session into the trash; one that is there keeps its time. Errors: `not-found`. */
export function trashSession(db: SqlDatabase, id: string, now: string): void {
  requireSession(db, id);
  db.run('UPDATE sessions SET deleted_at = coalesce(deleted_at, ?) WHERE id = ?', [now, id]);
}

/** Takes a session out of the trash and returns it. Errors: `not-found`. */
export function restoreSession(db: SqlDatabase, id: string): Session {
  requireSession(db, id);
  db.run('UPDATE sessions SET deleted_at = NULL WHERE id = ?', [id]);
  return requireSession(db, id);
}

/**
 * Removes a session with its messages, draft and snapshots for ever; its branches stay. Nobody finds it from here on; of a long
 * one, the rest of its rows is left to the next sweep. Errors: `not-found`.
 */
export function deleteSessionForever(db: SqlDatabase, id: string): void {
  requireSession(db, id);
  purgeSession(db, id);
}

/** What writing a message adds to its session's sums; negative to take away. */
export interface TotalsDelta {
  readonly messages: number;
  readonly promptTokens: number;
  readonly completionTokens: number;
  readonly cost: number;
}

/** Adds to a session's sums and marks it as changed `now`. Part of the transaction that writes the message. */
export function addToTotals(db: SqlDatabase, sessionId: string, delta: TotalsDelta, now: string): void {
  db.run(
    `UPDATE sessions SET message_count = message_count + ?, prompt_tokens = coalesce(prompt_tokens, 0) + ?,
       completion_tokens = coalesce(completion_tokens, 0) + ?, cost = coalesce(cost, 0) + ?,
       updated_at = max(updated_at, ?) WHERE id = ?`,
    [delta.messages, delta.promptTokens, delta.completionTokens, delta.cost, now, sessionId],
  );
}

function toSession(row: SessionRow): Session {
  return {
    id: row.id,
    title: row.title,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    model: row.model,
    provider: row.provider,
    branchName: row.branch_name,
    parentSessionId: row.parent_session_id,
    branchPoint: row.branch_point,
    promptTokens: row.prompt_tokens ?? 0,
    completionTokens: row.completion_tokens ?? 0,
    cost: row.cost ?? 0,
    isArchived: row.is_archived === 1,
    isImported: row.is_imported === 1,
    messageCount: row.message_count,
    deletedAt: row.deleted_at,
    source: row.source,
  };
}
