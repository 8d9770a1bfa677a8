import { AppError } from '../../lib/protocol/errors.ts';
import { migrate } from '../../lib/store/migrate.ts';
import type { SqlDatabase } from '../../lib/store/sql-database.ts';
import { TABLE_NAMES, TABLES_THAT_STAY, type TableName } from '../../lib/transfer/tables.ts';
import { migrations } from '../../migrations/index.ts';

/** The columns, in the order of the schema, of each table that a file has. */
export type FileTables = ReadonlyMap<TableName, readonly string[]>;

/**
 * Looks whether a file's schema is that of some version of ours, the specification's among them, and returns its tables. A
 * view, a trigger, a table of another making or a column that computes something is not looked at any further. `scratch`: an
 * empty database, in which every version's schema is made. Errors: `invalid`.
 */
export function requireKnownSchema(file: SqlDatabase, scratch: SqlDatabase): FileTables {
  refuseForeignObjects(file);
  const known = knownColumns(scratch);
  const tables = new Map<TableName, readonly string[]>();
  for (const table of TABLE_NAMES) {
    const columns = columnsIn(file, table);
    if (columns.length === 0) continue;
    const fingerprint = fingerprintOf(columns);
    if (!known.get(table)?.has(fingerprint)) throw foreign(`its table ${table} is none of ours`);
    tables.set(
      table,
      columns.map(({ name }) => name),
    );
  }
  if (!tables.has('sessions') || !tables.has('messages')) throw foreign('it has no sessions');
  return tables;
}

interface Column {
  readonly name: string;
  readonly type: string;
  readonly hidden: number;
}

function refuseForeignObjects(file: SqlDatabase): void {
  const objects = file.all<{ type: string; name: string; sql: string | null }>(
    'SELECT type, name, sql FROM sqlite_schema',
  );
  for (const { type, name, sql } of objects) {
    if (type !== 'table' && type !== 'index') throw foreign(`it has a ${type}`);
    if (type === 'table' && !isOurs(name)) throw foreign('it has a table of another program');
    const isVirtual = /^\s*CREATE\s+VIRTUAL/i.test(sql ?? '');
    if (isVirtual && name !== 'messages_fts') throw foreign('it has a virtual table');
  }
}

/** The parts of the search index have its name before theirs. */
function isOurs(name: string): boolean {
  const tables: readonly string[] = [...TABLE_NAMES, ...Object.keys(TABLES_THAT_STAY)];
  return tables.includes(name) || /^(messages_fts|sqlite)_[a-z0-9]+$/.test(name);
}

/** For each table, its fingerprints in all versions. */
function knownColumns(scratch: SqlDatabase): ReadonlyMap<TableName, ReadonlySet<string>> {
  const known = new Map<TableName, Set<string>>(TABLE_NAMES.map((table) => [table, new Set()]));
  for (const { version } of migrations) {
    migrate(scratch, { steps: migrations.slice(0, version) });
    for (const table of TABLE_NAMES) known.get(table)?.add(fingerprintOf(columnsIn(scratch, table)));
  }
  return known;
}

function columnsIn(db: SqlDatabase, table: TableName): Column[] {
  return db.all<Column>('SELECT name, type, hidden FROM pragma_table_xinfo(?) ORDER BY cid', [table]);
}

/** Versions differ in the order of columns, and in keys and indexes, which nothing here relies on. */
function fingerprintOf(columns: readonly Column[]): string {
  return columns
    .map(({ name, type, hidden }) => `${name} ${type.toUpperCase()} ${hidden}`)
    .toSorted()
    .join(', ');
}

function foreign(why: string): AppError {
  return new AppError('invalid', `This database is no store of Holdfast: ${why}. Nothing was read from it.`);
}
