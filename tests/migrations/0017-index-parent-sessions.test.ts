import { expect, it } from 'vitest';
import { openTemporaryStore } from '../support/temporary-store.ts';
import { FIRST_ROWS, insert, insertFirstRows, migrateTo } from './at-version.ts';

it('indexParentSessions finds the branches of a session, and lets them go where it is deleted', () => {
  const db = openTemporaryStore(16);
  insertFirstRows(db);
  insert(db, 'sessions', { ...FIRST_ROWS.sessions, id: 's2', parent_session_id: 's1', branch_point: 4 });
  const before = db.all('SELECT * FROM sessions');
  migrateTo(db, 17);
  expect(db.all('SELECT * FROM sessions')).toEqual(before);
  const plan = db.all<{ detail: string }>(
    'EXPLAIN QUERY PLAN SELECT id FROM sessions WHERE parent_session_id = ? ORDER BY rowid',
    ['s1'],
  );
  expect(plan.map(({ detail }) => detail)).toEqual([
    'SEARCH sessions USING INDEX idx_sessions_parent (parent_session_id=?)',
  ]);
  db.run("DELETE FROM sessions WHERE id = 's1'");
  expect(db.all('SELECT id, parent_session_id FROM sessions')).toEqual([{ id: 's2', parent_session_id: null }]);
});
