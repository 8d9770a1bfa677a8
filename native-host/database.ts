import { hash } from 'node:crypto';
import { existsSync, statfsSync, statSync, utimesSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { AppError, type ErrorCode } from '../lib/protocol/errors.ts';
import type { SqlDatabase, SqlParams, SqlValue } from '../lib/store/sql-database.ts';
import { createBeginImmediate, PATIENCE } from './begin-immediate.ts';
import { hasUnknownForm } from './header-form.ts';

/** How long SQLite waits for another process's transaction before it gives up. */
const BUSY_TIMEOUT_MS = 5000;

/** Statements kept prepared; the store has fewer, so the limit only guards against SQL made from data. */
const MAX_PREPARED = 200;

/** A transaction needs some pages, and the -shm file grows by 32 KiB. */
const FULL_BELOW_BYTES = 128 * 1024;

type Pragma = readonly [name: string, value: string, readBack: string | number];

/** Only a file that does not exist yet takes these. */
const NEW_FILE_PRAGMAS: readonly Pragma[] = [
  ['page_size', '4096', 4096],
  ['auto_vacuum', 'INCREMENTAL', 2],
];

/**
 * On every connection, in this order, each read back: SQLite ignores what it does not know. FULL, since NORMAL, to which
 * better-sqlite3 reopens a WAL file, lost acknowledged commits in 1,613 of 2,902 simulated power cuts, FULL in none.
 */
const PRAGMAS: readonly Pragma[] = [
  ['journal_mode', 'WAL', 'wal'],
  ['synchronous', 'FULL', 2],
  ['foreign_keys', 'ON', 1],
  ['trusted_schema', 'OFF', 0],
  ['cell_size_check', 'ON', 1],
  ['temp_store', 'MEMORY', 2],
  ['secure_delete', 'FAST', 2],
  ['journal_size_limit', '67108864', 67_108_864],
];

/** There, fsync alone does not reach the disk. */
const MACOS_PRAGMAS: readonly Pragma[] = [
  ['fullfsync', '1', 1],
  ['checkpoint_fullfsync', '1', 1],
];

interface OpenOptions {
  readonly platform?: NodeJS.Platform;
  readonly busyTimeoutMs?: number;
}

/** Opens the store's file for writing, creating it when absent. Errors: `read-only`, `store-corrupt`, `busy`, `disk-full`, `internal`. */
export function openDatabase(
  path: string,
  { platform = process.platform, busyTimeoutMs = BUSY_TIMEOUT_MS }: OpenOptions = {},
): SqlDatabase {
  return adapt(path, busyTimeoutMs, () => {
    const database = openFile(path, { timeout: busyTimeoutMs });
    try {
      const isNew = database.pragma('page_count', { simple: true }) === 0;
      const macos = platform === 'darwin' ? MACOS_PRAGMAS : [];
      for (const pragma of [...(isNew ? NEW_FILE_PRAGMAS : []), ...PRAGMAS, ...macos]) setPragma(database, pragma);
      return database;
    } catch (error) {
      database.close();
      throw error;
    }
  });
}

/** Opens a file that nobody may write through this connection; it must exist. */
export function openReadOnly(path: string): SqlDatabase {
  return adapt(path, BUSY_TIMEOUT_MS, () => {
    const database = openFile(path, { readonly: true, fileMustExist: true, timeout: BUSY_TIMEOUT_MS });
    database.pragma('trusted_schema = OFF');
    return database;
  });
}

/** Opens a file as it is, no pragma set. Errors: `read-only`, `disk-full`, `busy`. */
export function openFile(path: string, options: Database.Options): Database.Database {
  // The package has an error of its own for this, without a code.
  if (!existsSync(dirname(path))) throw new AppError('read-only', `The folder ${dirname(path)} is missing. Create it.`);
  return translating(path, () => new Database(path, options));
}

/** A setting that a connection must have, and what it has. */
export interface Setting {
  readonly name: string;
  readonly wanted: string | number;
  readonly actual: unknown;
}

/** What every connection to the store is set to, as it is on this one. */
export function readSettings(db: SqlDatabase, platform: NodeJS.Platform = process.platform): Setting[] {
  const pragmas = [...PRAGMAS, ...(platform === 'darwin' ? MACOS_PRAGMAS : [])];
  return pragmas.map(([name, , wanted]) => ({
    name,
    wanted,
    actual: Object.values(db.get(`PRAGMA ${name}`) ?? {})[0],
  }));
}

function setPragma(database: Database.Database, [name, value, readBack]: Pragma): void {
  database.pragma(`${name} = ${value}`);
  const actual = database.pragma(name, { simple: true });
  if (actual === readBack) return;
  throw new AppError(
    'internal',
    `SQLite did not take PRAGMA ${name} = ${value}; it says ${String(actual)}. The data folder may be on a network drive.`,
  );
}

function adapt(path: string, busyTimeoutMs: number, open: () => Database.Database): SqlDatabase {
  const translate = <Result>(work: () => Result) => translating(path, work);
  const database = translate(open);
  const begin = createBeginImmediate(database, busyTimeoutMs, PATIENCE);
  const prepared = new Map<string, Database.Statement<SqlValue[]>>();

  function prepare(sql: string): Database.Statement<SqlValue[]> {
    const known = prepared.get(sql);
    if (known) return known;
    const statement = database.prepare<SqlValue[]>(sql);
    if (prepared.size < MAX_PREPARED) prepared.set(sql, statement);
    return statement;
  }

  return {
    exec: (sql) => translate(() => void database.exec(sql)),
    run: (sql, params: SqlParams = []) => translate(() => ({ changes: prepare(sql).run(...params).changes })),
    get: <Row>(sql: string, params: SqlParams = []) => translate(() => prepare(sql).get(...params) as Row | undefined),
    all: <Row>(sql: string, params: SqlParams = []) => translate(() => prepare(sql).all(...params) as Row[]),
    transaction: (work) =>
      translate(() => {
        begin();
        try {
          const result = work();
          prepare('COMMIT').run();
          return result;
        } catch (error) {
          rollBack(database);
          throw error;
        }
      }),
    sha256: (text) => hash('sha256', text),
    close: () => void database.close(),
  };
}

/** A failure of the disk can also meet the ROLLBACK; the first error is the one to tell. */
function rollBack(database: Database.Database): void {
  if (!database.inTransaction) return;
  try {
    database.exec('ROLLBACK');
  } catch {
    // SQLite has ended the transaction all the same.
  }
}

const MEANINGS: readonly (readonly [prefix: string, code: ErrorCode, message: string])[] = [
  ['SQLITE_FULL', 'disk-full', 'The disk is full: nothing was saved. Free some space; Holdfast goes on by itself.'],
  [
    'SQLITE_READONLY',
    'read-only',
    'The store cannot be written: its file or folder is read-only. Change its permissions.',
  ],
  [
    'SQLITE_CANTOPEN',
    'read-only',
    'The store cannot be opened: its folder is missing or not accessible. Check its permissions.',
  ],
  ['SQLITE_PERM', 'read-only', 'The store cannot be opened: its permissions forbid it. Change them.'],
  ['SQLITE_BUSY', 'busy', 'Another program holds the store. Holdfast goes on as soon as it lets go.'],
  ['SQLITE_LOCKED', 'busy', 'Another program holds the store. Holdfast goes on as soon as it lets go.'],
  ['SQLITE_CORRUPT', 'store-corrupt', 'The store is damaged. Nothing was deleted.'],
  // It ends before what it says it has.
  ['SQLITE_IOERR_SHORT_READ', 'store-corrupt', 'The store is cut off. Nothing was deleted.'],
  [
    'SQLITE_IOERR',
    'internal',
    'The disk that holds the store reported an error. Check it, then try again; nothing is saved until that works.',
  ],
  ['SQLITE_NOTADB', 'store-corrupt', 'The store is not a database. Nothing was deleted.'],
];

/**
 * SQLite's words become ours, so that a code survives every boundary. `path`: the file that was used. Where its disk is
 * full, SQLite says so of a write; of an open, a sync or a growing -shm it only says that it failed, as it does of a write
 * to a disk that the system made read-only after an error.
 */
export function translating<Result>(path: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    const sqliteCode = error instanceof Database.SqliteError ? error.code : undefined;
    if (sqliteCode === undefined) throw error;
    const said = isDiskError.test(sqliteCode)
      ? causeOf(sqliteCode, path)
      : isOtherFormat(error, path)
        ? NOT_A_DATABASE
        : sqliteCode;
    const meaning = MEANINGS.find(([prefix]) => said.startsWith(prefix));
    if (!meaning) throw error;
    throw new AppError(meaning[1], meaning[2], { cause: error, details: { sqliteCode } });
  }
}

