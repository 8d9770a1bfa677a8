import { expect, it } from 'vitest';
import { searchMessages } from '../../lib/store/search.ts';
import { openTemporaryStore } from '../support/temporary-store.ts';
import { insertFirstRows, migrateTo } from './at-version.ts';

it('indexMessageTimes walks through the messages from the newest back without sorting them', () => {
  const db = openTemporaryStore(11);
  insertFirstRows(db);
  const before = db.all('SELECT * FROM messages');
  migrateTo(db, 12);
  expect(db.all('SELECT * FROM messages')).toEqual(before);
  expect(searchMessages(db, { query: 'no such word', limit: 9 }).hits).toEqual([]);
  const plan = db.all<{ detail: string }>(
    `EXPLAIN QUERY PLAN SELECT * FROM messages WHERE (created_at, id) < ('x', 'y') AND created_at >= 'a'
     ORDER BY created_at DESC, id DESC LIMIT 9`,
  );
  expect(plan.map(({ detail }) => detail)).toEqual([
    expect.stringMatching(/^SEARCH messages USING INDEX idx_messages_created /),
  ]);
});
