import { migrate, SCHEMA_VERSION } from '../../../lib/store/migrate.ts';
import { migrations } from '../../../migrations/index.ts';
import { openDatabase } from '../../../native-host/database.ts';

/** Brings a store to the version after this one's, as the host of a later release will. */
export function migrateToNextVersion(path: string): void {
  const db = openDatabase(path);
  const next = {
    version: SCHEMA_VERSION + 1,
    name: 'add-later',
    up: () => db.exec('CREATE TABLE of_a_later_version (id TEXT)'),
  };
  migrate(db, { steps: [...migrations, next] });
  db.close();
}
