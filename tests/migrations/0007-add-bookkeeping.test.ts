import { describe, expect, it } from 'vitest';
import { openTemporaryStore } from '../support/temporary-store.ts';
import { FIRST_ROWS, insert, insertFirstRows, migrateTo } from './at-version.ts';

describe('addBookkeeping', () => {
  it('adds empty tables and changes nothing else', () => {
    const db = openTemporaryStore(6);
    insertFirstRows(db);
    const before = db.all('SELECT * FROM messages');
    migrateTo(db, 7);
    for (const table of ['drafts', 'requests', 'store_info', 'balance_history']) {
      expect(db.all(`SELECT * FROM ${table}`)).toEqual([]);
    }
    expect(db.all('SELECT * FROM messages')).toEqual(before);
    expect(db.all('SELECT * FROM sessions')).toMatchObject([FIRST_ROWS.sessions]);
  });

  it('makes tables that refuse values of another type', () => {
    const db = openTemporaryStore(7);
    expect(() => insert(db, 'balance_history', { timestamp: 't', diem: 'many', usd: null, source: 's' })).toThrow(
      'cannot store TEXT value in REAL column',
    );
  });
});
