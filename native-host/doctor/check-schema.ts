import { atOnce, type Finding, UPDATE } from '../../lib/store/checks/check.ts';
import { readSchemaVersion, SCHEMA_VERSION } from '../../lib/store/migrate.ts';
import type { SqlDatabase } from '../../lib/store/sql-database.ts';
import type { DoctorCheck } from './doctor-check.ts';

/** The store's schema is the one of this program, and both records of its version say so. */
export const schema: DoctorCheck = {
  name: 'schema',
  step: 'reading the version',
  examine: (db) => atOnce(() => examine(db)),
};

function examine(db: SqlDatabase): Finding {
  // Throws where the two disagree.
  const version = readSchemaVersion(db);
  if (version === SCHEMA_VERSION) return { ok: true, detail: `version ${version}, the one of this program` };
  if (version > SCHEMA_VERSION) {
    return {
      ok: false,
      detail: `version ${version} is newer than this program, which knows ${SCHEMA_VERSION} and leaves the store alone`,
      cure: UPDATE,
    };
  }
  return {
    ok: true,
    detail: `version ${version}; it becomes ${SCHEMA_VERSION} when a panel opens, after a verified copy. More is looked at then`,
  };
}
