import { expect, it } from 'vitest';
import { addOriginals } from '../../migrations/0016-add-originals.ts';
import { openTemporaryStore } from '../support/temporary-store.ts';
import { insert, insertFirstRows, migrateTo } from './at-version.ts';

it('addOriginals makes originals that go with their session', () => {
  const db = openTemporaryStore(addOriginals.version - 1);
  insertFirstRows(db);
  migrateTo(db, addOriginals.version);
  const original = { id: 'm1', session_id: 's1', source: 'opencode', raw_json: '{}' };
  insert(db, 'originals', original);
  expect(db.all('SELECT * FROM originals')).toEqual([original]);
  db.exec("DELETE FROM sessions WHERE id = 's1'");
  expect(db.all('SELECT * FROM originals')).toEqual([]);
});
