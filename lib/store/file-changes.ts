import { AppError } from '../protocol/errors.ts';
import { FILE_STATUSES, type FileChange } from '../protocol/work-shapes.ts';
import { checkContentSize } from './content-size.ts';
import { requireMessageOf } from './messages-of-session.ts';
import { type PageRange, readPage } from './pages.ts';
import { requireLivingSession } from './sessions.ts';
import type { SqlDatabase } from './sql-database.ts';

interface FileChangeRow {
  readonly id: string;
  readonly session_id: string;
  readonly message_id: string | null;
  readonly path: string;
  readonly old_path: string | null;
  readonly status: string;
  readonly additions: number;
  readonly deletions: number;
  readonly patch?: string;
  readonly created_at: string;
}

const COLUMNS = 'id, session_id, message_id, path, old_path, status, additions, deletions, created_at';

/** A change that is not there yet. `createdAt` in the stored form. */
export type NewFileChange = Omit<FileChange, 'patch'> & { readonly patch: string };

/**
 * Keeps what was done to a file and returns it; a patch that is none is kept as it is. Errors: `conflict` (id taken,
 * session in the trash), `not-found` (session, or a message of it), `too-large`.
 */
export function addFileChange(db: SqlDatabase, change: NewFileChange): FileChange {
  const { id, sessionId, messageId, path, oldPath, status, additions, deletions, patch, createdAt } = change;
  if (db.get('SELECT 1 FROM file_changes WHERE id = ?', [id])) {
    throw new AppError('conflict', `A file change with the id ${id} exists already. Use another id.`);
  }
  requireLivingSession(db, sessionId);
  requireMessageOf(db, sessionId, messageId);
  checkContentSize(patch);
  db.run(`INSERT INTO file_changes (${COLUMNS}, patch) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, [
    ...[id, sessionId, messageId, path, oldPath, status, additions, deletions, createdAt, patch],
  ]);
  return requireFileChange(db, id);
}

/** A file change with its patch. Errors: `not-found`. */
export function requireFileChange(db: SqlDatabase, id: string): FileChange {
  const row = db.get<FileChangeRow>(`SELECT ${COLUMNS}, patch FROM file_changes WHERE id = ?`, [id]);
  if (!row) throw new AppError('not-found', `There is no file change ${id}. Its session may have been deleted.`);
  return toFileChange(row);
}

/** Which changes of a session; `patches` false leaves the diffs out, which can be large. */
export interface FileChangeRange extends PageRange {
  readonly path?: string | undefined;
  readonly patches: boolean;
}

export interface FileChangePage {
  readonly fileChanges: FileChange[];
  readonly nextCursor: string | null;
}

/** A session's file changes in the order in which they were made. Errors: `not-found`, `invalid` (cursor). */
export function listFileChanges(db: SqlDatabase, range: FileChangeRange): FileChangePage {
  const { rows, nextCursor } = readPage<FileChangeRow>(db, range, {
    table: 'file_changes',
    method: 'file-changes/list',
    columns: range.patches ? `${COLUMNS}, patch` : COLUMNS,
    bytes: range.patches ? 'octet_length(patch)' : '0',
    ...(range.path !== undefined && { only: ['path', range.path] as const }),
  });
  return { fileChanges: rows.map(toFileChange), nextCursor };
}

function toFileChange(row: FileChangeRow): FileChange {
  return {
    id: row.id,
    sessionId: row.session_id,
    messageId: row.message_id,
    path: row.path,
    oldPath: row.old_path,
    status: FILE_STATUSES.find((known) => known === row.status) ?? 'modified',
    additions: row.additions,
    deletions: row.deletions,
    ...(row.patch !== undefined && { patch: row.patch }),
    createdAt: row.created_at,
  };
}
