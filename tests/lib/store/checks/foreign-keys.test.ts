import { expect, it } from 'vitest';
import { foreignKeys } from '../../../../lib/store/checks/foreign-keys.ts';
import { addMessage, addSession, at } from '../../../contract/rows.ts';
import { openTemporaryStore } from '../../../support/temporary-store.ts';

function lastOf<Result>(steps: Generator<number, Result, void> | undefined): Result | undefined {
  for (let step = steps?.next(); step; step = steps?.next()) if (step.done) return step.value;
  return undefined;
}

it('foreignKeys keeps what a message that is gone did, and what a session did that is gone', () => {
  const db = openTemporaryStore();
  addSession(db, 's1');
  addMessage(db, 's1', 'm1');
  db.exec(`PRAGMA foreign_keys = OFF;
    INSERT INTO file_changes VALUES ('kept', 's1', 'gone', 'a', NULL, 'created', 0, 0, '', '${at(1)}');
    INSERT INTO file_changes VALUES ('lost', 'none', NULL, 'a', NULL, 'created', 0, 0, '', '${at(1)}');
    INSERT INTO proofs VALUES ('proof', 's1', 'm1', 'A.lean', 1, NULL, 'open', '[]', '[]', '${at(1)}');
    INSERT INTO originals VALUES ('original', 'alone', 'opencode', '{}');
    PRAGMA foreign_keys = ON`);
  const found = lastOf(foreignKeys.examine(db));
  expect([found?.ok, found?.detail]).toEqual([false, expect.stringContaining('1 row of file_changes to messages')]);
  const told = lastOf(foreignKeys.repair?.(db));
  expect(told).toBe('made 2 sessions anew for what was changed and proved, kept 1 row whose message is gone');
  expect(db.all("SELECT id, title, created_at FROM sessions WHERE id <> 's1' ORDER BY id")).toEqual([
    { id: 'alone', title: 'Recovered conversation', created_at: '1970-01-01T00:00:00.000Z' },
    { id: 'none', title: 'Recovered conversation', created_at: at(1) },
  ]);
  expect(db.all('SELECT id, message_id FROM file_changes ORDER BY id')).toEqual([
    { id: 'kept', message_id: null },
    { id: 'lost', message_id: null },
  ]);
  expect(db.all('SELECT id, message_id FROM proofs')).toEqual([{ id: 'proof', message_id: 'm1' }]);
  expect(db.all('SELECT 1 FROM pragma_foreign_key_check')).toEqual([]);
});
