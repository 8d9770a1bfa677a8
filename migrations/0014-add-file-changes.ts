import type { Migration } from './migration.ts';

/** What was changed in files in the course of a session. */
export const addFileChanges: Migration = {
  version: 14,
  name: 'add-file-changes',
  up(db) {
    db.exec(`
      CREATE TABLE file_changes (
        id TEXT PRIMARY KEY,
        session_id TEXT NOT NULL REFERENCES sessions(id) ON DELETE CASCADE,
        message_id TEXT REFERENCES messages(id) ON DELETE SET NULL,
        path TEXT NOT NULL, old_path TEXT,
        status TEXT NOT NULL CHECK (status IN ('created','modified','deleted','renamed')),
        additions INTEGER NOT NULL DEFAULT 0, deletions INTEGER NOT NULL DEFAULT 0,
        patch TEXT NOT NULL,
        created_at TEXT NOT NULL
      ) STRICT;
      CREATE INDEX idx_file_changes_session ON file_changes(session_id, created_at);
      CREATE INDEX idx_file_changes_message ON file_changes(message_id);
    `);
  },
};
