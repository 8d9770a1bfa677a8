import type Database from 'better-sqlite3';
import type { NewMessage } from '../../lib/store/messages.ts';
import type { SqlDatabase } from '../../lib/store/sql-database.ts';
import { openFile } from '../../native-host/database.ts';
import { MOMENT } from './samples.ts';

export interface RawAppend {
  readonly database: Database.Database;
  /** BEGIN IMMEDIATE, the rows that an append has to leave, COMMIT. Nothing is checked, no place looked up. */
  append(message: NewMessage, requestId: string, hash: string): void;
}

/** The connection's settings that cost or save time. */
const SETTINGS = [
  'synchronous',
  'foreign_keys',
  'cell_size_check',
  'temp_store',
  'secure_delete',
  'journal_size_limit',
];

/** The least that can append to a store: prepared statements of better-sqlite3, with the settings of `like`. */
export function openRawAppend(path: string, like: SqlDatabase): RawAppend {
  const database = openFile(path, {});
  database.pragma('journal_mode = WAL');
  for (const name of SETTINGS) {
    const value = Object.values(like.get<Record<string, number>>(`PRAGMA ${name}`) ?? {})[0];
    database.pragma(`${name} = ${value}`);
  }
  const request = database.prepare('INSERT INTO requests (id, applied_at) VALUES (?, ?)');
  const row = database.prepare(
    `INSERT INTO messages (id, session_id, role, content, created_at, sequence, status, content_hash)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const index = database.prepare('INSERT INTO messages_fts (rowid, content) VALUES (?, ?)');
  const totals = database.prepare(
    'UPDATE sessions SET message_count = message_count + 1, updated_at = max(updated_at, ?) WHERE id = ?',
  );
  const begin = database.prepare('BEGIN IMMEDIATE');
  const commit = database.prepare('COMMIT');
  let sequence = 0;
  return {
    database,
    append({ id, sessionId, role, content, createdAt, status }, requestId, hash) {
      begin.run();
      request.run(requestId, MOMENT);
      const { lastInsertRowid } = row.run(id, sessionId, role, content, createdAt, ++sequence, status, hash);
      index.run(lastInsertRowid, content);
      totals.run(MOMENT, sessionId);
      commit.run();
    },
  };
}
