import type { Migration } from './migration.ts';

/** Usage events. Stores made from the printed schema have the table already. */
export const addAnalytics: Migration = {
  version: 3,
  name: 'add-analytics',
  up(db) {
    db.exec(`
      CREATE TABLE IF NOT EXISTS analytics (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        timestamp TEXT NOT NULL,
        event_type TEXT NOT NULL,
        session_id TEXT,
        model TEXT,
        prompt_tokens INTEGER,
        completion_tokens INTEGER,
        cost REAL,
        duration_ms INTEGER,
        metadata_json TEXT
      );
      CREATE INDEX IF NOT EXISTS idx_analytics_timestamp ON analytics(timestamp DESC);
      CREATE INDEX IF NOT EXISTS idx_analytics_session ON analytics(session_id);
    `);
  },
};
