import { AppError } from '../../lib/protocol/errors.ts';
import type { Check } from '../../lib/protocol/keeping-shapes.ts';
import { DATABASE_CHECKS, ROW_CHECKS } from '../../lib/store/check-store.ts';
import { type Finding, RESTORE } from '../../lib/store/checks/check.ts';
import { integrity } from '../../lib/store/checks/integrity.ts';
import { readSchemaVersion, SCHEMA_VERSION } from '../../lib/store/migrate.ts';
import type { SqlDatabase } from '../../lib/store/sql-database.ts';
import { openDatabase, openReadOnly } from '../database.ts';
import { runWithPauses, type Stretch } from '../steps.ts';
import type { Workplace } from '../workplace.ts';
import { backups, sweeps } from './check-copies.ts';
import { settings, sqliteVersion } from './check-engine.ts';
import { orphans } from './check-orphans.ts';
import { replies } from './check-replies.ts';
import { schema } from './check-schema.ts';
import type { DoctorCheck } from './doctor-check.ts';

/** What is looked at in a store of any version, and what only in one of this. A reply that ends is put into the search index. */
const IN_ANY: readonly DoctorCheck[] = [schema, ...DATABASE_CHECKS, sqliteVersion, settings];
const IN_CURRENT: readonly DoctorCheck[] = [...ROW_CHECKS, replies, orphans, backups, sweeps];

/** How long a check takes beside the others, which take 1. */
const WEIGHTS: Readonly<Record<string, number>> = { integrity: 20, 'content hashes': 20, 'search index': 60 };

/**
 * Looks at what is in the store's file, by reading only: who closes a store last writes its log into it. What is wrong is
 * repaired before the next thing is looked at, unless the file itself is damaged. Returns why it cannot be read at all.
 * Errors: `busy`, `cancelled`.
 */
export async function checkStore(repair: boolean, place: Workplace): Promise<Check[] | AppError> {
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

async function examineAll(db: SqlDatabase, repair: boolean, place: Workplace): Promise<Check[]> {
  const isCurrent = versionOf(db) === SCHEMA_VERSION;
  const checks = isCurrent ? [...IN_ANY, ...IN_CURRENT] : IN_ANY;
  const whole = checks.reduce((sum, check) => sum + weightOf(check), 0);
  const told: Check[] = [];
  let mayRepair = repair && isCurrent;
  let done = 0;
  for (const check of checks) {
    const stretch = { from: done / whole, to: (done + weightOf(check)) / whole, step: check.step };
    const found = await examine(check, db, place, stretch);
    told.push(
      found.ok || !mayRepair ? { name: check.name, ...found } : await repairOne(check, found, db, place, stretch),
    );
    if (check.name === integrity.name && !found.ok) mayRepair = false;
    done += weightOf(check);
  }
  return told;
}

function weightOf({ name }: DoctorCheck): number {
  return WEIGHTS[name] ?? 1;
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

async function examine(check: DoctorCheck, db: SqlDatabase, place: Workplace, stretch: Stretch): Promise<Finding> {
  try {
    return await runWithPauses(check.examine(db, place), place, stretch);
  } catch (error) {
    if (error instanceof AppError && !endsAll(error)) return { ok: false, detail: error.message };
    // A table or a column that is not there.
    if (error instanceof Error && 'code' in error && error.code === 'SQLITE_ERROR') {
      return { ok: false, detail: `its tables are not those of a store (${error.message}). ${RESTORE}` };
    }
    throw error;
  }
}

async function repairOne(
  check: DoctorCheck,
  found: Finding,
  db: SqlDatabase,
  place: Workplace,
  stretch: Stretch,
): Promise<Check> {
  const { name, repair } = check;
  if (!repair) return { name, ...found };
  try {
    const repaired = await repairing(place, (writer) => runWithPauses(repair(writer, place), place, stretch));
    const after = await examine(check, db, place, stretch);
    return { name, ...after, ...(repaired !== undefined && { repaired }) };
  } catch (error) {
    if (!(error instanceof AppError) || endsAll(error)) throw error;
    return { name, ok: false, detail: `${found.detail} It could not be repaired: ${error.message}` };
  }
}

/** What says nothing of the store. */
function endsAll({ code }: AppError): boolean {
  return code === 'busy' || code === 'cancelled';
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
