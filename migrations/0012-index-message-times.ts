import type { Migration } from './migration.ts';

/** Walks through all messages from the newest back, as a search does for what stands in many of them. */
export const indexMessageTimes: Migration = {
  version: 12,
  name: 'index-message-times',
  up(db) {
    db.exec('CREATE INDEX idx_messages_created ON messages(created_at, id)');
  },
};
