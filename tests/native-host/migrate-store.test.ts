import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { readSchemaVersion, SCHEMA_VERSION } from '../../lib/store/migrate.ts';
import { isSearchIndexComplete } from '../../lib/store/search-index.ts';
import { deleteSessionForever } from '../../lib/store/sessions.ts';
import { getStoreFact } from '../../lib/store/store-info.ts';
import { migrations } from '../../migrations/index.ts';
import { listBackups } from '../../native-host/backups/list-backups.ts';
import { openReadOnly } from '../../native-host/database.ts';
import { claimLock } from '../../native-host/locks.ts';
import { lookAtStore } from '../../native-host/look-at-store.ts';
import { isUnfinished, migrateStore } from '../../native-host/migrate-store.ts';
import { insertFirstRows } from '../migrations/at-version.ts';
import { createOlderStore, rowsOf } from '../migrations/older-stores.ts';
import { schemaOf } from '../migrations/schema-of.ts';
import { allRows, assertIndexSound, hashOf } from '../support/assert-sound.ts';
import { NOON_MS } from '../support/fake-clock.ts';
import { runProgram } from '../support/programs/run-program.ts';
import { openStoreAt, openTemporaryStore, temporaryFolder, temporaryStorePath } from '../support/temporary-store.ts';

const OLDER = { version: 3, schema: 'printed', record: 'schema_version' } as const;

/** A data folder with a store of before. */
function olderHome() {
  const home = temporaryFolder();
  const paths = { database: join(home, 'holdfast.db'), backups: join(home, 'backups'), locks: home };
  mkdirSync(paths.backups);
  createOlderStore(paths.database, OLDER);
  return { home, paths };
}

function contentsOf(path: string) {
  const db = openReadOnly(path);
  try {
    return { rows: allRows(db), schema: schemaOf(db) };
  } finally {
    db.close();
  }
}

