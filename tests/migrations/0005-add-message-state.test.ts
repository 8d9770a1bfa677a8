import { describe, expect, it } from 'vitest';
import { openTemporaryStore } from '../support/temporary-store.ts';
import { FIRST_ROWS, insertFirstRows, migrateTo } from './at-version.ts';

describe('addMessageState', () => {
  it('takes every older message as complete, with nothing known of the rest', () => {
    const db = openTemporaryStore(4);
    insertFirstRows(db);
    migrateTo(db, 5);
    expect(db.all('SELECT * FROM messages')).toEqual([
      {
        ...FIRST_ROWS.messages,
        status: 'complete',
        model: null,
        cost: null,
        duration_ms: null,
        error_json: null,
        provider_json: null,
        content_hash: null,
      },
    ]);
  });
});
