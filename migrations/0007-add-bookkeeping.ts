import type { Migration } from './migration.ts';

/** Text not sent, requests already applied, facts about the store itself, and what was seen of the balance. */
export const addBookkeeping: Migration = {
  version: 7,
  name: 'add-bookkeeping',
  up(db) {
    db.exec(`
      CREATE TABLE drafts (session_id TEXT PRIMARY KEY, content TEXT NOT NULL, updated_at TEXT NOT NULL) STRICT;
      CREATE TABLE requests (id TEXT PRIMARY KEY, applied_at TEXT NOT NULL) STRICT, WITHOUT ROWID;
      CREATE TABLE store_info (key TEXT PRIMARY KEY, value_json TEXT NOT NULL) STRICT;
      CREATE TABLE balance_history (
        id INTEGER PRIMARY KEY, timestamp TEXT NOT NULL, diem REAL, usd REAL, source TEXT NOT NULL
      ) STRICT;
      CREATE INDEX idx_balance_history_timestamp ON balance_history(timestamp);
    `);
  },
};
