import { onTestFinished } from 'vitest';
import { openEmbeddedDatabase } from '../../../entrypoints/background/embedded/embedded-database.ts';
import { migrate } from '../../../lib/store/migrate.ts';
import type { SqlDatabase } from '../../../lib/store/sql-database.ts';
import { sqlite } from './sqlite.ts';

let template: Uint8Array | undefined;

/** An empty store of this version as the browser opens one, with its log; closed at the end of the test. */
export function openEmbeddedTestDatabase(): SqlDatabase {
  template ??= makeTemplate();
  const db = openEmbeddedDatabase({ sqlite, image: template, onChange: () => {} });
  db.startLog();
  onTestFinished(() => db.close());
  return db;
}

/** Made once for each test file: migrating costs more than opening. */
function makeTemplate(): Uint8Array {
  const db = openEmbeddedDatabase({ sqlite, onChange: () => {} });
  migrate(db);
  const image = db.image();
  db.close();
  return image;
}
