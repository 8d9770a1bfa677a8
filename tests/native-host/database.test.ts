import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { SqlDatabase } from '../../lib/store/sql-database.ts';
import { openDatabase, openReadOnly, translating } from '../../native-host/database.ts';
import { addMessage, addSession, withCode } from '../contract/rows.ts';
import { canMount, mountTmpfs } from '../faults/hosts/small-disks.ts';
import { temporaryFolder, temporaryStorePath } from '../support/temporary-store.ts';

const PRAGMAS = {
  busy_timeout: 5000,
  journal_mode: 'wal',
  synchronous: 2,
  foreign_keys: 1,
  trusted_schema: 0,
  cell_size_check: 1,
  temp_store: 2,
  secure_delete: 2,
  journal_size_limit: 67_108_864,
} as const;

const pathOfNewFile = () => join(temporaryFolder(), 'holdfast.db');

function open(path: string, options?: Parameters<typeof openDatabase>[1]): SqlDatabase {
  const db = openDatabase(path, options);
  onTestFinished(() => db.close());
  return db;
}

function pragma(db: SqlDatabase, name: string): unknown {
  return Object.values(db.get<Record<string, unknown>>(`PRAGMA ${name}`) ?? {})[0];
}

const pragmasOf = (db: SqlDatabase) => Object.fromEntries(Object.keys(PRAGMAS).map((name) => [name, pragma(db, name)]));

/** A file that another program made, with SQLite's own defaults. */
function foreignFile(): string {
  const path = pathOfNewFile();
  const database = new Database(path);
  database.exec('PRAGMA page_size = 8192; CREATE TABLE t (a); INSERT INTO t VALUES (1)');
  database.close();
  return path;
}

describe('openDatabase', () => {
  it('sets every pragma on a new file', () => {
    const db = open(pathOfNewFile());
    expect(pragmasOf(db)).toEqual(PRAGMAS);
    db.exec('CREATE TABLE t (a)');
    expect([pragma(db, 'page_size'), pragma(db, 'auto_vacuum')]).toEqual([4096, 2]);
  });

  it('sets them on a file of another program, whose pages stay as they are', () => {
    const db = open(foreignFile());
    expect(pragmasOf(db)).toEqual(PRAGMAS);
    expect([pragma(db, 'page_size'), pragma(db, 'auto_vacuum')]).toEqual([8192, 0]);
    expect(db.all('SELECT * FROM t')).toEqual([{ a: 1 }]);
  });

  it('sets them on a file that it opened before', () => {
    const path = temporaryStorePath();
    open(path).close();
    expect(pragmasOf(open(path))).toEqual(PRAGMAS);
  });

  it('asks macOS for more than fsync', () => {
    const db = openDatabase(pathOfNewFile(), { platform: 'darwin' });
    onTestFinished(() => db.close());
    expect([pragma(db, 'fullfsync'), pragma(db, 'checkpoint_fullfsync')]).toEqual([1, 1]);
  });

  it('takes a zero-length file for a new one', () => {
    const path = pathOfNewFile();
    writeFileSync(path, '');
    const db = open(path);
    db.exec('CREATE TABLE t (a)');
    expect([pragma(db, 'page_size'), pragma(db, 'auto_vacuum')]).toEqual([4096, 2]);
  });

  it.skipIf(process.platform === 'win32')('makes files that only their owner reads, as the host sets its mask', () => {
    const path = pathOfNewFile();
    const before = process.umask(0o077);
    onTestFinished(() => void process.umask(before));
    open(path).exec('CREATE TABLE t (a)');
    for (const suffix of ['', '-wal', '-shm']) expect(statSync(path + suffix).mode & 0o777).toBe(0o600);
  });

  it('uses a SQLite that does not lose commits when several processes share a log', () => {
    const { version } = open(pathOfNewFile()).get<{ version: string }>('SELECT sqlite_version() AS version') ?? {
      version: '0',
    };
    const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number);
    expect(major * 1e6 + minor * 1e3 + patch).toBeGreaterThanOrEqual(3_051_003);
  });

  it('names a file that is no database, and leaves it as it is', () => {
    const path = pathOfNewFile();
    writeFileSync(path, 'this is a letter to my aunt. '.repeat(200));
    const before = readFileSync(path);
    expect(() => openDatabase(path)).toThrow(withCode('store-corrupt'));
    expect(readFileSync(path)).toEqual(before);
  });

  it('names a damaged database', () => {
    const path = foreignFile();
    const bytes = readFileSync(path);
    bytes.fill(0xff, 8192, 8192 + 100);
    writeFileSync(path, bytes);
    expect(() => open(path).all('SELECT * FROM t')).toThrow(withCode('store-corrupt'));
  });

  it('names a database that ends within a long text', () => {
    const path = temporaryStorePath();
    const db = openDatabase(path);
    addSession(db, 's');
    addMessage(db, 's', 'm', { content: 'x'.repeat(50_000) });
    db.close();
    truncateSync(path, statSync(path).size - 4000);
    expect(() => open(path).all('SELECT * FROM messages')).toThrow(withCode('store-corrupt'));
  });

  it('names a folder that is missing, and one in place of the file', () => {
    expect(() => openDatabase(join(temporaryFolder(), 'none', 'holdfast.db'))).toThrow(withCode('read-only'));
    const folder = pathOfNewFile();
    mkdirSync(folder);
    expect(() => openDatabase(folder)).toThrow(withCode('read-only'));
  });

  it.skipIf(process.platform === 'win32' || process.getuid?.() === 0)('names a file that may not be written', () => {
    const path = foreignFile();
    chmodSync(path, 0o400);
    expect(() => openDatabase(path)).toThrow(withCode('read-only'));
  });

  it('names another program that holds the store', () => {
    const path = temporaryStorePath();
    const [db, other] = [open(path, { busyTimeoutMs: 1 }), open(path)];
    other.exec('BEGIN IMMEDIATE');
    expect(() => db.transaction(() => {})).toThrow(withCode('busy'));
    other.exec('ROLLBACK');
    db.transaction(() => {});
  });

  it('names a full disk, keeps what was committed, and goes on when there is room', () => {
    const db = open(temporaryStorePath());
    const pages = Number(pragma(db, 'page_count'));
    db.exec(`PRAGMA max_page_count = ${pages + 2}`);
    const big = () => db.transaction(() => db.run("INSERT INTO store_info VALUES ('big', ?)", ['x'.repeat(100_000)]));
    expect(big).toThrow(withCode('disk-full'));
    expect(db.all('SELECT key FROM store_info')).toEqual([]);
    db.exec('PRAGMA max_page_count = 4294967294');
    expect(big()).toEqual({ changes: 1 });
  });

  it('passes on what is no failure of the store', () => {
    const db = open(pathOfNewFile());
    expect(() => db.exec('SELECT nonsense')).toThrow('no such column: nonsense');
  });
});

