import { v7 as newId } from 'uuid';
import { branchSession } from '../../../lib/store/branch.ts';
import { appendMessage } from '../../../lib/store/messages.ts';
import type { SqlDatabase } from '../../../lib/store/sql-database.ts';
import { openDatabase } from '../../../native-host/database.ts';

export interface WrittenBranch {
  /** The title of a session, or the name of a branch that was written before. */
  readonly of: string;
  /** The last place that is the same. */
  readonly at: number;
  readonly name: string;
  /** Said after it, in turn. */
  readonly texts: readonly string[];
}

/** Makes branches of a session that is in a store which no browser uses yet, each a minute after the one before. */
export function writeBranches(database: string, title: string, branches: readonly WrittenBranch[]): void {
  const db = openDatabase(database);
  const ids = new Map([[title, idOf(db, title)]]);
  for (const [index, { of, at, name, texts }] of branches.entries()) {
    const now = new Date(Date.now() - (branches.length - index) * 60_000).toISOString();
    const id = newId();
    branchSession(db, { id, from: ids.get(of) ?? '', at, branchName: name }, now);
    ids.set(name, id);
    for (const [offset, content] of texts.entries()) {
      const role = (at + offset) % 2 === 0 ? 'user' : 'assistant';
      const model = role === 'assistant' ? 'demo' : null;
      appendMessage(db, { id: newId(), sessionId: id, role, content, model, createdAt: now, status: 'complete' }, now);
    }
  }
  db.close();
}

function idOf(db: SqlDatabase, title: string): string {
  return db.get<{ id: string }>('SELECT id FROM sessions WHERE title = ?', [title])?.id ?? '';
}
