import { describe, expect, it } from 'vitest';
import { initial } from '../../migrations/0001-initial.ts';
import { openTemporaryStore } from '../support/temporary-store.ts';
import { FIRST_ROWS, insertFirstRows, migrateTo } from './at-version.ts';

describe('initial', () => {
  it('makes the first tables in an empty file', () => {
    const db = openTemporaryStore(0);
    migrateTo(db, 1);
    insertFirstRows(db);
    for (const [table, row] of Object.entries(FIRST_ROWS)) expect(db.all(`SELECT * FROM ${table}`)).toEqual([row]);
    expect(db.get('SELECT * FROM schema_version')).toEqual({ id: 1, version: 1 });
  });

  it('leaves tables that are there already as they are', () => {
    const db = openTemporaryStore(1);
    insertFirstRows(db);
    initial.up(db);
    for (const [table, row] of Object.entries(FIRST_ROWS)) expect(db.all(`SELECT * FROM ${table}`)).toEqual([row]);
  });
});
