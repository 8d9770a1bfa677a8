import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { addAnalytics } from '../../migrations/0003-add-analytics.ts';
import { openTemporaryStore } from '../support/temporary-store.ts';
import { ANALYTICS_ROW, FIRST_ROWS, insert, insertFirstRows, migrateTo } from './at-version.ts';
import { schemaOf } from './schema-of.ts';
import { PRINTED_SCHEMA } from './specification-schema.ts';

describe('addAnalytics', () => {
  it('adds the table and changes nothing else', () => {
    const db = openTemporaryStore(2);
    insertFirstRows(db);
    migrateTo(db, 3);
    insert(db, 'analytics', ANALYTICS_ROW);
    expect(db.all('SELECT * FROM analytics')).toEqual([ANALYTICS_ROW]);
    expect(db.all('SELECT * FROM messages')).toEqual([FIRST_ROWS.messages]);
  });

  it('leaves a table that is there already as it is', () => {
    const db = openTemporaryStore(3);
    insert(db, 'analytics', ANALYTICS_ROW);
    addAnalytics.up(db);
    expect(db.all('SELECT * FROM analytics')).toEqual([ANALYTICS_ROW]);
  });

  it('completes the printed schema, column for column and index for index', () => {
    const database = new Database(':memory:');
    database.exec(PRINTED_SCHEMA);
    const printed = database
      .prepare("SELECT name FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%' ORDER BY name")
      .all();
    const db = openTemporaryStore(3);
    expect(
      db.all(
        "SELECT name FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%' AND name <> 'schema_version' ORDER BY name",
      ),
    ).toEqual(printed);
    const { schema_version, ...ours } = schemaOf(db);
    expect(schema_version).toBeDefined();
    expect(withoutOrderAndKeys(ours)).toEqual(withoutOrderAndKeys(schemaOf(reading(database))));
    expect(ours['sessions']?.keys).toEqual([
      { table: 'sessions', from: 'parent_session_id', to: 'id', on_update: 'NO ACTION', on_delete: 'SET NULL' },
    ]);
    expect(ours['messages']?.keys).toEqual([
      { table: 'sessions', from: 'session_id', to: 'id', on_update: 'NO ACTION', on_delete: 'CASCADE' },
    ]);
    database.close();
  });
});

/** The branch columns stand last where a step added them; keys are declared twice in the printed schema and once by us. */
function withoutOrderAndKeys(schema: ReturnType<typeof schemaOf>): unknown {
  return Object.entries(schema).map(([name, { columns, indexes }]) => [
    name,
    (columns as { name: string; cid: number }[])
      .map(({ cid, ...column }) => column)
      .toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    indexes,
  ]);
}

function reading(database: Database.Database): Parameters<typeof schemaOf>[0] {
  const all = <Row>(sql: string, params: readonly unknown[] = []) => database.prepare(sql).all(...params) as Row[];
  return { all } as Parameters<typeof schemaOf>[0];
}
