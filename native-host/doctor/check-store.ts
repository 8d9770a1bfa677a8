import { FILE_CHECKS } from '../../lib/file-checks.ts';
import { AppError } from '../../lib/protocol/errors.ts';
import type { Steps } from '../../lib/steps.ts';
import { DATABASE_CHECKS, ROW_CHECKS } from '../../lib/store/check-store.ts';
import { type Finding, REPAIR, RESTORE } from '../../lib/store/checks/check.ts';
import { orphans } from '../../lib/store/checks/orphans.ts';
import type { Examined } from '../../lib/store/examined.ts';
import { readSchemaVersion, SCHEMA_VERSION } from '../../lib/store/migrate.ts';
import { type BoundCheck, endsAll, runChecks } from '../../lib/store/run-checks.ts';
import type { SqlDatabase } from '../../lib/store/sql-database.ts';
import { openDatabase, openReadOnly } from '../database.ts';
import type { Workplace } from '../workplace.ts';
import { backups, sweeps } from './check-copies.ts';
import { settings, sqliteVersion } from './check-engine.ts';
import { replies } from './check-replies.ts';
import { schema } from './check-schema.ts';
import type { DoctorCheck } from './doctor-check.ts';

/** What is looked at in a store of any version, and what only in one of this. A reply that ends is put into the search index. */
const IN_ANY: readonly DoctorCheck[] = [schema, ...DATABASE_CHECKS, sqliteVersion, settings];
const IN_CURRENT: readonly DoctorCheck[] = [...ROW_CHECKS, replies, orphans, backups, sweeps];

/**
 * Looks at what is in the store's file, by reading only: who closes a store last writes its log into it. What is wrong is
 * repaired before the next thing is looked at, unless the file itself is damaged. Returns why it cannot be read at all.
 * Errors: `busy`, `cancelled`.
 */
export async function checkStore(repair: boolean, place: Workplace): Promise<Examined[] | AppError> {
  let db: SqlDatabase;
  try {
    db = openReadOnly(place.paths.database);
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  try {
    // Opening reads nothing.
    db.get('SELECT 1 FROM sqlite_schema');
    db.exec('PRAGMA temp_store = MEMORY');
    return await examineAll(db, repair, place);
  } catch (error) {
    if (error instanceof AppError && !endsAll(error)) return error;
    throw error;
  } finally {
    db.close();
  }
}

function examineAll(db: SqlDatabase, repair: boolean, place: Workplace): Promise<Examined[]> {
  const isCurrent = versionOf(db) === SCHEMA_VERSION;
  const checks = isCurrent ? [...IN_ANY, ...IN_CURRENT] : IN_ANY;
  const bound = checks.map((check) => bind(check, db, place));
  return runChecks(bound, { mayRepair: repair && isCurrent, onProgress: place.onProgress, pause: () => place.pause() });
}

function bind({ name, step, examine, repair }: DoctorCheck, db: SqlDatabase, place: Workplace): BoundCheck {
  return {
    ...{ name, step },
    examine: () => healable(name, examine(db, place)),
    repair: repair && ((run) => repairing(place, (writer) => run(repair(writer, place)))),
  };
}

/** A damaged file, which in the browser only a backup can replace, is made anew here. */
function* healable(name: string, steps: Steps<Finding>): Steps<Finding> {
  try {
    const found = yield* steps;
    return found.cure === RESTORE && FILE_CHECKS.includes(name) ? { ...found, cure: REPAIR } : found;
  } catch (error) {
    if (!(error instanceof AppError && error.code === 'store-corrupt')) throw error;
    return { ok: false, detail: error.message, cure: REPAIR };
  }
}

/** Undefined when the store does not say; the check of the schema tells. */
function versionOf(db: SqlDatabase): number | undefined {
  try {
    return readSchemaVersion(db);
  } catch (error) {
    if (error instanceof AppError && error.code === 'store-corrupt') return undefined;
    throw error;
  }
}

async function repairing<Result>(
  { paths }: Workplace,
  work: (writer: SqlDatabase) => Promise<Result>,
): Promise<Result> {
  const writer = openDatabase(paths.database);
  try {
    return await work(writer);
  } finally {
    writer.close();
  }
}
