import { expect, it } from 'vitest';
import { openTemporaryStore } from '../support/temporary-store.ts';
import { FIRST_ROWS, insertFirstRows, migrateTo } from './at-version.ts';

it('addPreferences adds an empty table and changes nothing else', () => {
  const db = openTemporaryStore(7);
  insertFirstRows(db);
  const before = db.all('SELECT * FROM messages');
  migrateTo(db, 8);
  expect(db.all('SELECT * FROM preferences')).toEqual([]);
  expect(db.all('SELECT * FROM messages')).toEqual(before);
  expect(db.all('SELECT * FROM sessions')).toMatchObject([FIRST_ROWS.sessions]);
});
