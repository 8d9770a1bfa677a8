import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { migrate } from '../../../lib/store/migrate.ts';
import type { SqlDatabase } from '../../../lib/store/sql-database.ts';
import { openDatabase } from '../../../native-host/database.ts';
import type { FileImages } from './disk-events.ts';

/** A folder for states, in memory where the system has such a place. Returns what removes it, too. */
export function createStateFolder(): { readonly home: string; readonly remove: () => void } {
  const base = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'power-cut-'));
  return { home: join(base, 'home'), remove: () => rmSync(base, { recursive: true, force: true }) };
}

/** Makes the data folder anew with exactly these files, and the folders that the host makes at its start. */
export function layOut(home: string, images: FileImages): void {
  rmSync(home, { recursive: true, force: true });
  for (const folder of [home, join(home, 'backups'), join(home, 'locks')]) mkdirSync(folder);
  for (const [path, bytes] of images) {
    const file = join(home, path);
    mkdirSync(bytes ? dirname(file) : file, { recursive: true });
    if (bytes) writeFileSync(file, bytes);
  }
}

/** Puts an empty store into a data folder. */
export function createStore(home: string): void {
  const db = openDatabase(join(home, 'holdfast.db'));
  migrate(db);
  db.close();
}

/** What a store says. Equal fingerprints: the same schema and the same rows. */
export interface StoreState {
  readonly fingerprint: string;
  /** Ids of the changes it has applied. */
  readonly applied: ReadonlySet<string>;
}

/** Opens the store in `home` as the host does, SQLite's recovery included, and reads all of it. */
export function readStore(home: string, file = 'holdfast.db'): StoreState {
  const db = openDatabase(join(home, file));
  try {
    return readState(db);
  } finally {
    db.close();
  }
}

/** Reads all of an open store. */
export function readState(db: SqlDatabase): StoreState {
  const schema = db.all<{ type: string; name: string; sql: string | null }>(
    'SELECT type, name, sql FROM sqlite_schema ORDER BY type, name',
  );
  const hash = createHash('sha1').update(JSON.stringify(schema));
  hash.update(JSON.stringify(db.all('PRAGMA user_version')));
  let requests: readonly { readonly id: string }[] = [];
  for (const { type, name, sql } of schema) {
    if (type !== 'table' || name.startsWith('sqlite_') || sql?.startsWith('CREATE VIRTUAL')) continue;
    const rows = db.all<{ id: string }>(`SELECT * FROM "${name}"`);
    hash.update(`${name} ${JSON.stringify(rows)}`);
    if (name === 'requests') requests = rows;
  }
  return { fingerprint: hash.digest('base64'), applied: new Set(requests.map(({ id }) => id)) };
}
