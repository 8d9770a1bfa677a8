import { describe, expect, it } from 'vitest';
import { listFamily } from '../../../lib/store/family.ts';
import { listInterruptedReplies } from '../../../lib/store/left-behind.ts';
import { countStreaming, listUnfinishedReplies } from '../../../lib/store/replies.ts';
import { createSession } from '../../../lib/store/sessions.ts';
import type { SqlDatabase, SqlParams } from '../../../lib/store/sql-database.ts';
import { summarizeUsage } from '../../../lib/store/usage-summary.ts';
import { openTemporaryStore } from '../../support/temporary-store.ts';

/** How SQLite goes about what `work` asks of a table of a store of this version. */
function plansOf(table: string, db: SqlDatabase, work: (db: SqlDatabase) => void): string[] {
  const plans: string[] = [];
  const isOfTable = new RegExp(`\\b${table}\\b`);
  const explain = (sql: string, params: SqlParams = []) => {
    const steps = db.all<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`, params);
    plans.push(...steps.map(({ detail }) => detail).filter((detail) => isOfTable.test(detail)));
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
    const [first, ...others] = plansOf('messages', openTemporaryStore(), work);
    expect(first).toMatch(index);
    for (const other of others) expect(other).toMatch(/^SEARCH /);
  });
});

describe('what a tree of branches asks', () => {
  it('finds the branches of each session by their index', () => {
    const db = openTemporaryStore();
    const session = { title: 't', model: 'm', createdAt: '2026-01-31T12:00:00.000Z' };
    createSession(db, { ...session, id: 'root' });
    createSession(db, { ...session, id: 'branch', parentSessionId: 'root', branchPoint: 0 });
    const plans = new Set(plansOf('sessions', db, (asked) => listFamily(asked, 'branch', 9)));
    expect([...plans].toSorted()).toEqual([
      'SEARCH sessions USING INDEX idx_sessions_parent (parent_session_id=?)',
      'SEARCH sessions USING INDEX sqlite_autoindex_sessions_1 (id=?)',
    ]);
  });
});

describe('what a summary of usage asks', () => {
  it.each(['model', 'session', undefined] as const)('reads nothing but an index, by %s', (by) => {
    const month = { from: '2026-01-01T00:00:00.000Z', to: '2026-02-01T00:00:00.000Z', bucket: 'month' } as const;
    const ask = (db: SqlDatabase) => summarizeUsage(db, { ...month, by, timeZone: 'Europe/Berlin' });
    const plans = plansOf('analytics', openTemporaryStore(), ask);
    expect(plans).not.toEqual([]);
    for (const plan of plans) expect(plan).toMatch(/USING COVERING INDEX/);
  });
});
