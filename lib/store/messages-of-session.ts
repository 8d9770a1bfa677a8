import { AppError } from '../protocol/errors.ts';
import type { SqlDatabase } from './sql-database.ts';

/** Throws `not-found` for a message that is not of this session; null is no message. */
export function requireMessageOf(db: SqlDatabase, sessionId: string, messageId: string | null): void {
  if (messageId === null) return;
  if (db.get('SELECT 1 FROM messages WHERE id = ? AND session_id = ?', [messageId, sessionId])) return;
  throw new AppError('not-found', `The session has no message ${messageId}. It may have been deleted.`);
}
