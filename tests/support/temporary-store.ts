import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { migrate } from '../../lib/store/migrate.ts';
import type { SqlDatabase } from '../../lib/store/sql-database.ts';
import { openDatabase } from '../../native-host/database.ts';

/** A folder that is removed at the end of the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** An empty store of this version in a file of its own, opened as the host does; closed at the end of the test. */
export function openTemporaryStore(): SqlDatabase {
  return openStoreAt(temporaryStorePath());
}

/** The path of an empty store of this version that nobody has open. */
export function temporaryStorePath(): string {
  const path = join(temporaryFolder(), 'holdfast.db');
  copyFileSync(templateStore(), path);
  return path;
}

/** Opens a store or database file as the host does; closed at the end of the test. */
export function openStoreAt(path: string): SqlDatabase {
  const db = openDatabase(path);
  onTestFinished(() => db.close());
  return db;
}

let template: string | undefined;

/** Made once for each test file: migrating costs more than copying. */
function templateStore(): string {
  if (template !== undefined) return template;
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-template-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  template = join(folder, 'holdfast.db');
  const db = openDatabase(template);
  migrate(db);
  db.close();
  return template;
}
