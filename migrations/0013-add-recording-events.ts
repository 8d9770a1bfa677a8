import type { Migration } from './migration.ts';

/** The events of recordings that run, and what lists recordings without a look at what each holds. */
export const addRecordingEvents: Migration = {
  version: 13,
  name: 'add-recording-events',
  up(db) {
    db.exec(`
      CREATE TABLE recording_events (
        recording_id TEXT NOT NULL, ordinal INTEGER NOT NULL, at_ms INTEGER NOT NULL, type TEXT NOT NULL, data_json TEXT NOT NULL,
        PRIMARY KEY (recording_id, ordinal)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX idx_recordings_listed ON recordings(created_at, id, session_id, title, duration, metadata_json);
    `);
  },
};
