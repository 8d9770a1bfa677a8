import { deleteDraft } from './drafts.ts';
import { unindexMessagesOf } from './search-index.ts';
import { deletingSecurely } from './secure-delete.ts';
import type { SqlDatabase } from './sql-database.ts';

/**
 * `deleted_at` of a session that is being removed: it is in no list and nobody finds it or takes it back, while its rows go
 * slice by slice. Earlier than any time, so that an interrupted removal is gone on with first.
 */
export const BEING_PURGED = '0000-01-01T00:00:00.000Z';

/** Whether a removal was begun and has not come to its end. */
export function isPurgeUnfinished(db: SqlDatabase): boolean {
  return db.get('SELECT 1 FROM sessions WHERE deleted_at = ? LIMIT 1', [BEING_PURGED]) !== undefined;
}

/** What one slice removes at most, so that others can write soon. 500 messages of usual lengths take 10 ms. */
export const SLICE_ROWS = 500;
/** Of the rows of one table; a single row may have more. */
const SLICE_BYTES = 50_000;

/** The first of the rows, as many as one slice may remove: at least one, if there are any. */
export function fittingSlice<Row extends { readonly bytes: number }>(rows: readonly Row[]): readonly Row[] {
  let bytes = 0;
  const end = rows.findIndex((row, index) => {
    bytes += row.bytes;
    return index > 0 && bytes > SLICE_BYTES;
  });
  return end < 0 ? rows : rows.slice(0, end);
}

/** What a slice of a removal has removed. */
export interface PurgedSlice {
  readonly isGone: boolean;
  readonly snapshotIds: readonly string[];
}

/**
 * Removes a session for ever, with its messages, snapshots, draft, and what it changed and proved, a slice of at most 500
 * rows at a time; its branches stay. Until `isGone`, the session is marked and the next slice has to follow. Part of the caller's transaction.
 */
export function purgeSession(db: SqlDatabase, id: string): PurgedSlice {
  return deletingSecurely(db, () => {
    // Lists of snapshots do not look at their session: they go first.
    const snapshotIds = deleteSnapshots(db, id, SLICE_ROWS);
    let left = SLICE_ROWS - snapshotIds.length;
    if (left > 0) left -= deleteBelongings(db, id, left);
    const { gone, isLast } = left > 0 ? deleteMessages(db, id, left) : { gone: [], isLast: false };
    if (isLast) {
      deleteDraft(db, id);
      db.run('DELETE FROM sessions WHERE id = ?', [id]);
    } else mark(db, id, gone);
    return { isGone: isLast, snapshotIds };
  });
}

function deleteSnapshots(db: SqlDatabase, sessionId: string, limit: number): string[] {
  return db
    .all<{ id: string }>(
      'DELETE FROM snapshots WHERE id IN (SELECT id FROM snapshots WHERE session_id = ? LIMIT ?) RETURNING id',
      [sessionId, limit],
    )
    .map(({ id }) => id);
}

/** What refers to messages goes before them. Returns how many rows went; `limit` when there may be more. */
function deleteBelongings(db: SqlDatabase, sessionId: string, limit: number): number {
  let gone = 0;
  for (const [table, text] of BELONGINGS) {
    const rows = db.all<{ id: string; bytes: number }>(
      `SELECT id, octet_length(${text}) AS bytes FROM ${table} WHERE session_id = ? LIMIT ?`,
      [sessionId, limit - gone],
    );
    const slice = fittingSlice(rows);
    for (const { id } of slice) db.run(`DELETE FROM ${table} WHERE id = ?`, [id]);
    gone += slice.length;
    if (slice.length < rows.length || gone >= limit) return limit;
  }
  return gone;
}

/** Tables of what goes with a session, each with the column that has most of it. */
const BELONGINGS = [
  ['file_changes', 'patch'],
  ['proofs', 'diagnostics_json'],
  ['originals', 'raw_json'],
] as const;

interface GoneMessage {
  readonly prompt_tokens: number | null;
  readonly completion_tokens: number | null;
  readonly cost: number | null;
}

function deleteMessages(db: SqlDatabase, sessionId: string, limit: number): { gone: GoneMessage[]; isLast: boolean } {
  const rows = db.all<{ sequence: number; bytes: number }>(
    'SELECT sequence, octet_length(content) AS bytes FROM messages WHERE session_id = ? ORDER BY sequence LIMIT ?',
    [sessionId, limit],
  );
  const slice = fittingSlice(rows);
  const through = slice.at(-1)?.sequence;
  if (through === undefined) return { gone: [], isLast: true };
  unindexMessagesOf(db, sessionId, through);
  const gone = db.all<GoneMessage>(
    `DELETE FROM messages WHERE session_id = ? AND sequence <= ?
     RETURNING prompt_tokens, completion_tokens, cost`,
    [sessionId, through],
  );
  return { gone, isLast: slice.length === rows.length && rows.length < limit };
}

/** Its sums are those of what is left, as those of every session. */
function mark(db: SqlDatabase, id: string, gone: readonly GoneMessage[]): void {
  const sum = (column: keyof GoneMessage) => gone.reduce((total, row) => total + (row[column] ?? 0), 0);
  db.run(
    `UPDATE sessions SET deleted_at = ?, message_count = message_count - ?, prompt_tokens = prompt_tokens - ?,
       completion_tokens = completion_tokens - ?, cost = cost - ? WHERE id = ?`,
    [BEING_PURGED, gone.length, sum('prompt_tokens'), sum('completion_tokens'), sum('cost'), id],
  );
}
