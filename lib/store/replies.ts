import type { Message } from '../protocol/shapes.ts';
import { updateMessage } from './messages.ts';
import { indexMessage, unindexMessage } from './search-index.ts';
import type { SqlDatabase } from './sql-database.ts';

/** As the partial index idx_messages_unfinished has it: a store of a million messages finds these at once. */
const UNFINISHED = "status IN ('queued', 'streaming')";

/** A reply that is not over: message id, session id, status, and when it was asked for. */
export interface UnfinishedReply {
  readonly id: string;
  readonly sessionId: string;
  readonly status: 'queued' | 'streaming';
  readonly createdAt: string;
}

/**
 * Replies that wait or stream, of one session or of all, oldest first. The plus keeps the planner from walking through all
 * messages in the order of time.
 */
export function listUnfinishedReplies(db: SqlDatabase, sessionId?: string): UnfinishedReply[] {
  return db.all<UnfinishedReply>(
    `SELECT id, session_id AS sessionId, status, created_at AS createdAt FROM messages
     WHERE ${UNFINISHED} ${sessionId === undefined ? '' : 'AND session_id = ?'} ORDER BY +created_at, id`,
    sessionId === undefined ? [] : [sessionId],
  );
}

/** Whether a reply is there and being made. */
export function isStreaming(db: SqlDatabase, id: string): boolean {
  return db.get("SELECT 1 FROM messages WHERE id = ? AND status = 'streaming'", [id]) !== undefined;
}

/** How many replies are being made, by whichever process. */
export function countStreaming(db: SqlDatabase): number {
  const sql = `SELECT count(*) AS streaming FROM messages WHERE ${UNFINISHED} AND status = 'streaming'`;
  return db.get<{ streaming: number }>(sql)?.streaming ?? 0;
}

/** Adds text to a reply; false when it is no longer streaming, and then nothing is written. */
export function appendReplyText(db: SqlDatabase, id: string, text: string): boolean {
  return (
    db.run("UPDATE messages SET content = content || ? WHERE id = ? AND status = 'streaming'", [text, id]).changes === 1
  );
}

/** Gives a reply all of its text; false when it is no longer streaming, and then nothing is written. */
export function replaceReplyText(db: SqlDatabase, id: string, text: string): boolean {
  return db.run("UPDATE messages SET content = ? WHERE id = ? AND status = 'streaming'", [text, id]).changes === 1;
}

/** Adds the last text to a reply that was stopped and has not been touched since; false when it has, and nothing is written. */
export function appendStoppedText(db: SqlDatabase, id: string, before: string, text: string): boolean {
  const sql = "SELECT 1 FROM messages WHERE id = ? AND status = 'interrupted' AND content = ?";
  if (!db.get(sql, [id, before])) return false;
  unindexMessage(db, id);
  db.run('UPDATE messages SET content = content || ? WHERE id = ?', [text, id]);
  indexMessage(db, id);
  return true;
}

/** Whom a reply is asked of again, and whether that begins at once. */
export interface Reopening {
  readonly baseUrl: string;
  readonly model: string;
  readonly status: 'streaming' | 'queued';
}

/** Makes a failed or interrupted reply one that is being made, and returns it. An empty one counts as asked for `now`. */
export function reopenReply(
  db: SqlDatabase,
  reply: Message,
  { baseUrl, model, status }: Reopening,
  now: string,
): Message {
  const createdAt = reply.content === '' ? now : reply.createdAt;
  db.run('UPDATE messages SET model = ?, created_at = ? WHERE id = ?', [model, createdAt, reply.id]);
  return updateMessage(db, reply.id, { status, error: null, provider: { baseUrl } }, now);
}
