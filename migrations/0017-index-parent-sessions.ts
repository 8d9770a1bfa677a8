import type { Migration } from './migration.ts';

/** Finds the branches of a session without a look at every session, also where one is deleted and they become roots. */
export const indexParentSessions: Migration = {
  version: 17,
  name: 'index-parent-sessions',
  up(db) {
    db.exec('CREATE INDEX idx_sessions_parent ON sessions(parent_session_id) WHERE parent_session_id IS NOT NULL');
  },
};
