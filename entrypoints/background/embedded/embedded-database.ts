import type { Database, SqlJsStatic, Statement } from 'sql.js';
import { AppError } from '../../../lib/protocol/errors.ts';
import type { SqlDatabase, SqlParams } from '../../../lib/store/sql-database.ts';
import { isOfConnection, type LoggedChange, type LoggedStatement, mayWrite } from './logged-change.ts';

/** Statements kept prepared; the store has fewer, so the limit only guards against SQL made from data. */
const MAX_PREPARED = 200;

const PAGE_BYTES = 4096;

/**
 * The largest database: it is in memory as a whole, once more while it is copied for the disk, and an array of the browser ends
 * at 2 GiB.
 */
const MAX_BYTES = 1024 ** 3;

/** Where the database keeps the number of the last change that it has. */
const NUMBER_KEY = 'lastLoggedChange';

/** On every connection. Nothing here is on a disk, so SQLite's own care for one would only cost. */
const SETTINGS = [
  'journal_mode = MEMORY',
  'synchronous = OFF',
  'foreign_keys = ON',
  'trusted_schema = OFF',
  'cell_size_check = ON',
  'temp_store = MEMORY',
  'secure_delete = FAST',
];

export interface EmbeddedDatabaseOptions {
  /** SQLite as WebAssembly. */
  readonly sqlite: SqlJsStatic;
  /** A database file; absent: an empty database. */
  readonly image?: Uint8Array;
  /** Hears of every change, after its commit and before `transaction` returns. */
  readonly onChange: (change: LoggedChange) => void;
  /** WebAssembly failed in a way that leaves its memory in no known state: nothing here is of use any more. */
  readonly onBroken: () => void;
  /** Default 1 GiB. */
  readonly maxBytes?: number;
}

/** A database in memory whose changes are told one by one, so that somebody can keep them. */
export interface EmbeddedDatabase extends SqlDatabase {
  /** The number of the last change, also of those that were not told. */
  readonly number: number;
  /** By which another database of the same SQLite can attach this one. */
  readonly path: string;
  /** The database as a file: a copy. Not within a transaction. */
  image(): Uint8Array;
  /** Makes a change again that is not in this database yet; one that is changes nothing. Errors: `store-corrupt` for one too many. */
  replay(change: LoggedChange): void;
  /** From now on changes are numbered and told. Before, for migrations, they are neither. */
  startLog(): void;
  /** What `work` changes gets a number but is not told: it must be kept as a whole image. */
  untold<Result>(work: () => Result): Result;
}

