import type { SqlDatabase } from '../../lib/store/sql-database.ts';

interface TableSchema {
  readonly columns: unknown[];
  readonly keys: unknown[];
  readonly indexes: unknown[];
}

/**
 * Tables with columns in order, foreign keys and indexes, by name; nothing depends on how the SQL was written. Without the
 * search index, which no migration makes.
 */
export function schemaOf(db: SqlDatabase): Record<string, TableSchema> {
  const tables = db.all<{ name: string; strict: number; wr: number }>(
    `SELECT name, strict, wr FROM pragma_table_list
     WHERE schema = 'main' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'messages_fts%' ORDER BY name`,
  );
  return Object.fromEntries(
    tables.map((table) => [
      table.name,
      {
        ...table,
        columns: db.all('SELECT cid, name, type, "notnull", dflt_value, pk, hidden FROM pragma_table_xinfo(?)', [
          table.name,
        ]),
        keys: db.all(
          'SELECT "table", "from", "to", on_update, on_delete FROM pragma_foreign_key_list(?) ORDER BY "from"',
          [table.name],
        ),
        indexes: indexesOf(db, table.name),
      },
    ]),
  );
}

function indexesOf(db: SqlDatabase, table: string): unknown[] {
  return db
    .all<{ name: string }>('SELECT name, "unique", origin, partial FROM pragma_index_list(?) ORDER BY name', [table])
    .map((index) => ({
      ...index,
      columns: db.all('SELECT name, "desc", coll FROM pragma_index_xinfo(?) WHERE key = 1 ORDER BY seqno', [
        index.name,
      ]),
    }));
}
