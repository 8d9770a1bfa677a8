import { onTestFinished } from 'vitest';
import {
  type EmbeddedDatabase,
  openEmbeddedDatabase,
} from '../../../entrypoints/background/embedded/embedded-database.ts';
import { migrate } from '../../../lib/store/migrate.ts';
import { sqlite } from './sqlite.ts';

let template: Uint8Array | undefined;

/** An empty store of this version as the browser opens one, with its log; closed at the end of the test. */
export function openEmbeddedTestDatabase(onChange = () => {}): EmbeddedDatabase {
  template ??= makeTemplate();
  const db = openEmbeddedDatabase({ sqlite, image: template, onChange, onBroken: () => {} });
  db.startLog();
  onTestFinished(() => db.close());
  return db;
}

/** Made once for each test file: migrating costs more than opening. */
function makeTemplate(): Uint8Array {
  const db = openEmbeddedDatabase({ sqlite, onChange: () => {}, onBroken: () => {} });
  migrate(db);
  const image = db.image();
  db.close();
  return image;
}
