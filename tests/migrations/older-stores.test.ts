import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { migrate, readSchemaVersion, SCHEMA_VERSION } from '../../lib/store/migrate.ts';
import type { SqlDatabase } from '../../lib/store/sql-database.ts';
import { openStoreAt, openTemporaryStore, temporaryFolder } from '../support/temporary-store.ts';
import { createOlderStore, OLDER_STORES, type Rows, rowsOf } from './older-stores.ts';
import { schemaOf } from './schema-of.ts';

const NORMAL_FORM = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;

describe('migrations', () => {
  it.each(OLDER_STORES)('bring a store of version $version ($schema schema, $record) to this one', (store) => {
    const path = join(temporaryFolder(), 'holdfast.db');
    createOlderStore(path, store);
    const db = openStoreAt(path);

    migrate(db);

    expect(readSchemaVersion(db)).toBe(SCHEMA_VERSION);
    expect(db.get('PRAGMA user_version')).toEqual({ user_version: SCHEMA_VERSION });
    expect(schemaOf(db)).toEqual(schemaOf(openTemporaryStore()));
    expect(db.all('PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }]);
    expect(db.all('PRAGMA foreign_key_check')).toEqual([]);
    const expected = rowsOf(store, 'upgraded');
    expect(rowsLike(db, expected)).toEqual(sorted(expected));
    for (const table of Object.values(rowsLike(db, expected))) {
      for (const { created_at, updated_at, timestamp } of table) {
        for (const time of [created_at, updated_at, timestamp])
          if (time !== undefined) expect(time).toMatch(NORMAL_FORM);
      }
    }
  });

  it('keep the order in which messages were read', () => {
    const path = join(temporaryFolder(), 'holdfast.db');
    createOlderStore(path, { version: 3, schema: 'printed', record: 'schema_version' });
    const db = openStoreAt(path);
    const order = () => db.all('SELECT id FROM messages ORDER BY session_id, sequence, rowid');
    const before = order();
    migrate(db);
    expect(order()).toEqual(before);
    expect(db.all('SELECT 1 FROM messages GROUP BY session_id, sequence HAVING count(*) > 1')).toEqual([]);
  });

  it('count the messages of each session', () => {
    const path = join(temporaryFolder(), 'holdfast.db');
    createOlderStore(path, { version: 1, schema: 'stepped', record: 'no record' });
    const db = openStoreAt(path);
    migrate(db);
    const counts = db.all("SELECT id, message_count FROM sessions WHERE id NOT LIKE 'time %' ORDER BY id");
    expect(counts).toEqual([
      { id: 'child', message_count: 0 },
      { id: 'dangling', message_count: 0 },
      { id: 'doubled', message_count: 6 },
      { id: 'from zero', message_count: 2 },
      { id: 'gone', message_count: 2 },
    ]);
  });
});

/** What a store holds, of the columns that `rows` have. */
function rowsLike(db: SqlDatabase, rows: Rows): Rows {
  const tables = Object.entries(rows).map(([table, [row]]) => {
    const columns = Object.keys(row ?? { id: '' }).join(', ');
    return [table, db.all(`SELECT ${columns} FROM ${table} ORDER BY id`)];
  });
  return Object.fromEntries(tables);
}

function sorted(rows: Rows): Rows {
  const byId = (a: Rows['sessions'][number], b: Rows['sessions'][number]) => ((a['id'] ?? 0) < (b['id'] ?? 0) ? -1 : 1);
  return Object.fromEntries(Object.entries(rows).map(([table, list]) => [table, list.toSorted(byId)])) as Rows;
}
