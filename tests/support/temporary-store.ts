import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { migrate, SCHEMA_VERSION } from '../../lib/store/migrate.ts';
import { createSearchIndex } from '../../lib/store/search-index.ts';
import type { SqlDatabase } from '../../lib/store/sql-database.ts';
import { migrations } from '../../migrations/index.ts';
import { openDatabase } from '../../native-host/database.ts';

/** A folder that is removed at the end of the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/**
 * An empty store in a file of its own, of this version, with its search index as the host makes it, or of an earlier one;
 * closed at the end of the test.
 */
export function openTemporaryStore(version: number = SCHEMA_VERSION): SqlDatabase {
  return openStoreAt(temporaryStorePath(version));
}

/** The same without a search index, as in the browser, whose engine has none. */
export function openStoreWithoutSearchIndex(): SqlDatabase {
  const db = openTemporaryStore();
  db.exec('DROP TABLE messages_fts');
  return db;
}

/** The path of an empty store that nobody has open; 0 = a database without tables. */
export function temporaryStorePath(version: number = SCHEMA_VERSION): string {
  const path = join(temporaryFolder(), 'holdfast.db');
  writeFileSync(path, templateOf(version));
  return path;
}

/** Opens a database file as the host does, closed at the end of the test; without syncs, since no test cuts the power. */
export function openStoreAt(path: string): SqlDatabase {
  const db = openUnsynced(path);
  onTestFinished(() => db.close());
  return db;
}

function openUnsynced(path: string): SqlDatabase {
  const db = openDatabase(path);
  db.exec('PRAGMA synchronous = OFF');
  return db;
}

const templates = new Map<number, Buffer>();

/** The file of an empty store, made once for each version: migrating costs more than writing it. */
function templateOf(version: number): Buffer {
  const made = templates.get(version);
  if (made !== undefined) return made;
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-template-'));
  try {
    const path = join(folder, `${version}.db`);
    const db = openUnsynced(path);
    migrate(db, { steps: migrations.slice(0, version) });
    if (version === SCHEMA_VERSION) db.transaction(() => createSearchIndex(db));
    db.close();
    const template = readFileSync(path);
    templates.set(version, template);
    return template;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
