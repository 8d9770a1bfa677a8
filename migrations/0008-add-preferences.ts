import type { Migration } from './migration.ts';

/** Preferences as each browser profile told them last. */
export const addPreferences: Migration = {
  version: 8,
  name: 'add-preferences',
  up(db) {
    db.exec(`
      CREATE TABLE preferences (
        profile_id TEXT NOT NULL, key TEXT NOT NULL, value_json TEXT NOT NULL, updated_at TEXT NOT NULL,
        PRIMARY KEY (profile_id, key)
      ) STRICT;
    `);
  },
};
