import type { SqlDatabase } from './sql-database.ts';

/** How much was done in a session beside its messages. */
export interface WorkCounts {
  readonly fileChanges: number;
  readonly proofs: number;
}

/** Rows of files and of proofs that belong to a session; none of either in a store that has no table for them. */
export function countWork(db: SqlDatabase, sessionId: string): WorkCounts {
  return { fileChanges: countIn(db, 'file_changes', sessionId), proofs: countIn(db, 'proofs', sessionId) };
}

function countIn(db: SqlDatabase, table: 'file_changes' | 'proofs', sessionId: string): number {
  if (!db.get("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?", [table])) return 0;
  return (
    db.get<{ count: number }>(`SELECT count(*) AS count FROM ${table} WHERE session_id = ?`, [sessionId])?.count ?? 0
  );
}
