import { AppError } from '../../lib/protocol/errors.ts';
import type { SqlDatabase } from '../../lib/store/sql-database.ts';
import { type RestoredTable, tablesWith } from './restore-rules.ts';

/** A table of the store and of the backup that is attached to the same connection. Names as SQL has them. */
export interface TablePair {
  readonly name: RestoredTable;
  readonly columns: readonly string[];
  readonly key: readonly string[];
  /** What to select from: the backup's rows as they are to be. */
  readonly source: string;
  /** Whether the rows `b` and `m` have one key, and whether they are not the same otherwise. */
  readonly isSame: string;
  readonly differs: string;
}

/**
 * Attaches a database of this version's schema to the store's connection as `backup` for `work`. Errors: `store-corrupt`
 * when it has not all tables and columns, or rows that refer to nothing.
 */
export async function withAttached<Result>(
  db: SqlDatabase,
  file: string,
  work: (tables: ReadonlyMap<RestoredTable, TablePair>) => Promise<Result>,
): Promise<Result> {
  db.run('ATTACH ? AS backup', [file]);
  try {
    if (db.get('SELECT 1 FROM pragma_foreign_key_check(NULL, ?)', ['backup'])) {
      throw unusable('it has rows that refer to rows that are not there');
    }
    const names = (['replaced', 'newer', 'joined'] as const).flatMap(tablesWith);
    return await work(new Map(names.map((name) => [name, pairOf(db, name)])));
  } finally {
    db.run('DETACH backup');
  }
}

function pairOf(db: SqlDatabase, name: RestoredTable): TablePair {
  const isTable = db.get("SELECT 1 FROM backup.sqlite_schema WHERE type = 'table' AND name = ?", [name]);
  const has = new Set(columnsOf(db, name, 'backup').map((column) => column.name));
  const own = columnsOf(db, name, 'main');
  const missing = own.find((column) => !has.has(column.name));
  if (!isTable || missing) throw unusable(`its table ${name} is not as it has to be`);
  const columns = own.map((column) => quote(column.name));
  const key = own.filter((column) => column.pk > 0).map((column) => quote(column.name));
  const selected = columns.map((column) => restoredValue(name, column));
  return {
    name,
    columns,
    key,
    source: `(SELECT ${selected.join(', ')} FROM backup.${name})`,
    isSame: key.map((column) => `b.${column} = m.${column}`).join(' AND '),
    differs: columns
      .filter((column) => !key.includes(column))
      .map((column) => `m.${column} IS NOT b.${column}`)
      .join(' OR '),
  };
}

interface Column {
  readonly name: string;
  /** Its place in the primary key, from 1; 0 when it is none of it. */
  readonly pk: number;
}

function columnsOf(db: SqlDatabase, table: string, schema: string): Column[] {
  return db.all<Column>('SELECT name, pk FROM pragma_table_info(?, ?) ORDER BY cid', [table, schema]);
}

/** A reply that was being made when the backup was: nobody makes that one now. */
function restoredValue(table: RestoredTable, column: string): string {
  if (table !== 'messages' || column !== '"status"') return column;
  return `CASE WHEN status IN ('queued', 'streaming') THEN 'interrupted' ELSE status END AS status`;
}

function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

function unusable(what: string): AppError {
  return new AppError('store-corrupt', `This backup cannot be used: ${what}. Nothing was changed; choose another one.`);
}
