import { expect, it } from 'vitest';
import { listInterruptedReplies } from '../../lib/store/left-behind.ts';
import { openTemporaryStore } from '../support/temporary-store.ts';
import { insertFirstRows, migrateTo } from './at-version.ts';

it('indexInterruptedReplies finds them without a look at every message', () => {
  const db = openTemporaryStore(9);
  insertFirstRows(db);
  const before = db.all('SELECT * FROM messages');
  migrateTo(db, 10);
  expect(db.all('SELECT * FROM messages')).toEqual(before);
  expect(listInterruptedReplies(db, 9)).toEqual([]);
  const plan = db.all<{ detail: string }>(
    "EXPLAIN QUERY PLAN SELECT * FROM messages WHERE status = 'interrupted' ORDER BY created_at DESC",
  );
  expect(plan.map(({ detail }) => detail)).toEqual(['SCAN messages USING INDEX idx_messages_interrupted']);
});
