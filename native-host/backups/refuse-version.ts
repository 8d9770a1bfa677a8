import { AppError } from '../../lib/protocol/errors.ts';
import { readSchemaVersion, refuseNewer, SCHEMA_VERSION } from '../../lib/store/migrate.ts';
import type { SqlDatabase } from '../../lib/store/sql-database.ts';

/** Throws `busy` for a store that is yet to be migrated, `store-newer-than-host` for one of a later version. */
export function refuseOlderStore(db: SqlDatabase): void {
  const version = readSchemaVersion(db);
  refuseNewer(version);
  if (version === SCHEMA_VERSION) return;
  throw new AppError(
    'busy',
    'The store is of an older version. Open the panel once, so that it is brought up to date.',
  );
}

/** Throws `store-newer-than-host` for a backup of a later version than this program's. */
export function refuseNewerBackup(version: number): void {
  if (version <= SCHEMA_VERSION) return;
  throw new AppError(
    'store-newer-than-host',
    `This backup was made by a newer Holdfast (schema ${version}, this one knows ${SCHEMA_VERSION}). Update the host; nothing was changed.`,
    { details: { schemaVersion: version, knownSchemaVersion: SCHEMA_VERSION } },
  );
}
