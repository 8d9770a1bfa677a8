import type { Migration } from './migration.ts';

/** What Lean said of the proofs of a session. */
export const addProofs: Migration = {
  version: 15,
  name: 'add-proofs',
  up(db) {
    db.exec(`
      CREATE TABLE proofs (
        id TEXT PRIMARY KEY,
        session_id TEXT NOT NULL REFERENCES sessions(id) ON DELETE CASCADE,
        message_id TEXT REFERENCES messages(id) ON DELETE SET NULL,
        file TEXT NOT NULL, line INTEGER, column_number INTEGER,
        status TEXT NOT NULL CHECK (status IN ('open','complete','error')),
        goals_json TEXT NOT NULL, diagnostics_json TEXT NOT NULL,
        created_at TEXT NOT NULL
      ) STRICT;
      CREATE INDEX idx_proofs_session ON proofs(session_id, created_at);
      CREATE INDEX idx_proofs_message ON proofs(message_id);
    `);
  },
};
