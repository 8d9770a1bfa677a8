import { describe, expect, it } from 'vitest';
import { addBranches } from '../../migrations/0002-add-branches.ts';
import { openTemporaryStore } from '../support/temporary-store.ts';
import { FIRST_ROWS, insert, insertFirstRows, migrateTo } from './at-version.ts';

const BRANCH = { branch_name: 'a branch', parent_session_id: 's1', branch_point: 4 };

describe('addBranches', () => {
  it('puts every session on the main branch and changes nothing else', () => {
    const db = openTemporaryStore(1);
    insertFirstRows(db);
    migrateTo(db, 2);
    expect(db.all('SELECT * FROM sessions')).toEqual([
      { ...FIRST_ROWS.sessions, branch_name: 'main', parent_session_id: null, branch_point: null },
    ]);
    expect(db.all('SELECT * FROM messages')).toEqual([FIRST_ROWS.messages]);
  });

  it('lets a branch stay when its parent goes', () => {
    const db = openTemporaryStore(2);
    insertFirstRows(db);
    insert(db, 'sessions', { ...FIRST_ROWS.sessions, id: 's2', ...BRANCH });
    db.run("DELETE FROM sessions WHERE id = 's1'");
    expect(db.all('SELECT id, parent_session_id, branch_point FROM sessions')).toEqual([
      { id: 's2', parent_session_id: null, branch_point: 4 },
    ]);
  });

  it('skips the columns that are there already', () => {
    const db = openTemporaryStore(1);
    insertFirstRows(db);
    db.exec('ALTER TABLE sessions ADD COLUMN branch_point INTEGER; UPDATE sessions SET branch_point = 4');
    addBranches.up(db);
    addBranches.up(db);
    expect(db.all('SELECT * FROM sessions')).toEqual([
      { ...FIRST_ROWS.sessions, branch_name: 'main', parent_session_id: null, branch_point: 4 },
    ]);
  });
});
