import { describe, expect, it } from 'vitest';
import { migrate, readSchemaVersion, SCHEMA_VERSION, write } from '../../../lib/store/migrate.ts';
import type { SqlDatabase } from '../../../lib/store/sql-database.ts';
import { migrations } from '../../../migrations/index.ts';
import type { Migration } from '../../../migrations/migration.ts';
import { insertFirstRows } from '../../migrations/at-version.ts';
import { schemaOf } from '../../migrations/schema-of.ts';
import { allRows } from '../../support/assert-sound.ts';
import { openStoreAt, openTemporaryStore, temporaryStorePath } from '../../support/temporary-store.ts';

const failing = (step: Migration): Migration => ({
  ...step,
  up(db) {
    step.up(db);
    throw new Error('the power went');
  },
});

const whole = (db: SqlDatabase) => ({
  rows: allRows(db),
  schema: schemaOf(db),
  userVersion: db.get('PRAGMA user_version'),
});

describe('migrate', () => {
  it.each(migrations)(
    'leaves the whole earlier version when step $version ($name) fails, and goes on later',
    (step) => {
      const db = openTemporaryStore(step.version - 1);
      if (step.version > 1) insertFirstRows(db);
      const before = whole(db);
      const steps = migrations.map((each) => (each === step ? failing(each) : each));
      expect(() => migrate(db, { steps })).toThrow('the power went');
      expect(whole(db)).toEqual(before);
      expect(db.get('PRAGMA foreign_keys')).toEqual({ foreign_keys: 1 });

      migrate(db);
      expect(schemaOf(db)).toEqual(schemaOf(openTemporaryStore()));
      if (step.version > 1) expect(allRows(db)['messages']).toMatchObject(before.rows['messages'] ?? []);
    },
  );

  it('tells each step before it, and does nothing the second time', () => {
    const db = openTemporaryStore(3);
    const told: number[] = [];
    const onStep = ({ version }: Migration) => told.push(version);
    migrate(db, { onStep });
    expect(told).toEqual(migrations.slice(3).map(({ version }) => version));
    const before = { ...whole(db), changes: db.get('SELECT total_changes()') };
    migrate(db, { onStep });
    expect(told).toHaveLength(migrations.length - 3);
    expect({ ...whole(db), changes: db.get('SELECT total_changes()') }).toEqual(before);
  });

  it('runs no step that another process ran since it looked', () => {
    const path = temporaryStorePath(3);
    const [db, other] = [openStoreAt(path), openStoreAt(path)];
    const overtaken: SqlDatabase = {
      ...db,
      transaction(work) {
        migrate(other);
        return db.transaction(work);
      },
    };
    migrate(overtaken);
    expect(schemaOf(db)).toEqual(schemaOf(openTemporaryStore()));
  });

  it('keeps the rows that refer to a table which a step makes anew', () => {
    const db = openTemporaryStore(3);
    insertFirstRows(db);
    // Keys in the doubled form make step 4 drop and rebuild both tables.
    db.exec(
      'DROP TABLE messages; CREATE TABLE messages (id TEXT PRIMARY KEY, session_id TEXT NOT NULL REFERENCES sessions(id) ON DELETE CASCADE, role TEXT NOT NULL, content TEXT NOT NULL, created_at TEXT NOT NULL, prompt_tokens INTEGER, completion_tokens INTEGER, tool_calls TEXT, sequence INTEGER NOT NULL, FOREIGN KEY (session_id) REFERENCES sessions(id))',
    );
    db.exec("INSERT INTO messages VALUES ('m1', 's1', 'user', 'Text', '2026-01-31T12:00:00.000Z', 1, 2, NULL, 1)");
    migrate(db);
    expect(db.all('SELECT id, content FROM messages')).toEqual([{ id: 'm1', content: 'Text' }]);
  });

  it('refuses a store of a later version', () => {
    const db = openTemporaryStore();
    db.exec(`PRAGMA user_version = ${SCHEMA_VERSION + 1}; UPDATE schema_version SET version = ${SCHEMA_VERSION + 1}`);
    const before = whole(db);
    expect(() => migrate(db)).toThrow(
      expect.objectContaining({
        code: 'store-newer-than-host',
        details: { schemaVersion: SCHEMA_VERSION + 1, knownSchemaVersion: SCHEMA_VERSION },
      }),
    );
    expect(whole(db)).toEqual(before);
  });
});

describe('readSchemaVersion', () => {
  it.each([
    ['nothing', '', 0],
    ['a table without a row', 'CREATE TABLE schema_version (id INTEGER PRIMARY KEY, version INTEGER)', 0],
    ['only the table', 'CREATE TABLE schema_version (version INTEGER); INSERT INTO schema_version VALUES (2)', 2],
    ['only the header', 'PRAGMA user_version = 3', 3],
    [
      'both alike',
      'CREATE TABLE schema_version (version INTEGER); INSERT INTO schema_version VALUES (3); PRAGMA user_version = 3',
      3,
    ],
    ['a later one', 'PRAGMA user_version = 900', 900],
  ])('reads a store that records %s', (_, sql, version) => {
    const db = openTemporaryStore(0);
    db.exec(sql);
    expect(readSchemaVersion(db)).toBe(version);
  });

  it('takes two records that disagree for damage', () => {
    const db = openTemporaryStore(0);
    db.exec(
      'CREATE TABLE schema_version (version INTEGER); INSERT INTO schema_version VALUES (3); PRAGMA user_version = 4',
    );
    expect(() => readSchemaVersion(db)).toThrow(expect.objectContaining({ code: 'store-corrupt' }));
    expect(() => migrate(db)).toThrow(expect.objectContaining({ code: 'store-corrupt' }));
  });

  it('is not confused by a step that another process commits between its two looks', () => {
    const path = temporaryStorePath(3);
    const [db, other] = [openStoreAt(path), openStoreAt(path)];
    let looks = 0;
    const interrupted: SqlDatabase = {
      ...db,
      get: <Row>(sql: string, params?: Parameters<SqlDatabase['get']>[1]) => {
        if (sql.includes('FROM schema_version') && looks++ === 0) migrate(other);
        return db.get<Row>(sql, params);
      },
    };
    expect(readSchemaVersion(interrupted)).toBe(SCHEMA_VERSION);
  });
});

describe('write', () => {
  it('returns what the work returns, and commits it', () => {
    const path = temporaryStorePath();
    const [db, other] = [openStoreAt(path), openStoreAt(path)];
    expect(write(db, () => db.run("INSERT INTO store_info VALUES ('a', '1')"))).toEqual({ changes: 1 });
    expect(other.all('SELECT * FROM store_info')).toEqual([{ key: 'a', value_json: '1' }]);
  });

  it('changes nothing when the work throws', () => {
    const db = openTemporaryStore();
    const work = () => {
      db.run("INSERT INTO store_info VALUES ('a', '1')");
      throw new Error('no');
    };
    expect(() => write(db, work)).toThrow('no');
    expect(db.all('SELECT * FROM store_info')).toEqual([]);
  });

  it.each([
    [SCHEMA_VERSION + 1, 'store-newer-than-host'],
    [SCHEMA_VERSION - 1, 'store-corrupt'],
  ])('refuses a store that another process took to version %i', (version, code) => {
    const path = temporaryStorePath();
    const [db, other] = [openStoreAt(path), openStoreAt(path)];
    other.exec(`PRAGMA user_version = ${version}`);
    let ran = false;
    const work = () => {
      ran = true;
    };
    expect(() => write(db, work)).toThrow(expect.objectContaining({ code }));
    expect(ran).toBe(false);
  });
});
