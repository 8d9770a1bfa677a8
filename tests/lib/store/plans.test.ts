import { describe, expect, it } from 'vitest';
import { listInterruptedReplies } from '../../../lib/store/left-behind.ts';
import { countStreaming, listUnfinishedReplies } from '../../../lib/store/replies.ts';
import type { SqlDatabase, SqlParams } from '../../../lib/store/sql-database.ts';
import { openTemporaryStore } from '../../support/temporary-store.ts';

/** How SQLite goes about what `work` asks of a store of this version. */
function plansOf(work: (db: SqlDatabase) => void): string[] {
  const db = openTemporaryStore();
  const plans: string[] = [];
  const explain = (sql: string, params: SqlParams = []) => {
    const steps = db.all<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`, params);
    plans.push(...steps.map(({ detail }) => detail).filter((detail) => /\bmessages\b/.test(detail)));
  };
  work({
    ...db,
    get(sql, params) {
      explain(sql, params);
      return db.get(sql, params);
    },
    all(sql, params) {
      explain(sql, params);
      return db.all(sql, params);
    },
  });
  return plans;
}

/** A later index must not lead the planner astray: these are asked at every start, of stores with a million messages. */
describe('what is asked at a start', () => {
  it.each<[string, (db: SqlDatabase) => void, RegExp]>([
    ['unfinished replies', (db) => listUnfinishedReplies(db), /USING INDEX idx_messages_unfinished/],
    ['those of a session', (db) => listUnfinishedReplies(db, 's'), /USING INDEX idx_messages_unfinished/],
    ['how many stream', countStreaming, /USING INDEX idx_messages_unfinished/],
    ['interrupted replies', (db) => listInterruptedReplies(db, 9), /USING INDEX idx_messages_interrupted/],
  ])('finds %s without a look at all messages', (_, work, index) => {
    const [first, ...others] = plansOf(work);
    expect(first).toMatch(index);
    for (const other of others) expect(other).toMatch(/^SEARCH /);
  });
});
