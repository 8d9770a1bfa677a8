import { existsSync } from 'node:fs';
import { migrate, readSchemaVersion, SCHEMA_VERSION, write } from '../../lib/store/migrate.ts';
import { createSearchIndex } from '../../lib/store/search-index.ts';
import { ensureStoreId } from '../../lib/store/store-info.ts';
import { openDatabase } from '../database.ts';
import { refuseLost } from '../heal/lost-store.ts';
import { lookAtStore } from '../look-at-store.ts';
import { migrateStore } from '../migrate-store.ts';
import type { DataPaths } from '../paths.ts';
import type { Workplace } from '../workplace.ts';

/** Makes the store if there never was one, as on a new machine, and brings an older one to this version. Errors: as `migrateStore`, `store-corrupt`. */
export async function ensureStore(paths: DataPaths, { now, newId, onProgress }: Workplace): Promise<void> {
  if (existsSync(paths.database) && !lookAtStore(paths.database).isEmpty) {
    migrateStore(paths, now(), onProgress);
    return;
  }
  refuseLost(paths);
  const db = openDatabase(paths.database);
  try {
    if (readSchemaVersion(db) < SCHEMA_VERSION) migrate(db);
    write(db, () => {
      createSearchIndex(db);
      ensureStoreId(db, newId);
    });
  } finally {
    db.close();
  }
}