/** Opens a database in memory. Errors: `store-corrupt` for an image that is none. */
export function openEmbeddedDatabase(options: EmbeddedDatabaseOptions): EmbeddedDatabase {
  const { sqlite, image, onChange, onBroken, maxBytes = MAX_BYTES } = options;
  const translating = <Result>(work: () => Result) => translate(work, onBroken);
  const database = translating(() => open(sqlite, image, maxBytes));
  const prepared = new Map<string, Statement>();
  let isLogging = false;
  let isTold = true;
  let number = 0;
  /** Of the transaction that is open. */
  let statements: LoggedStatement[] | undefined;

  function prepare(sql: string): { statement: Statement; isKept: boolean } {
    const known = prepared.get(sql);
    if (known) return { statement: known, isKept: true };
    const statement = database.prepare(sql);
    const isKept = prepared.size < MAX_PREPARED;
    if (isKept) prepared.set(sql, statement);
    return { statement, isKept };
  }

  /** Runs a statement to its end, whatever `onRow` does with its rows. */
  function step(sql: string, params: SqlParams, onRow: (statement: Statement) => boolean): void {
    const { statement, isKept } = prepare(sql);
    try {
      statement.bind([...params]);
      while (statement.step() && onRow(statement)) {
        // The next row.
      }
    } finally {
      if (isKept) statement.reset();
      else statement.free();
    }
  }

  function rows<Row>(sql: string, params: SqlParams, isEnough: (count: number) => boolean): Row[] {
    const found: Row[] = [];
    const isWriting = mayWrite(sql);
    step(sql, params, (statement) => {
      found.push(statement.getAsObject() as Row);
      // A statement that writes does so row by row: one that is left in the middle has not written the rest.
      return isWriting || !isEnough(found.length);
    });
    return found;
  }

  /** What writes outside of a transaction is one of its own. */
  function logged<Result>(statement: LoggedStatement, work: () => Result): Result {
    if (!isLogging || !isTold || !mayWrite(statement.sql)) return work();
    if (!statements) return isOfConnection(statement.sql) ? work() : transaction(() => logged(statement, work));
    const result = work();
    statements.push(statement);
    return result;
  }

  function transaction<Result>(work: () => Result): Result {
    database.run('BEGIN IMMEDIATE');
    statements = [];
    try {
      const result = work();
      const change = { number: number + 1, statements };
      const isChange = isLogging && (statements.length > 0 || !isTold);
      if (isChange) writeNumber(change.number);
      database.run('COMMIT');
      statements = undefined;
      if (isChange) {
        number = change.number;
        if (isTold) onChange(change);
      }
      return result;
    } catch (error) {
      statements = undefined;
      rollBack(database);
      throw error;
    }
  }

  function writeNumber(value: number): void {
    step(WRITE_NUMBER, [NUMBER_KEY, JSON.stringify(value)], () => true);
  }

  function readNumber(): number {
    const known = rows<{ value_json: string }>(READ_NUMBER, [NUMBER_KEY], () => true)[0];
    const value = Number(known?.value_json ?? 0);
    if (Number.isSafeInteger(value) && value >= 0) return value;
    throw new AppError('store-corrupt', 'The store does not say which change was its last.');
  }

  return {
    exec: (sql) => translating(() => logged({ sql }, () => void database.exec(sql))),
    run: (sql, params = []) =>
      translating(() =>
        logged({ sql, params }, () => {
          step(sql, params, () => true);
          return { changes: database.getRowsModified() };
        }),
      ),
    get: <Row>(sql: string, params: SqlParams = []) =>
      translating(() => logged({ sql, params }, () => rows<Row>(sql, params, () => true)[0])),
    all: <Row>(sql: string, params: SqlParams = []) =>
      translating(() => logged({ sql, params }, () => rows<Row>(sql, params, () => false))),
    transaction: (work) => translating(() => transaction(work)),
    close() {
      for (const statement of prepared.values()) statement.free();
      prepared.clear();
      database.close();
    },
    get number() {
      return number;
    },
    // Not in its types: the name of its file in the memory that all databases of one SQLite share.
    path: (database as Database & { readonly filename: string }).filename,
    image: () => translating(() => database.export()),
    startLog() {
      isLogging = true;
      number = translating(readNumber);
    },
    replay(change) {
      if (change.number <= number) return;
      if (change.number > number + 1) {
        throw new AppError(
          'store-corrupt',
          `Of what was saved, changes ${number + 1} to ${change.number - 1} are missing.`,
        );
      }
      translating(() => {
        isTold = false;
        try {
          transaction(() => {
            for (const { sql, params } of change.statements) {
              if (params) step(sql, params, () => true);
              else database.exec(sql);
            }
          });
        } finally {
          isTold = true;
        }
      });
    },
    untold(work) {
      isTold = false;
      try {
        return work();
      } finally {
        isTold = true;
      }
    },
  };
}

const WRITE_NUMBER =
  'INSERT INTO store_info (key, value_json) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value_json = excluded.value_json';
const READ_NUMBER = 'SELECT value_json FROM store_info WHERE key = ?';

function open(sqlite: SqlJsStatic, image: Uint8Array | undefined, maxBytes: number): Database {
  const database = new sqlite.Database(image);
  try {
    if (!image) database.exec(`PRAGMA page_size = ${PAGE_BYTES}; PRAGMA auto_vacuum = INCREMENTAL`);
    for (const setting of SETTINGS) database.exec(`PRAGMA ${setting}`);
    database.exec(`PRAGMA max_page_count = ${Math.floor(maxBytes / PAGE_BYTES)}`);
    // SQLite looks at what it was given only when it is asked something.
    database.exec('SELECT 1 FROM sqlite_schema');
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Some failures have ended the transaction already; the first error is the one to tell. */
function rollBack(database: Database): void {
  try {
    database.run('ROLLBACK');
  } catch {
    // There is nothing to go back from.
  }
}

const TOO_LARGE =
  'There is no more room: without the host, the browser keeps all conversations in its memory. Install the host, which has no such limit, or delete sessions.';
const DAMAGED = 'The store is damaged. Its second copy is looked for.';

/** sql.js tells errors by SQLite's words alone. */
const MEANINGS = [
  [
    /^database or disk is full|^out of memory|^disk i\/o error|memory access out of bounds|aborted|array buffer allocation/i,
    'disk-full',
    TOO_LARGE,
  ],
  [/^database disk image is malformed|^file is not a database|^malformed database schema/i, 'store-corrupt', DAMAGED],
] as const;

function translate<Result>(work: () => Result, onBroken: () => void): Result {
  try {
    return work();
  } catch (error) {
    if (error instanceof AppError) throw error;
    if (error instanceof Error && error.name === 'RuntimeError') onBroken();
    const words = error instanceof Error ? error.message : String(error);
    const meaning = MEANINGS.find(([pattern]) => pattern.test(words));
    if (!meaning) throw error;
    throw new AppError(meaning[1], meaning[2], { cause: error });
  }
}
