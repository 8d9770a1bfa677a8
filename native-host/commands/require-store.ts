import { existsSync } from 'node:fs';
import { AppError } from '../../lib/protocol/errors.ts';
import { SCHEMA_VERSION } from '../../lib/store/migrate.ts';
import { lookAtStore, type StoreLook } from '../look-at-store.ts';

/** Looks at the store before work that would else make an empty one. Errors: `not-found`; as `lookAtStore`. */
export function requireStore(database: string): StoreLook {
  if (existsSync(database)) {
    const found = lookAtStore(database);
    if (!found.isEmpty) return found;
  }
  throw new AppError('not-found', `There is no store at ${database} yet. Open the panel once to make one.`);
}

/** The same for work that knows only the tables of this version. Errors: also `version-mismatch`. */
export function requireCurrentStore(database: string): void {
  const { schemaVersion } = requireStore(database);
  if (schemaVersion >= SCHEMA_VERSION) return;
  throw new AppError(
    'version-mismatch',
    `The store at ${database} is of an older Holdfast (version ${schemaVersion}, not ${SCHEMA_VERSION}). Open the panel once: it copies the store, then brings it up to date.`,
  );
}
