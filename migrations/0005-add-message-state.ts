import type { Migration } from './migration.ts';

/** What a reply is while it streams, how it ended and what it cost; the hash that shows a damaged page. */
export const addMessageState: Migration = {
  version: 5,
  name: 'add-message-state',
  up(db) {
    db.exec(`
      ALTER TABLE messages ADD COLUMN status TEXT NOT NULL DEFAULT 'complete';
      ALTER TABLE messages ADD COLUMN model TEXT;
      ALTER TABLE messages ADD COLUMN cost REAL;
      ALTER TABLE messages ADD COLUMN duration_ms INTEGER;
      ALTER TABLE messages ADD COLUMN error_json TEXT;
      ALTER TABLE messages ADD COLUMN provider_json TEXT;
      ALTER TABLE messages ADD COLUMN content_hash TEXT;
      CREATE INDEX idx_messages_unfinished ON messages(session_id) WHERE status IN ('queued', 'streaming');
      CREATE INDEX idx_messages_system ON messages(session_id, sequence) WHERE role = 'system';
    `);
  },
};
