import { describe, expect, it } from 'vitest';
import { openTemporaryStore } from '../support/temporary-store.ts';
import { FIRST_ROWS, insert, insertFirstRows, migrateTo } from './at-version.ts';

describe('addTrashAndSource', () => {
  it('counts the messages of each session and trashes none', () => {
    const db = openTemporaryStore(5);
    insertFirstRows(db);
    insert(db, 'messages', { ...FIRST_ROWS.messages, id: 'm2', sequence: 5 });
    insert(db, 'sessions', { ...FIRST_ROWS.sessions, id: 's2' });
    migrateTo(db, 6);
    const added = { branch_name: 'main', parent_session_id: null, branch_point: null, deleted_at: null, source: null };
    expect(db.all('SELECT * FROM sessions ORDER BY id')).toEqual([
      { ...FIRST_ROWS.sessions, ...added, source_id: null, message_count: 2 },
      { ...FIRST_ROWS.sessions, id: 's2', ...added, source_id: null, message_count: 0 },
    ]);
  });

  it('takes what was imported from one place only once', () => {
    const db = openTemporaryStore(6);
    const imported = { ...FIRST_ROWS.sessions, source: 'chatgpt', source_id: 'x' };
    insert(db, 'sessions', imported);
    insert(db, 'sessions', { ...imported, id: 's2', source: 'claude' });
    expect(() => insert(db, 'sessions', { ...imported, id: 's3' })).toThrow('UNIQUE constraint failed');
    for (const id of ['s4', 's5']) insert(db, 'sessions', { ...imported, id, source_id: null });
  });
});
