import { AppError } from '../../lib/protocol/errors.ts';
import { runSteps } from '../../lib/steps.ts';
import { countHashedUnfinished } from '../../lib/store/content-hash.ts';
import { readSchemaVersion, SCHEMA_VERSION } from '../../lib/store/migrate.ts';
import type { SqlDatabase } from '../../lib/store/sql-database.ts';
import { proveDatabase } from '../backups/prove-database.ts';
import { openReadOnly } from '../database.ts';
import { hasUnknownForm } from '../header-form.ts';
import { type DamagedRow, readDamaged, readPlaces } from './read-damaged.ts';
import { findSchemaDamage } from './schema-damage.ts';

/** What is read from the copy of a store that may be damaged. */
export interface DamageSource {
  /** What is wrong with it; undefined when nothing is. */
  findProblem(file: string): Promise<string | undefined>;
  /** The rows of some tables, one table after the other, as `readDamaged` tells them; of `PLACES` as `readPlaces` does. */
  rows(file: string, tables: readonly string[]): AsyncIterable<TableRow>;
}

/** Stands for a table: what an index says of messages. */
export const PLACES = 'places of messages';

export type TableRow = readonly [table: string, row: DamagedRow];

/** What `DamageSource.rows` tells. */
export function* readTables(file: string, tables: readonly string[]): Generator<TableRow> {
  for (const table of tables) {
    for (const row of table === PLACES ? readPlaces(file) : readDamaged(file, table)) yield [table, row];
  }
}

/** Older ones may have said it in one place alone. */
const OWN_VERSIONS = 4;

/** In this process. */
export const sourceHere: DamageSource = {
  findProblem: async (file) => findProblem(file),
  async *rows(file, tables) {
    yield* readTables(file, tables);
  },
};

/** What is wrong with a database; undefined when nothing is. Errors: those that say nothing of the file. */
export function findProblem(file: string): string | undefined {
  if (hasUnknownForm(file)) return 'its header is not one that SQLite writes';
  try {
    const db = openReadOnly(file);
    try {
      // An index that is only wrong is made anew elsewhere; one that made SQLite stop is of a damaged file.
      return (
        runSteps(proveDatabase(db, { withSearchIndex: true })).problem ??
        findLostVersion(db) ??
        findLostTable(db) ??
        findLostFact(db) ??
        findLostStatus(db)
      );
    } finally {
      db.close();
    }
  } catch (error) {
    if (error instanceof AppError && error.code === 'store-corrupt') return 'it is no database any more';
    // A table or a column that is not there.
    if (error instanceof Error && 'code' in error && error.code === 'SQLITE_ERROR') return error.message;
    throw error;
  }
}

function findLostFact(db: SqlDatabase): string | undefined {
  if (readSchemaVersion(db) < SCHEMA_VERSION) return undefined;
  const found = db.get<{ key: string }>('SELECT key FROM store_info WHERE NOT json_valid(value_json)');
  return found && `what it holds as “${found.key}” cannot be read`;
}

/** Only a complete message has a hash. */
function findLostStatus(db: SqlDatabase): string | undefined {
  if (readSchemaVersion(db) < SCHEMA_VERSION) return undefined;
  const found = countHashedUnfinished(db);
  return found > 0 ? `${found} messages have a hash and are not complete` : undefined;
}

function findLostTable(db: SqlDatabase): string | undefined {
  const missing = findSchemaDamage(db);
  return missing && `it has no ${missing}`;
}

/** Every version of ours says which it is in two places; nothing can be written while one of them says nothing. */
function findLostVersion(db: SqlDatabase): string | undefined {
  const mirrored = db.get<{ user_version: number }>('PRAGMA user_version')?.user_version;
  return mirrored === 0 && readSchemaVersion(db) >= OWN_VERSIONS ? 'it does not say its version' : undefined;
}
