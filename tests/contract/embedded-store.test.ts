import { onTestFinished } from 'vitest';
import { openEmbeddedDatabase } from '../../entrypoints/background/embedded/embedded-database.ts';
import { migrate } from '../../lib/store/migrate.ts';
import type { SqlDatabase } from '../../lib/store/sql-database.ts';
import { sqlite } from '../support/embedded/sqlite.ts';
import { describeStore } from './store-contract.ts';

let template: Uint8Array | undefined;

/** As the browser opens one, with its log. */
function openStore(): SqlDatabase {
  template ??= makeTemplate();
  const db = openEmbeddedDatabase({ sqlite, image: template, onChange: () => {} });
  db.startLog();
  onTestFinished(() => db.close());
  return db;
}

function makeTemplate(): Uint8Array {
  const db = openEmbeddedDatabase({ sqlite, onChange: () => {} });
  migrate(db);
  const image = db.image();
  db.close();
  return image;
}

describeStore('sql.js', openStore);
