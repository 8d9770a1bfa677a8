import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { v7 as newId } from 'uuid';
import { appendMessage } from '../../../lib/store/messages.ts';
import { migrate } from '../../../lib/store/migrate.ts';
import { createSession } from '../../../lib/store/sessions.ts';
import { openDatabase } from '../../../native-host/database.ts';

export interface WrittenSession {
  readonly title: string;
  /** Questions and answers in turn. */
  readonly texts: readonly string[];
  /** When the last of them was written. */
  readonly lastMs: number;
  /** Between one pair and the next. */
  readonly apartMs: number;
  readonly isInTrash?: boolean;
}

/** Puts a session into a store that no browser uses yet. */
export function writeSession(database: string, session: WrittenSession): void {
  const { title, texts, lastMs, apartMs, isInTrash = false } = session;
  mkdirSync(dirname(database), { recursive: true });
  const db = openDatabase(database);
  migrate(db);
  const pairs = Math.ceil(texts.length / 2);
  const at = (place: number) => new Date(lastMs - (pairs - 1 - Math.floor(place / 2)) * apartMs).toISOString();
  const id = newId();
  createSession(db, { id, title, model: 'demo', createdAt: at(0) });
  for (const [place, content] of texts.entries()) {
    const row = { id: newId(), sessionId: id, createdAt: at(place), status: 'complete' as const, content };
    const facts = { promptTokens: 212 + 340 * place, completionTokens: 96, cost: 0.00042, durationMs: 2140 };
    const message =
      place % 2 === 0
        ? { ...row, role: 'user' as const }
        : { ...row, ...facts, role: 'assistant' as const, model: 'demo' };
    appendMessage(db, message, at(place));
  }
  if (isInTrash) db.run('UPDATE sessions SET deleted_at = ? WHERE id = ?', [at(texts.length - 1), id]);
  db.close();
}
