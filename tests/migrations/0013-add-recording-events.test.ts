import { expect, it } from 'vitest';
import { openTemporaryStore } from '../support/temporary-store.ts';
import { insertFirstRows, migrateTo } from './at-version.ts';

it('addRecordingEvents keeps recordings as they are, and adds a table for the events of those that run', () => {
  const db = openTemporaryStore(12);
  insertFirstRows(db);
  const before = db.all('SELECT * FROM recordings');
  expect(before.length).toBeGreaterThan(0);
  migrateTo(db, 13);
  expect(db.all('SELECT * FROM recordings')).toEqual(before);
  const event = { recording_id: 'r', ordinal: 0, at_ms: 1, type: 'x', data_json: '{}' };
  const add = () => db.run('INSERT INTO recording_events VALUES (?, ?, ?, ?, ?)', Object.values(event));
  add();
  expect(add).toThrow();
  expect(db.all('SELECT * FROM recording_events')).toEqual([event]);
});
