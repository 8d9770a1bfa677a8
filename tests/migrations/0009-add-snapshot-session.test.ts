import { expect, it } from 'vitest';
import { openTemporaryStore } from '../support/temporary-store.ts';
import { FIRST_ROWS, insertFirstRows, migrateTo } from './at-version.ts';

it('addSnapshotSession leaves older snapshots of no session', () => {
  const db = openTemporaryStore(8);
  insertFirstRows(db);
  migrateTo(db, 9);
  expect(db.all('SELECT * FROM snapshots')).toEqual([{ ...FIRST_ROWS.snapshots, session_id: null }]);
});
