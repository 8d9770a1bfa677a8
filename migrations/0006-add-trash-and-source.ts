import type { Migration } from './migration.ts';

/** The trash, where a session came from, and how many messages it has. */
export const addTrashAndSource: Migration = {
  version: 6,
  name: 'add-trash-and-source',
  up(db) {
    db.exec(`
      ALTER TABLE sessions ADD COLUMN deleted_at TEXT;
      ALTER TABLE sessions ADD COLUMN source TEXT;
      ALTER TABLE sessions ADD COLUMN source_id TEXT;
      ALTER TABLE sessions ADD COLUMN message_count INTEGER NOT NULL DEFAULT 0;
      UPDATE sessions SET message_count = (SELECT count(*) FROM messages WHERE session_id = sessions.id);
      CREATE UNIQUE INDEX idx_sessions_source ON sessions(source, source_id) WHERE source_id IS NOT NULL;
    `);
  },
};
