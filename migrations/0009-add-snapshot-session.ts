import type { Migration } from './migration.ts';

/** Which session a snapshot is of, so that it goes with its session; null = of none. */
export const addSnapshotSession: Migration = {
  version: 9,
  name: 'add-snapshot-session',
  up(db) {
    db.exec(`
      ALTER TABLE snapshots ADD COLUMN session_id TEXT;
      CREATE INDEX idx_snapshots_session ON snapshots(session_id, timestamp DESC);
    `);
  },
};
