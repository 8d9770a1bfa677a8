import { AppError } from '../../lib/protocol/errors.ts';
import { readSchemaVersion, SCHEMA_VERSION } from '../../lib/store/migrate.ts';
import type { SqlDatabase } from '../../lib/store/sql-database.ts';
import { SALVAGE_RULES } from './salvage-rules.ts';

/** A table or column that a store of this version has and this one lacks; undefined when it has all, or is of another version. */
export function findSchemaDamage(db: SqlDatabase): string | undefined {
  if (readSchemaVersion(db) !== SCHEMA_VERSION) return undefined;
  const found = db.all<{ name: string }>(
    `SELECT tables.name || '.' || columns.name AS name FROM sqlite_schema AS tables, pragma_table_info(tables.name) AS columns
     WHERE tables.type = 'table'`,
  );
  const there = new Set(found.map(({ name }) => name));
  return NEEDED.find((name) => !there.has(name));
}

/** Throws `store-corrupt` for a store of this version that lacks a table or a column. Takes about a millisecond. */
export function refuseDamagedSchema(db: SqlDatabase): void {
  const missing = findSchemaDamage(db);
  if (missing === undefined) return;
  throw new AppError('store-corrupt', `The store is damaged: it has no ${missing} any more. Nothing was deleted.`);
}

const NEEDED = Object.entries(SALVAGE_RULES).flatMap(([table, { entries }]) =>
  Object.keys(entries).map((column) => `${table}.${column}`),
);
