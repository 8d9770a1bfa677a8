import { rmSync } from 'node:fs';
import { AppError } from '../../lib/protocol/errors.ts';
import { addMissingHashes } from '../../lib/store/content-hash.ts';
import { migrate, readSchemaVersion, SCHEMA_VERSION } from '../../lib/store/migrate.ts';
import type { SqlDatabase } from '../../lib/store/sql-database.ts';
import { readRows } from '../../lib/transfer/read-rows.ts';
import type { Row } from '../../lib/transfer/row-json.ts';
import { TABLE_NAMES, type TableName } from '../../lib/transfer/tables.ts';
import { migrations } from '../../migrations/index.ts';
import { openDatabase, openReadOnly } from '../database.ts';
import { type FileTables, requireKnownSchema } from './known-schemas.ts';

/** For SQLite, in this process alone: a page cache, one row, and no more. */
const MAX_HEAP_BYTES = 256 * 1024 * 1024;

/** A row of the longest message that there may be, with everything around it. */
const MAX_ROW_BYTES = 64 * 1024 * 1024;

/** The specification's third version, the last without a state of messages. */
const LAST_OF_SPECIFICATION = 3;

const HASH_BATCH = 500;

/**
 * The rows of a store's file, of this version or an earlier one, a page at a time. The file is only ever read, by names of
 * columns that are known: nothing of its own making is run. An earlier version's rows are put into a store of that version's
 * schema as ours makes it, at `work`, and migrated there. To be done in a process that can be killed. Errors: `invalid`.
 */
export function* storeRows(file: string, work: string): Generator<{ readonly table: TableName; readonly rows: Row[] }> {
  const source = openReadOnly(file);
  let copy: SqlDatabase | undefined;
  try {
    source.exec(`PRAGMA hard_heap_limit = ${MAX_HEAP_BYTES}; PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0`);
    const tables = withScratch(`${work}.scratch`, (scratch) => requireKnownSchema(source, scratch));
    const version = versionOf(source, tables);
    for (const table of tables.keys()) checkTable(source, table);
    if (version < SCHEMA_VERSION) copy = migratedCopy(source, tables, version, work);
    const has = (table: TableName) => copy !== undefined || tables.has(table);
    for (const table of TABLE_NAMES.filter(has)) {
      for (const rows of readRows(copy ?? source, table, { maxRowBytes: MAX_ROW_BYTES })) yield { table, rows };
    }
  } finally {
    source.close();
    copy?.close();
    remove(work);
  }
}

/** What the file says of itself, and what its columns say. Errors: `invalid` for a newer one. */
function versionOf(source: SqlDatabase, tables: FileTables): number {
  const recorded = readSchemaVersion(source);
  if (recorded > SCHEMA_VERSION) {
    throw new AppError('invalid', 'This store was written by a newer Holdfast. Update this one, then import it.');
  }
  if (recorded > LAST_OF_SPECIFICATION) return recorded;
  const detected = tables.has('analytics') ? 3 : tables.get('sessions')?.includes('branch_name') ? 2 : 1;
  return Math.max(recorded, detected);
}

/** One table at a time: a check of all would run what the file calls a search index. */
function checkTable(source: SqlDatabase, table: TableName): void {
  const found = source.get<{ quick_check: string }>(`PRAGMA quick_check(${table})`)?.quick_check;
  if (found === 'ok') return;
  throw new AppError(
    'invalid',
    `This store's file is damaged (${table}: ${found?.slice(0, 100)}). Import a backup of it instead.`,
  );
}

function migratedCopy(source: SqlDatabase, tables: FileTables, version: number, work: string): SqlDatabase {
  const copy = openScratch(work);
  try {
    migrate(copy, { steps: migrations.slice(0, version) });
    copy.exec('PRAGMA foreign_keys = OFF');
    for (const [table, columns] of tables) {
      const sql = `INSERT OR IGNORE INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`;
      for (const rows of readRows(source, table, { columns, maxRowBytes: MAX_ROW_BYTES })) {
        copy.transaction(() => {
          for (const row of rows) copy.run(sql, Object.values(row));
        });
      }
    }
    migrate(copy);
    for (let after: number | undefined = 0; after !== undefined; ) {
      const from: number = after;
      after = copy.transaction(() => addMissingHashes(copy, from, HASH_BATCH));
    }
    return copy;
  } catch (error) {
    copy.close();
    throw error;
  }
}

function withScratch<Value>(path: string, work: (scratch: SqlDatabase) => Value): Value {
  const scratch = openScratch(path);
  try {
    return work(scratch);
  } finally {
    scratch.close();
    remove(path);
  }
}

/** Gone after the work: nothing of it has to be on disk. */
function openScratch(path: string): SqlDatabase {
  const scratch = openDatabase(path);
  scratch.exec('PRAGMA synchronous = OFF');
  return scratch;
}

function remove(path: string): void {
  for (const ending of ['', '-wal', '-shm']) rmSync(`${path}${ending}`, { force: true });
}
