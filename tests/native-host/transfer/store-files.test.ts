import { copyFileSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { SCHEMA_VERSION } from '../../../lib/store/migrate.ts';
import { createSearchIndex } from '../../../lib/store/search-index.ts';
import { openStoreFile, type StoreFileOptions } from '../../../native-host/transfer/read-store-file.ts';
import { addMessage, addSession, withCode } from '../../contract/rows.ts';
import { createOlderStore, OLDER_STORES, rowsOf } from '../../migrations/older-stores.ts';
import { allRows, assertSound } from '../../support/assert-sound.ts';
import { isLongRun } from '../../support/fault-figures.ts';
import { temporaryFolder, temporaryStorePath } from '../../support/temporary-store.ts';
import { analyzed, dataOf, imported, pathsAround, using } from '../../support/transfer.ts';

/** A store of this version with two messages and an index, changed in whatever way. */
function storeFile(change: (database: Database.Database) => void = () => {}): string {
  const path = temporaryStorePath();
  using(path, (db) => {
    createSearchIndex(db);
    addSession(db, 's1', { title: 'Here' });
    addMessage(db, 's1', 'm1', { content: 'Text' });
    addMessage(db, 's1', 'm2', { role: 'assistant', content: 'Answer', promptTokens: 3 });
  });
  const database = new Database(path);
  database.pragma('journal_mode = DELETE');
  database.pragma('foreign_keys = OFF');
  change(database);
  database.close();
  return path;
}

async function expectRefused(file: string, words: RegExp): Promise<void> {
  const paths = pathsAround();
  const [before, bytes] = [using(paths.database, allRows), readFileSync(file)];
  const error = await imported(paths, file, 'replace').then(
    () => 'taken',
    (reason: unknown) => reason,
  );
  expect(error).toEqual(withCode('invalid'));
  expect((error as Error).message).toMatch(words);
  expect(using(paths.database, allRows)).toEqual(before);
  expect(readdirSync(paths.uploads)).toEqual([]);
  expect(readFileSync(file).equals(bytes)).toBe(true);
}

describe('a store file', () => {
  it('comes in row for row, and changes nothing the second time', async () => {
    const file = storeFile();
    const paths = pathsAround();
    expect((await analyzed(paths, file)).format).toBe('store');
    const { counts, problems } = await imported(paths, file);
    expect({ counts, problems }).toMatchObject({ counts: { added: { sessions: 1, messages: 2 } }, problems: [] });
    expect(using(paths.database, dataOf)).toEqual(using(file, dataOf));
    expect((await imported(paths, file, 'both')).counts).toEqual({
      added: {},
      replaced: {},
      skipped: { sessions: 1, messages: 2 },
    });
    using(paths.database, assertSound);
  });

  // Each starts a process; the migrations have their own tests with all of them.
  it.each(isLongRun ? OLDER_STORES : OLDER_STORES.filter((_, index) => index % 3 === 0))(
    'of version $version ($schema schema, $record) comes in as its migration leaves it',
    async (store) => {
      const file = join(temporaryFolder(), 'old.db');
      createOlderStore(file, store);
      const bytes = readFileSync(file);
      const paths = pathsAround();
      const { problems } = await imported(paths, file);
      expect(problems).toEqual([]);
      using(paths.database, (db) => {
        assertSound(db);
        const { sessions, messages, snapshots, recordings, analytics } = rowsOf(store, 'upgraded');
        const ids = (table: string) => db.all<{ id: string }>(`SELECT id FROM ${table}`).map(({ id }) => id);
        const expected = { sessions, messages, snapshots, recordings, analytics };
        for (const [table, rows] of Object.entries(expected)) {
          expect([table, ids(table).toSorted()]).toEqual([table, rows.map((row) => row['id']).toSorted()]);
        }
        const contents = db.all('SELECT id, content, tool_calls, sequence, created_at FROM messages ORDER BY id');
        expect(contents).toEqual(
          messages
            .map(({ id, content, tool_calls, sequence, created_at }) => ({
              id,
              content,
              tool_calls,
              sequence,
              created_at,
            }))
            .toSorted((a, b) => (String(a.id) < String(b.id) ? -1 : 1)),
        );
      });
      expect(readFileSync(file).equals(bytes)).toBe(true);
      expect(readdirSync(paths.uploads)).toEqual([]);
    },
  );

  it.each<[string, (database: Database.Database) => void, RegExp]>([
    ['a trigger', (db) => db.exec('CREATE TRIGGER t AFTER INSERT ON messages BEGIN SELECT 1; END'), /has a trigger/],
    ['a view', (db) => db.exec('CREATE VIEW v AS SELECT 1'), /has a view/],
    [
      'a view instead of a table',
      (db) => db.exec('ALTER TABLE messages RENAME TO hidden; CREATE VIEW messages AS SELECT * FROM hidden'),
      /has a (view|table of another program)/,
    ],
    ['a table of another program', (db) => db.exec('CREATE TABLE other (a)'), /table of another program/],
    [
      'another virtual table',
      (db) => db.exec('DROP TABLE requests; CREATE VIRTUAL TABLE requests USING fts5(id)'),
      /virtual table|another program/,
    ],
    [
      'a column that computes something',
      (db) => db.exec('ALTER TABLE messages ADD COLUMN bomb TEXT AS (hex(zeroblob(1000000000)))'),
      /messages is none of ours/,
    ],
    ['another column', (db) => db.exec('ALTER TABLE sessions ADD COLUMN extra TEXT'), /sessions is none of ours/],
    ['a column less', (db) => db.exec('ALTER TABLE sessions DROP COLUMN model'), /sessions is none of ours/],
    ['no messages', (db) => db.exec('DROP TABLE messages_fts; DROP TABLE messages'), /no sessions/],
    [
      'a later version',
      (db) =>
        db.exec(
          `PRAGMA user_version = ${SCHEMA_VERSION + 1}; UPDATE schema_version SET version = ${SCHEMA_VERSION + 1}`,
        ),
      /newer Holdfast/,
    ],
    ['two versions', (db) => db.exec('UPDATE schema_version SET version = 1'), /cannot be read/],
    [
      'a schema that is no SQL',
      (db) => {
        db.unsafeMode(true);
        db.exec(
          "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = 'CREATE TABLE messages(' WHERE name = 'messages'",
        );
      },
      /cannot be read/,
    ],
  ])('with %s is refused', (_, change, words) => expectRefused(storeFile(change), words));

  it('is refused when it is damaged', async () => {
    const file = storeFile((db) => {
      const insert = db.prepare(
        "INSERT INTO messages (id, session_id, role, content, created_at, sequence, status) VALUES (?, 's1', 'user', ?, '2026-01-31T12:00:00.000Z', ?, 'error')",
      );
      for (let index = 3; index < 300; index++) insert.run(`m${index}`, 'x'.repeat(500), index);
    });
    const damaged = join(temporaryFolder(), 'damaged.db');
    copyFileSync(file, damaged);
    const bytes = readFileSync(damaged);
    bytes.fill(0xff, 8192, bytes.length - 8192);
    writeFileSync(damaged, bytes);
    await expectRefused(damaged, /damaged|cannot be read/);
    copyFileSync(file, damaged);
    truncateSync(damaged, 20_000);
    await expectRefused(damaged, /damaged|cannot be read/);
  });

  it('is refused when only the check of SQLite finds the damage', async () => {
    const change = (from: string, to: string) =>
      `PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = replace(sql, '${from}', '${to}') WHERE name = 'sessions';
       PRAGMA writable_schema = RESET;`;
    const file = storeFile((db) => {
      db.unsafeMode(true);
      db.exec(`${change('title TEXT NOT NULL', 'title TEXT')} UPDATE sessions SET title = NULL;
        ${change('title TEXT', 'title TEXT NOT NULL')}`);
    });
    await expectRefused(file, /is damaged \(sessions: NULL value in sessions.title/);
  });

  it('gives no row that the check refuses', async () => {
    const file = storeFile((db) => {
      db.exec(`
        UPDATE messages SET content = x'00ff' WHERE id = 'm1';
        UPDATE messages SET content = 'Another text' WHERE id = 'm2';
        INSERT INTO messages (id, session_id, role, content, created_at, sequence) VALUES (7, 's1', 'user', 'n', 'now', 3);
        INSERT INTO preferences VALUES ('p', 'sidepanel.auth.token', '"secret"', '2026-01-31T12:00:00.000Z');
      `);
    });
    const paths = pathsAround();
    const { problems } = await imported(paths, file);
    expect(problems.map(({ where }) => where)).toEqual([
      'messages row 1',
      'messages row 2',
      'messages row 3',
      'preferences row 1',
    ]);
    using(paths.database, (db) => {
      assertSound(db);
      expect(db.all('SELECT id FROM messages')).toEqual([]);
      expect(db.all('SELECT key FROM preferences')).toEqual([]);
    });
  });
});

describe('openStoreFile', () => {
  /** Reads with this program in place of the one that reads; what came of it. */
  function read(source: string, maxSilenceMs = 60_000): Promise<unknown> {
    const program = join(temporaryFolder(), 'reader.mjs');
    writeFileSync(program, source);
    return readWith({ program, maxSilenceMs });
  }

  async function readWith(options: Omit<StoreFileOptions, 'work'>): Promise<unknown> {
    const file = openStoreFile(storeFile(), { work: join(temporaryFolder(), 'work'), ...options });
    const rows: unknown[] = [];
    try {
      for await (const { rows: some } of file.rows()) rows.push(...some);
      return rows;
    } catch (error) {
      return error;
    } finally {
      await file.close();
    }
  }

  const say = (...words: unknown[]) =>
    words.map((word) => `console.log(${JSON.stringify(JSON.stringify(word))});`).join('\n');

  it('reads with the program beside this one, where none is named', async () => {
    const rows = ['s1', 'm1', 'm2'].map((id) => expect.objectContaining({ row: expect.objectContaining({ id }) }));
    expect(await readWith({})).toEqual(rows);
  });

  it('passes on the rows that the process gives', async () => {
    expect(await read(say({ table: 'sessions', rows: 2 }, { id: 'a' }, { isWhole: true }, { isWhole: true }))).toEqual([
      { table: 'sessions', where: 'sessions row 1', row: { id: 'a' } },
      { table: 'sessions', where: 'sessions row 2', row: { isWhole: true } },
    ]);
  });

  it.each<[string, string, RegExp]>([
    [
      'dies',
      `${say({ table: 'sessions', rows: 1 }, { id: 'a' })} process.kill(process.pid, 'SIGKILL');`,
      /could not be read/,
    ],
    ['ends before the last row', say({ table: 'sessions', rows: 2 }, { id: 'a' }), /could not be read/],
    ['cannot be started', 'this is no program', /could not be read/],
    ['says nonsense', "console.log('nonsense');", /could not be read/],
    ['tells of another table', say({ table: 'constructor', rows: 1 }), /could not be read/],
    ['takes all memory', 'const all = []; for (;;) all.push(new Array(1e6).fill(1.5));', /could not be read/],
    [
      'gives rows without end',
      `const rows = JSON.stringify({ table: 'sessions', rows: 1 }) + '\\n' + JSON.stringify({ id: 'x'.repeat(1e6) }) + '\\n';
       for (;;) if (!process.stdout.write(rows)) await new Promise((done) => process.stdout.once('drain', done));`,
      /could not be read/,
    ],
    ['says why', say({ failed: 'Because.' }), /Because/],
  ])('refuses the file when the process %s', async (_, source, words) => {
    const error = await read(source);
    expect(error).toEqual(withCode('invalid'));
    expect((error as Error).message).toMatch(words);
  });

  it('kills a process that is stuck', async () => {
    const error = await read('for (;;);', 300);
    expect(error).toEqual(withCode('invalid'));
    expect((error as Error).message).toMatch(/takes too long/);
  });
});
