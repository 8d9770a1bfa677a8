import type { SqlDatabase } from './sql-database.ts';

/** For what says of itself when it came in no way. */
const LONG_AGO = '1970-01-01T00:00:00.000Z';

/** What had to be mended. */
export interface Adopted {
  /** That were made for what had none. */
  readonly sessions: number;
  /** Rows whose message is gone, which stay without one. */
  readonly loosened: number;
}

/**
 * Sees to it that file changes, proofs and originals have a session, and refer to no message that is gone: it may be the last
 * that there is of a session. After those of messages. Part of a transaction.
 */
export function adoptBelongings(db: SqlDatabase): Adopted {
  const { changes: sessions } = db.run(
    `INSERT INTO sessions (id, title, created_at, updated_at, model)
       SELECT session_id, 'Recovered conversation', coalesce(min(created_at), ?), coalesce(max(created_at), ?), ''
       FROM (SELECT session_id, created_at FROM file_changes UNION ALL SELECT session_id, created_at FROM proofs
         UNION ALL SELECT session_id, NULL FROM originals)
       WHERE session_id NOT IN (SELECT id FROM sessions) GROUP BY session_id`,
    [LONG_AGO, LONG_AGO],
  );
  const loosened = (['file_changes', 'proofs'] as const).map(
    (table) =>
      db.run(
        `UPDATE ${table} SET message_id = NULL WHERE message_id IS NOT NULL AND message_id NOT IN (SELECT id FROM messages)`,
      ).changes,
  );
  return { sessions, loosened: loosened.reduce((all, rows) => all + rows, 0) };
}
