import Database from 'better-sqlite3';

/** A row of `messages` as outside programs see it. */
export interface StoredMessage {
  readonly id: string;
  readonly session_id: string;
  readonly role: string;
  readonly content: string;
  readonly sequence: number;
  readonly status: string;
  readonly error_json: string | null;
}

/** Every message in a store file, in order of sessions and places; read without our own code, as another program would. */
export function storedMessages(databaseFile: string): StoredMessage[] {
  const database = new Database(databaseFile, { readonly: true, fileMustExist: true });
  try {
    return database
      .prepare<[], StoredMessage>(
        `SELECT m.id, m.session_id, m.role, m.content, m.sequence, m.status, m.error_json
         FROM messages m JOIN sessions s ON s.id = m.session_id
         ORDER BY s.created_at, s.id, m.sequence`,
      )
      .all();
  } finally {
    database.close();
  }
}
