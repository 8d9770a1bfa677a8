import type { Draft } from '../protocol/shapes.ts';
import { formatTimestamp } from '../protocol/timestamp.ts';
import { checkContentSize } from './content-size.ts';
import type { SqlDatabase } from './sql-database.ts';

/** The column's name for "no session yet". */
const NO_SESSION = '';
const BEFORE_ALL = '1970-01-01T00:00:00.000Z';

/** The text not sent of a session (null: typed before any session existed); empty when there is none. */
export function getDraft(db: SqlDatabase, sessionId: string | null): Draft {
  const row = db.get<{ content: string; updated_at: string }>(
    'SELECT content, updated_at FROM drafts WHERE session_id = ?',
    [sessionId ?? NO_SESSION],
  );
  return { sessionId, content: row?.content ?? '', updatedAt: row?.updated_at ?? BEFORE_ALL };
}

/** Keeps a draft unless a later one is there; what is kept. Errors: `too-large`. */
export function setDraft(db: SqlDatabase, draft: Draft): Draft {
  checkContentSize(draft.content);
  db.run(
    `INSERT INTO drafts (session_id, content, updated_at) VALUES (?, ?, ?)
     ON CONFLICT (session_id) DO UPDATE SET content = excluded.content, updated_at = excluded.updated_at
     WHERE excluded.updated_at >= drafts.updated_at`,
    [draft.sessionId ?? NO_SESSION, draft.content, draft.updatedAt],
  );
  return getDraft(db, draft.sessionId);
}

/**
 * Empties the draft that a sent message came from: its session's or, for the first message of one, what was typed before the
 * session existed; where it holds the message or its beginning. A message can be sent long after it was written, and what was
 * typed since stays.
 */
export function clearSentDraft(db: SqlDatabase, sessionId: string, sentContent: string, isFirst: boolean): void {
  for (const draft of [getDraft(db, sessionId), ...(isFirst ? [getDraft(db, null)] : [])]) {
    if (sentContent.trim().startsWith(draft.content.trim())) emptyDraft(db, draft);
  }
}

/**
 * Just newer than the text that was sent, so that this text does not come back, and no newer: what was typed after it may
 * reach the store later than the message.
 */
function emptyDraft(db: SqlDatabase, draft: Draft): void {
  db.run("UPDATE drafts SET content = '', updated_at = ? WHERE session_id = ?", [
    formatTimestamp(Date.parse(draft.updatedAt) + 1),
    draft.sessionId ?? NO_SESSION,
  ]);
}

/** Removes the draft of a session that is removed. */
export function deleteDraft(db: SqlDatabase, sessionId: string): void {
  db.run('DELETE FROM drafts WHERE session_id = ?', [sessionId]);
}