describe('translating', () => {
  const failing = (path: string, sqliteCode: string) => () =>
    translating(path, () => {
      throw new Database.SqliteError('disk I/O error', sqliteCode);
    });

  it('tells a failing disk from a full one by the room that is left', () => {
    const error = { code: 'internal', details: { sqliteCode: 'SQLITE_IOERR_FSYNC' } };
    expect(failing(pathOfNewFile(), 'SQLITE_IOERR_FSYNC')).toThrow(expect.objectContaining(error));
  });

  it.skipIf(!canMount())('says disk-full where SQLite only says that it failed', () => {
    const disk = mountTmpfs(1);
    onTestFinished(() => disk.unmount());
    disk.fill();
    for (const sqliteCode of ['SQLITE_IOERR_SHMSIZE', 'SQLITE_CANTOPEN']) {
      expect(failing(join(disk.folder, 'holdfast.db'), sqliteCode)).toThrow(withCode('disk-full'));
    }
  });

  it.skipIf(!canMount())('says read-only where SQLite only says that it failed', () => {
    const disk = mountTmpfs(1);
    onTestFinished(() => disk.unmount());
    disk.setReadOnly(true);
    expect(failing(join(disk.folder, 'holdfast.db'), 'SQLITE_IOERR_WRITE')).toThrow(withCode('read-only'));
  });

  it('says nothing of the disk where its folder is missing', () => {
    expect(failing('/nowhere/holdfast.db', 'SQLITE_CANTOPEN')).toThrow(withCode('read-only'));
  });
});

describe('transaction', () => {
  it('takes the write lock before the work begins', () => {
    const path = temporaryStorePath();
    const [db, other] = [open(path), open(path, { busyTimeoutMs: 1 })];
    db.transaction(() => expect(() => other.transaction(() => {})).toThrow(withCode('busy')));
  });

  it('leaves no transaction open when the work fails, also where SQLite has rolled back itself', () => {
    const db = open(temporaryStorePath());
    const work = () => {
      db.run("INSERT INTO store_info VALUES ('a', '1')");
      db.run("INSERT OR ROLLBACK INTO store_info VALUES ('a', '2')");
    };
    expect(() => db.transaction(work)).toThrow('UNIQUE');
    expect(db.transaction(() => db.all('SELECT * FROM store_info'))).toEqual([]);
  });
});

describe('openReadOnly', () => {
  it('reads and refuses to write', () => {
    const db = openReadOnly(temporaryStorePath());
    onTestFinished(() => db.close());
    expect(db.all('SELECT * FROM sessions')).toEqual([]);
    expect(() => db.run("INSERT INTO store_info VALUES ('a', '1')")).toThrow(withCode('read-only'));
  });

  it('makes no file', () => {
    const path = pathOfNewFile();
    expect(() => openReadOnly(path)).toThrow(withCode('read-only'));
    expect(existsSync(path)).toBe(false);
  });
});
