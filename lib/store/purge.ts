import { deleteDraft } from './drafts.ts';
import { deletingSecurely } from './secure-delete.ts';
import type { SqlDatabase } from './sql-database.ts';

/**
 * `deleted_at` of a session that is being removed: it is in no list and nobody finds it or takes it back, while its rows go
 * slice by slice. Earlier than any time, so that an interrupted removal is gone on with first.
 */
export const BEING_PURGED = '0000-01-01T00:00:00.000Z';

/** What a slice of a removal has removed. */
export interface PurgedSlice {
  readonly isGone: boolean;
  readonly messages: number;
  readonly snapshotIds: readonly string[];
}

/**
 * Removes a session with its messages, snapshots and draft for ever, at most about `limit` rows at a time; its branches stay.
 * Until `isGone`, the session is marked and the next slice has to follow. Part of the caller's transaction.
 */
export function purgeSession(db: SqlDatabase, id: string, limit: number): PurgedSlice {
  return deletingSecurely(db, () => {
    const gone = deleteMessages(db, id, limit);
    const snapshotIds = gone.length < limit ? deleteSnapshots(db, id, limit - gone.length) : [];
    const isGone = gone.length + snapshotIds.length < limit;
    if (isGone) {
      deleteDraft(db, id);
      db.run('DELETE FROM sessions WHERE id = ?', [id]);
    } else mark(db, id, gone);
    return { isGone, messages: gone.length, snapshotIds };
  });
}

interface GoneMessage {
  readonly prompt_tokens: number | null;
  readonly completion_tokens: number | null;
  readonly cost: number | null;
}

function deleteMessages(db: SqlDatabase, sessionId: string, limit: number): GoneMessage[] {
  return db.all<GoneMessage>(
    `DELETE FROM messages WHERE rowid IN (SELECT rowid FROM messages WHERE session_id = ? ORDER BY sequence LIMIT ?)
     RETURNING prompt_tokens, completion_tokens, cost`,
    [sessionId, limit],
  );
}

function deleteSnapshots(db: SqlDatabase, sessionId: string, limit: number): string[] {
  return db
    .all<{ id: string }>(
      'DELETE FROM snapshots WHERE id IN (SELECT id FROM snapshots WHERE session_id = ? LIMIT ?) RETURNING id',
      [sessionId, limit],
    )
    .map(({ id }) => id);
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
