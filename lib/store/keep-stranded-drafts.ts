import { isContentSize } from './content-size.ts';
import { getDraft, setDraft } from './drafts.ts';
import type { SqlDatabase } from './sql-database.ts';

/**
 * Moves what was typed in sessions that are no longer there to the draft of no session, where it is seen; below what is there
 * already. Part of a transaction.
 */
export function keepStrandedDrafts(db: SqlDatabase): void {
  const isStranded = "session_id <> '' AND session_id NOT IN (SELECT id FROM sessions)";
  const stranded = db.all<{ content: string; updated_at: string }>(
    `SELECT content, updated_at FROM drafts WHERE ${isStranded} ORDER BY updated_at, session_id`,
  );
  const own = getDraft(db, null);
  const texts = [own.content, ...stranded.map(({ content }) => content)].filter((text) => text.trim() !== '');
  const content = texts.join('\n\n');
  if (content !== own.content) {
    // One that is too long for a draft stays where it is: it is in the backups, too.
    if (!isContentSize(content)) return;
    const updatedAt = [own.updatedAt, ...stranded.map(({ updated_at }) => updated_at)].sort().at(-1) ?? own.updatedAt;
    setDraft(db, { sessionId: null, content, updatedAt });
  }
  db.exec(`DELETE FROM drafts WHERE ${isStranded}`);
}
