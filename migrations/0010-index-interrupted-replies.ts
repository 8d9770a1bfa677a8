import type { Migration } from './migration.ts';

/** Finds the replies that broke off in a store of a million messages. */
export const indexInterruptedReplies: Migration = {
  version: 10,
  name: 'index-interrupted-replies',
  up(db) {
    db.exec("CREATE INDEX idx_messages_interrupted ON messages(created_at) WHERE status = 'interrupted'");
  },
};
