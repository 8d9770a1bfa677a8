import { expect, it } from 'vitest';
import { addFileChanges } from '../../migrations/0014-add-file-changes.ts';
import { openTemporaryStore } from '../support/temporary-store.ts';
import { insert, insertFirstRows, migrateTo } from './at-version.ts';

const CHANGE = {
  ...{ id: 'c1', session_id: 's1', message_id: 'm1', path: 'a.txt', old_path: null, status: 'modified' },
  ...{ patch: '@@', created_at: '2026-01-31T12:00:00.000Z' },
};

it('addFileChanges makes changes that go with their session and outlive their message', () => {
  const db = openTemporaryStore(addFileChanges.version - 1);
  insertFirstRows(db);
  migrateTo(db, addFileChanges.version);
  insert(db, 'file_changes', CHANGE);
  expect(() => insert(db, 'file_changes', { ...CHANGE, id: 'c2', status: 'touched' })).toThrow(/CHECK/);
  expect(() => insert(db, 'file_changes', { ...CHANGE, id: 'c3', session_id: 'gone' })).toThrow(/FOREIGN KEY/);
  db.exec("DELETE FROM messages WHERE id = 'm1'");
  const kept = { ...CHANGE, message_id: null, additions: 0, deletions: 0 };
  expect(db.all('SELECT * FROM file_changes')).toEqual([kept]);
  db.exec("DELETE FROM sessions WHERE id = 's1'");
  expect(db.all('SELECT * FROM file_changes')).toEqual([]);
});
