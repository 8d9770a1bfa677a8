import type { Migration } from './migration.ts';

/** Sessions and messages of other programs, word for word as they came: in a table of their own, which no list reads. */
export const addOriginals: Migration = {
  version: 16,
  name: 'add-originals',
  up(db) {
    db.exec(`
      CREATE TABLE originals (
        id TEXT PRIMARY KEY,
        session_id TEXT NOT NULL REFERENCES sessions(id) ON DELETE CASCADE,
        source TEXT NOT NULL,
        raw_json TEXT NOT NULL
      ) STRICT;
      CREATE INDEX idx_originals_session ON originals(session_id);
    `);
  },
};
