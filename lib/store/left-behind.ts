import type { DraftStart, InterruptedReply } from '../protocol/snapshot-shapes.ts';
import type { SqlDatabase } from './sql-database.ts';

/** Letters that are told of a text, in code points. */
const START = 300;

/** Texts that are not sent, of sessions that are not in the trash and of the one that is not made yet, newest first. */
export function listDrafts(db: SqlDatabase, limit: number): DraftStart[] {
  return db.all<DraftStart>(
    `SELECT nullif(drafts.session_id, '') AS sessionId, sessions.title AS sessionTitle,
       substr(content, 1, ${START}) AS start, length(content) AS length, drafts.updated_at AS updatedAt
     FROM drafts LEFT JOIN sessions ON sessions.id = drafts.session_id
     WHERE trim(content, char(9, 10, 13, 32)) <> ''
       AND (drafts.session_id = '' OR (sessions.id IS NOT NULL AND sessions.deleted_at IS NULL))
     ORDER BY drafts.updated_at DESC, drafts.session_id LIMIT ?`,
    [limit],
  );
}

/** Replies that broke off, each the last message of a session that is not in the trash, newest first. */
export function listInterruptedReplies(db: SqlDatabase, limit: number): InterruptedReply[] {
  return db.all<InterruptedReply>(
    `SELECT messages.id, session_id AS sessionId, sessions.title AS sessionTitle, substr(content, 1, ${START}) AS start,
       length(content) AS length, messages.created_at AS createdAt
     FROM messages JOIN sessions ON sessions.id = session_id
     WHERE status = 'interrupted' AND role = 'assistant' AND deleted_at IS NULL
       AND NOT EXISTS (SELECT 1 FROM messages later WHERE later.session_id = messages.session_id AND later.sequence > messages.sequence)
     ORDER BY messages.created_at DESC, messages.id LIMIT ?`,
    [limit],
  );
}
