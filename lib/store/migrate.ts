import { migrations } from '../../migrations/index.ts';
import type { Migration } from '../../migrations/migration.ts';
import { AppError } from '../protocol/errors.ts';
import type { SqlDatabase } from './sql-database.ts';

/** The schema that this version reads and writes. */
export const SCHEMA_VERSION = migrations.length;

/**
 * The version a store says it has; 0 = nothing there, or a store from before versions were kept. Throws `store-corrupt`
 * when its two records of the version disagree.
 */
export function readSchemaVersion(db: SqlDatabase): number {
  for (;;) {
    const mirrored = readUserVersion(db);
    const recorded = readRecordedVersion(db) ?? mirrored;
    if (mirrored === 0 || mirrored === recorded) return recorded;
    // Another process may have migrated between the two looks: then the first one has changed as well.
    if (readUserVersion(db) !== mirrored) continue;
    throw new AppError(
      'store-corrupt',
      `The store says that its schema is version ${recorded} in one place and ${mirrored} in another. Nothing was deleted.`,
    );
  }
}

function readRecordedVersion(db: SqlDatabase): number | undefined {
  const hasTable = db.get("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'schema_version'");
  const row = hasTable
    ? db.get<{ version: number | null }>('SELECT max(version) AS version FROM schema_version')
    : undefined;
  return row?.version ?? undefined;
}

/** Throws `store-newer-than-host` for a store of a later version than this program's; nothing is changed. */
export function refuseNewer(version: number): void {
  if (version <= SCHEMA_VERSION) return;
  throw new AppError(
    'store-newer-than-host',
    `The store was written by a newer Holdfast (schema ${version}, this one knows ${SCHEMA_VERSION}). Update the host; nothing was changed.`,
    { details: { schemaVersion: version, knownSchemaVersion: SCHEMA_VERSION } },
  );
}

/**
 * Brings a store to `SCHEMA_VERSION`, each step with its number in one transaction, so that a kill between any two
 * statements leaves a whole older version. Several programs may do this at once: each step runs once. Errors:
 * `store-newer-than-host`, `store-corrupt`, and whatever a step meets, after which that step has changed nothing.
 */
export function migrate(
  db: SqlDatabase,
  { steps = migrations, onStep }: { steps?: readonly Migration[]; onStep?: (step: Migration) => void } = {},
): void {
  refuseNewer(readSchemaVersion(db));
  // Rebuilding a table drops it, which with enforced keys would delete the rows that refer to it.
  db.exec('PRAGMA foreign_keys = OFF');
  try {
    for (const step of steps) {
      if (readSchemaVersion(db) >= step.version) continue;
      onStep?.(step);
      db.transaction(() => runStep(db, step));
    }
  } finally {
    db.exec('PRAGMA foreign_keys = ON');
  }
}

function runStep(db: SqlDatabase, step: Migration): void {
  if (readSchemaVersion(db) >= step.version) return;
  step.up(db);
  // Made anew each time: stores from before have it in other forms.
  db.exec(`
    DROP TABLE IF EXISTS schema_version;
    CREATE TABLE schema_version (id INTEGER PRIMARY KEY CHECK (id = 1), version INTEGER NOT NULL);
  `);
  db.run('INSERT INTO schema_version (id, version) VALUES (1, ?)', [step.version]);
  db.exec(`PRAGMA user_version = ${step.version}`);
}

function readUserVersion(db: SqlDatabase): number {
  return db.get<{ user_version: number }>('PRAGMA user_version')?.user_version ?? 0;
}

/**
 * `work` in one write transaction, if the schema is still the one this program knows: a host left running across another
 * one's migration must stop writing (`store-newer-than-host`).
 */
export function write<Result>(db: SqlDatabase, work: () => Result): Result {
  return db.transaction(() => {
    const version = readUserVersion(db);
    refuseNewer(version);
    if (version < SCHEMA_VERSION) {
      throw new AppError('store-corrupt', `The store's schema went back to version ${version}. Restart the browser.`);
    }
    return work();
  });
}
