import type { Migration } from './migration.ts';

/** The specification's first schema: its printed form without what its second and third versions add. */
export const initial: Migration = {
  version: 1,
  name: 'initial',
  up(db) {
    db.exec(`
      CREATE TABLE IF NOT EXISTS sessions (
        id TEXT PRIMARY KEY,
        title TEXT NOT NULL,
        created_at TEXT NOT NULL,
        updated_at TEXT NOT NULL,
        model TEXT NOT NULL,
        provider TEXT DEFAULT 'venice',
        prompt_tokens INTEGER DEFAULT 0,
        completion_tokens INTEGER DEFAULT 0,
        cost REAL DEFAULT 0,
        is_archived INTEGER DEFAULT 0,
        is_imported INTEGER DEFAULT 0
      );
      CREATE INDEX IF NOT EXISTS idx_sessions_updated ON sessions(updated_at DESC);
      CREATE INDEX IF NOT EXISTS idx_sessions_archived ON sessions(is_archived);

      CREATE TABLE IF NOT EXISTS messages (
        id TEXT PRIMARY KEY,
        session_id TEXT NOT NULL REFERENCES sessions(id) ON DELETE CASCADE,
        role TEXT NOT NULL,
        content TEXT NOT NULL,
        created_at TEXT NOT NULL,
        prompt_tokens INTEGER,
        completion_tokens INTEGER,
        tool_calls TEXT,
        sequence INTEGER NOT NULL
      );
      CREATE INDEX IF NOT EXISTS idx_messages_session ON messages(session_id, sequence);

      CREATE TABLE IF NOT EXISTS snapshots (
        id TEXT PRIMARY KEY,
        timestamp TEXT NOT NULL,
        type TEXT NOT NULL,
        trigger TEXT NOT NULL,
        description TEXT,
        starred INTEGER DEFAULT 0,
        size_bytes INTEGER NOT NULL,
        state_json TEXT NOT NULL,
        summary_json TEXT NOT NULL
      );
      CREATE INDEX IF NOT EXISTS idx_snapshots_timestamp ON snapshots(timestamp DESC);
      CREATE INDEX IF NOT EXISTS idx_snapshots_starred ON snapshots(starred);

      CREATE TABLE IF NOT EXISTS recordings (
        id TEXT PRIMARY KEY,
        session_id TEXT NOT NULL,
        title TEXT NOT NULL,
        created_at TEXT NOT NULL,
        duration INTEGER NOT NULL,
        events_json TEXT NOT NULL,
        snapshots_json TEXT,
        metadata_json TEXT
      );
      CREATE INDEX IF NOT EXISTS idx_recordings_session ON recordings(session_id);
    `);
  },
};
