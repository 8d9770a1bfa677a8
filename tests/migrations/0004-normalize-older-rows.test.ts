import { describe, expect, it } from 'vitest';
import type { SqlDatabase } from '../../lib/store/sql-database.ts';
import { openTemporaryStore } from '../support/temporary-store.ts';
import { FIRST_ROWS, insert, insertFirstRows, migrateTo } from './at-version.ts';
import { schemaOf } from './schema-of.ts';

// What it makes of each oddity of older stores is in older-stores.test.ts.
describe('normalizeOlderRows', () => {
  it('changes no row that is in order', () => {
    const db = openTemporaryStore(3);
    insertFirstRows(db);
    migrateTo(db, 4);
    for (const [table, row] of Object.entries(FIRST_ROWS))
      expect(db.all(`SELECT * FROM ${table}`)).toMatchObject([row]);
  });

  it('gives every store the same schema, whatever it came from', () => {
    const db = openTemporaryStore(3);
    db.exec('DROP INDEX idx_analytics_session; DROP INDEX idx_recordings_session');
    migrateTo(db, 4);
    expect(schemaOf(db)).toEqual(schemaOf(openTemporaryStore(4)));
  });

  it('falls back to 1970 where no row of a table has a readable time, and never for a table that is swept', () => {
    const db = openTemporaryStore(3);
    insertFirstRows(db);
    db.exec("UPDATE sessions SET created_at = '?'; UPDATE snapshots SET timestamp = '?'");
    migrateTo(db, 4);
    expect(db.all('SELECT created_at, updated_at FROM sessions')).toEqual([
      { created_at: '1970-01-01T00:00:00.000Z', updated_at: '2026-01-31T12:00:00.000Z' },
    ]);
    expect(db.all('SELECT timestamp FROM snapshots')).toEqual([{ timestamp: '9999-12-31T23:59:59.999Z' }]);
  });

  it('numbers only the sessions that need it', () => {
    const db = openTemporaryStore(3);
    for (const id of ['fine', 'doubled', 'negative']) insert(db, 'sessions', { ...FIRST_ROWS.sessions, id });
    insertMessages(db, 'fine', [3, 5, 9]);
    insertMessages(db, 'doubled', [3, 5, 5]);
    insertMessages(db, 'negative', [-1, 0, 7]);
    migrateTo(db, 4);
    expect(places(db)).toEqual({ fine: '3,5,9', doubled: '1,2,3', negative: '1,2,3' });
  });

  // Were each message counted for each other, it would not end within a test's time.
  it('numbers a long session', () => {
    const db = openTemporaryStore(3);
    insertFirstRows(db);
    db.exec(`
      WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000)
      INSERT INTO messages (id, session_id, role, content, created_at, sequence)
        SELECT 'n' || i, 's1', 'user', '', '2026-01-31T12:00:00.000Z', i / 2 FROM n
    `);
    migrateTo(db, 4);
    expect(db.get('SELECT count(DISTINCT sequence) AS places, max(sequence) AS last FROM messages')).toEqual({
      places: 100_001,
      last: 100_001,
    });
  });
});

function insertMessages(db: SqlDatabase, sessionId: string, sequences: readonly number[]): void {
  for (const [index, sequence] of sequences.entries()) {
    insert(db, 'messages', { ...FIRST_ROWS.messages, id: `${sessionId} ${index}`, session_id: sessionId, sequence });
  }
}

function places(db: SqlDatabase): Record<string, string> {
  const rows = db.all<{ session_id: string; places: string }>(
    'SELECT session_id, group_concat(sequence) AS places FROM messages GROUP BY session_id',
  );
  return Object.fromEntries(rows.map((row) => [row.session_id, row.places]));
}
