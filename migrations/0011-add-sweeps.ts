import type { Migration } from './migration.ts';

/** The log of retention. */
export const addSweeps: Migration = {
  version: 11,
  name: 'add-sweeps',
  up(db) {
    db.exec(`
      CREATE TABLE sweeps (
        id INTEGER PRIMARY KEY, started_at TEXT NOT NULL, finished_at TEXT, reason TEXT NOT NULL,
        snapshots_deleted INTEGER NOT NULL DEFAULT 0, analytics_deleted INTEGER NOT NULL DEFAULT 0,
        sessions_purged INTEGER NOT NULL DEFAULT 0, bytes_freed INTEGER NOT NULL DEFAULT 0,
        outcome TEXT NOT NULL, detail TEXT
      ) STRICT;
      CREATE INDEX idx_sessions_deleted ON sessions(deleted_at) WHERE deleted_at IS NOT NULL;
    `);
  },
};