describe('migrateStore', () => {
  it('keeps a verified copy of the store as it was, row for row, and then brings it to this version', () => {
    const { paths } = olderHome();
    const before = contentsOf(paths.database);
    const told: [number, string][] = [];
    const copy = migrateStore(paths, NOON_MS, (progress, step) => told.push([progress, step]));

    expect(copy).toBe(join(paths.backups, '2026-01-31T12-00-00.000Z-before-migration-from-3.db'));
    expect(readdirSync(paths.backups).sort()).toEqual([
      '2026-01-31T12-00-00.000Z-before-migration-from-3.db',
      '2026-01-31T12-00-00.000Z-before-migration-from-3.json',
    ]);
    expect(listBackups(paths.backups, NOON_MS).backups).toEqual([
      {
        name: '2026-01-31T12-00-00.000Z-before-migration-from-3.db',
        reason: 'before-migration-from-3',
        createdAt: '2026-01-31T12:00:00.000Z',
        bytes: statSync(copy ?? '').size,
        schemaVersion: 3,
        counts: { sessions: 27, messages: 33, newest: null },
        verifiedAt: '2026-01-31T12:00:00.000Z',
      },
    ]);
    expect(contentsOf(copy ?? '')).toEqual(before);

    const db = openStoreAt(paths.database);
    expect(readSchemaVersion(db)).toBe(SCHEMA_VERSION);
    expect(db.all('SELECT count(*) AS messages FROM messages')).toEqual([
      { messages: rowsOf(OLDER, 'upgraded').messages.length },
    ]);
    expect(db.all('SELECT * FROM store_info')).toEqual([
      { key: 'lastVerifiedBackupAt', value_json: '"2026-01-31T12:00:00.000Z"' },
    ]);
    expect(told.map(([, step]) => step)).toEqual([
      'making a verified copy',
      'making room for clean-ups',
      // The store had what the first three make.
      ...migrations.slice(3).map(({ name }) => name),
      'checking texts',
      'indexing texts',
    ]);
    expect(told.map(([progress]) => progress)).toEqual(told.map(([progress]) => progress).toSorted());
  });

  it('gives every message the hash of its text, also where tool calls are no JSON', () => {
    const { paths } = olderHome();
    migrateStore(paths, NOON_MS, () => {});
    const db = openStoreAt(paths.database);
    const rows = db.all<{ role: string; content: string; content_hash: string }>(
      'SELECT role, content, content_hash FROM messages WHERE tool_calls IS NULL',
    );
    for (const row of rows) expect(row.content_hash).toBe(hashOf(row.role, row.content));
    expect(db.all('SELECT id FROM messages WHERE content_hash IS NULL')).toEqual([]);
  });

  it('hashes more messages than fit in one batch', () => {
    const path = temporaryStorePath(3);
    const db = openStoreAt(path);
    insertFirstRows(db);
    db.exec(`
      WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1100)
      INSERT INTO messages (id, session_id, role, content, created_at, sequence)
        SELECT 'n' || i, 's1', 'user', 'x', '2026-01-31T12:00:00.000Z', i + 10 FROM n
    `);
    migrateStore({ database: path, backups: temporaryFolder(), locks: temporaryFolder() }, NOON_MS, () => {});
    expect(db.all('SELECT count(*) AS missing FROM messages WHERE content_hash IS NULL')).toEqual([{ missing: 0 }]);
  });

  it('indexes the texts of a store, also of one of this version that has no index yet', () => {
    const { paths } = olderHome();
    migrateStore(paths, NOON_MS, () => {});
    expect(isUnfinished(paths.database)).toBe(false);
    const db = openStoreAt(paths.database);
    assertIndexSound(db);
    expect(isSearchIndexComplete(db)).toBe(true);

    db.exec('DROP TABLE messages_fts');
    expect(isUnfinished(paths.database)).toBe(true);
    const told: [number, string][] = [];
    expect(migrateStore(paths, NOON_MS, (progress, step) => told.push([progress, step]))).toBeUndefined();
    expect(told).toEqual([
      [0.5, 'checking texts'],
      [0.6, 'indexing texts'],
    ]);
    expect(isUnfinished(paths.database)).toBe(false);
    assertIndexSound(openStoreAt(paths.database));
  });

  it('indexes anew where the rows have got other numbers, as in a dump that was read in again', () => {
    const { paths } = olderHome();
    migrateStore(paths, NOON_MS, () => {});
    openStoreAt(paths.database).exec('UPDATE messages SET rowid = rowid + 1000');
    expect(isUnfinished(paths.database)).toBe(true);
    migrateStore(paths, NOON_MS, () => {});
    expect(isUnfinished(paths.database)).toBe(false);
    assertIndexSound(openStoreAt(paths.database));
  });

  it('goes on where it was when its process is killed while it indexes', async () => {
    const { home, paths } = olderHome();
    const before = openStoreAt(paths.database);
    before.exec(`
      INSERT INTO sessions (id, title, created_at, updated_at, model) VALUES ('many', 'Many', '', '', '');
      WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)
      INSERT INTO messages (id, session_id, role, content, created_at, sequence)
        SELECT 'n' || i, 'many', 'user', 'text ' || (i * 7919) || ' of many', '2026-01-31T12:00:00.000Z', i FROM n
    `);
    before.close();
    const program = runProgram('migrate-store', [home]);
    await program.printed('indexing texts 0.7');
    program.child.kill('SIGKILL');
    expect(await program.ended).toBe('SIGKILL');

    expect(isUnfinished(paths.database)).toBe(true);
    const db = openStoreAt(paths.database);
    const indexedTo = getStoreFact(db, 'searchIndexedTo') ?? 0;
    expect(indexedTo).toBeGreaterThan(1000);
    assertIndexSound(db);
    const early = db.get<{ id: string }>('SELECT session_id AS id FROM messages ORDER BY rowid LIMIT 1')?.id;
    deleteSessionForever(db, early ?? '');
    const told: number[] = [];
    migrateStore(paths, NOON_MS, (progress) => told.push(progress));
    expect(told[2]).toBeGreaterThan(0.7);
    expect(isUnfinished(paths.database)).toBe(false);
    assertIndexSound(db);
  });

  it('writes a file anew that could not give the room of single rows back', () => {
    const { paths } = olderHome();
    const before = openReadOnly(paths.database);
    expect(before.get('PRAGMA auto_vacuum')).toEqual({ auto_vacuum: 0 });
    before.close();
    const steps: string[] = [];
    migrateStore(paths, NOON_MS, (_, step) => steps.push(step));
    expect(steps[1]).toBe('making room for clean-ups');
    expect(openReadOnly(paths.database).get('PRAGMA auto_vacuum')).toEqual({ auto_vacuum: 2 });
  });

  it('does nothing to a store of this version', () => {
    const path = temporaryStorePath();
    const before = readFileSync(path);
    expect(
      migrateStore({ database: path, backups: '/nowhere', locks: temporaryFolder() }, NOON_MS, () => {}),
    ).toBeUndefined();
    expect(readFileSync(path)).toEqual(before);
  });

  it('leaves the store as it was when the copy cannot be made', () => {
    const { paths } = olderHome();
    const before = contentsOf(paths.database);
    rmSync(paths.backups, { recursive: true });
    writeFileSync(paths.backups, 'a file where the folder should be');
    expect(() => migrateStore(paths, NOON_MS, () => {})).toThrow(expect.objectContaining({ code: 'read-only' }));
    expect(contentsOf(paths.database)).toEqual(before);
  });

  it('refuses a newer store and leaves its file and its log unchanged, byte for byte', () => {
    const living = temporaryStorePath();
    const writer = openStoreAt(living);
    insertFirstRows(writer);
    writer.exec(
      `PRAGMA user_version = ${SCHEMA_VERSION + 1}; UPDATE schema_version SET version = ${SCHEMA_VERSION + 1}`,
    );
    // As a killed host leaves it: commits in the log that are not in the file yet.
    const database = join(temporaryFolder(), 'holdfast.db');
    for (const suffix of ['', '-wal']) copyFileSync(living + suffix, database + suffix);
    const before = ['', '-wal'].map((suffix) => readFileSync(database + suffix));
    expect(before[1]?.length).toBeGreaterThan(0);

    expect(() => migrateStore({ database, backups: temporaryFolder(), locks: '/nowhere' }, NOON_MS, () => {})).toThrow(
      expect.objectContaining({ code: 'store-newer-than-host' }),
    );
    expect(() => lookAtStore(database)).not.toThrow();
    expect(['', '-wal'].map((suffix) => readFileSync(database + suffix))).toEqual(before);
  });

  it('migrates a store whose program died in the middle of a transaction', () => {
    const { paths, home } = olderHome();
    const before = contentsOf(paths.database);
    const dying = new Database(paths.database);
    // A cache of one page makes it write into the file before the commit.
    dying.exec("PRAGMA cache_size = 1; BEGIN; UPDATE messages SET content = 'lost' || zeroblob(9000)");
    const database = join(home, 'after.db');
    for (const suffix of ['', '-journal']) copyFileSync(paths.database + suffix, database + suffix);
    dying.close();
    const copy = migrateStore({ ...paths, database }, NOON_MS, () => {});
    expect(contentsOf(copy ?? '').rows).toEqual(before.rows);
    expect(readSchemaVersion(openStoreAt(database))).toBe(SCHEMA_VERSION);
  });

  it('runs each step once when two processes migrate at once', async () => {
    const { home, paths } = olderHome();
    const both = [runProgram('migrate-store', [home]), runProgram('migrate-store', [home])];
    expect(await Promise.all(both.map(({ ended }) => ended))).toEqual([0, 0]);
    const db = openStoreAt(paths.database);
    expect(schemaOf(db)).toEqual(schemaOf(openTemporaryStore()));
    expect(allRows(db)['messages']).toHaveLength(rowsOf(OLDER, 'upgraded').messages.length);
    expect(listBackups(paths.backups, NOON_MS).backups).toHaveLength(1);
  });

  it('waits for the maintenance of another process', async () => {
    const { home, paths } = olderHome();
    const release = claimLock(home, 'maintenance');
    const program = runProgram('migrate-store', [home]);
    await program.printed('waiting for another process');
    expect(readdirSync(paths.backups)).toEqual([]);
    release?.();
    expect(await program.ended).toBe(0);
    expect(listBackups(paths.backups, NOON_MS).backups).toHaveLength(1);
  });

  it('leaves a whole older version when its process is killed within a step', async () => {
    const { paths } = olderHome();
    const before = contentsOf(paths.database);
    const program = runProgram('migrate', [paths.database, '4']);
    await program.printed('inside');
    program.child.kill('SIGKILL');
    expect(await program.ended).toBe('SIGKILL');
    expect(contentsOf(paths.database)).toEqual(before);
    migrateStore(paths, NOON_MS, () => {});
    expect(readSchemaVersion(openStoreAt(paths.database))).toBe(SCHEMA_VERSION);
  });
});