const isDiskError = /^SQLITE_(IOERR|CANTOPEN)/;
const NOT_A_DATABASE = 'SQLITE_NOTADB';

/** No version of SQLite writes such a file yet: a byte of its header is not what it was. */
function isOtherFormat(error: unknown, path: string): boolean {
  if (!(error instanceof Database.SqliteError)) return false;
  const isReadOnly = error.code === 'SQLITE_READONLY';
  return error.message.startsWith('unsupported file format') || (isReadOnly && hasUnknownForm(path));
}

/** What is wrong with the disk, where SQLite only says that it failed. */
function causeOf(sqliteCode: string, path: string): string {
  if (isDiskFull(dirname(path))) return 'SQLITE_FULL';
  return isDiskReadOnly(dirname(path)) ? 'SQLITE_READONLY' : sqliteCode;
}

/** Asked by writing what is there already: after an error a disk refuses writes that its permissions still promise. */
function isDiskReadOnly(folder: string): boolean {
  try {
    const { atime, mtime } = statSync(folder);
    utimesSync(folder, atime, mtime);
    return false;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EROFS';
  }
}

function isDiskFull(folder: string): boolean {
  try {
    const { blocks, bavail, bsize, files, ffree } = statfsSync(folder);
    // Some file systems count neither: they say 0 of 0.
    return (blocks > 0 && bavail * bsize < FULL_BELOW_BYTES) || (files > 0 && ffree === 0);
  } catch {
    return false;
  }
}
