import { expect, it } from 'vitest';
import { addProofs } from '../../migrations/0015-add-proofs.ts';
import { openTemporaryStore } from '../support/temporary-store.ts';
import { insert, insertFirstRows, migrateTo } from './at-version.ts';

const PROOF = {
  ...{ id: 'p1', session_id: 's1', message_id: 'm1', file: 'A.lean', line: 1, column_number: null, status: 'open' },
  ...{ goals_json: '[]', diagnostics_json: '[]', created_at: '2026-01-31T12:00:00.000Z' },
};

it('addProofs makes proofs that go with their session and outlive their message', () => {
  const db = openTemporaryStore(addProofs.version - 1);
  insertFirstRows(db);
  migrateTo(db, addProofs.version);
  insert(db, 'proofs', PROOF);
  expect(() => insert(db, 'proofs', { ...PROOF, id: 'p2', status: 'done' })).toThrow(/CHECK/);
  db.exec("DELETE FROM messages WHERE id = 'm1'");
  expect(db.all('SELECT * FROM proofs')).toEqual([{ ...PROOF, message_id: null }]);
  db.exec("DELETE FROM sessions WHERE id = 's1'");
  expect(db.all('SELECT * FROM proofs')).toEqual([]);
});
