import type { SqlDatabase } from '../store/sql-database.ts';
import { FORK } from './opencode/session-row.ts';
import { INCOMING } from './plan-import.ts';

interface Fork {
  readonly id: string;
  readonly role: string;
  readonly content: string;
  readonly created_at: string;
}

/**
 * OpenCode does not say what a fork was made of: it is the session that has a message of the same moment, role and text as the
 * fork's last copy, in the file or here. Fills in parent and branch point of those that are found. Part of a transaction.
 */
export function linkForks(db: SqlDatabase): void {
  const forks = db.all<Fork>(
    `SELECT sessions.id, last.role, last.content, last.created_at FROM ${INCOMING}.sessions
     JOIN ${INCOMING}.messages AS last ON last.ord = (
       SELECT ord FROM ${INCOMING}.messages WHERE session_id = sessions.id AND created_at < sessions.created_at
       ORDER BY sequence DESC LIMIT 1)
     WHERE sessions.source = 'opencode' AND sessions.branch_name LIKE '${FORK}%'`,
  );
  for (const fork of forks) {
    const place = findPlace(db, INCOMING, fork) ?? findPlace(db, 'main', fork);
    if (!place) continue;
    db.run(`UPDATE ${INCOMING}.sessions SET parent_session_id = ?, branch_point = ? WHERE id = ?`, [
      ...[place.session_id, place.sequence, fork.id],
    ]);
  }
}

interface Place {
  readonly session_id: string;
  readonly sequence: number;
}

/** The oldest session with that message: a fork of a fork has it too. */
function findPlace(db: SqlDatabase, schema: string, { id, role, content, created_at }: Fork): Place | undefined {
  return db.get<Place>(
    `SELECT messages.session_id, messages.sequence FROM ${schema}.sessions JOIN ${schema}.messages
       ON messages.session_id = sessions.id
     WHERE sessions.source = 'opencode' AND sessions.id <> ? AND sessions.created_at <= ?
       AND messages.created_at = ? AND messages.role = ? AND messages.content = ?
     ORDER BY sessions.created_at, sessions.id LIMIT 1`,
    [id, created_at, created_at, role, content],
  );
}
