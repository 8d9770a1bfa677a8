import { readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Params } from '../../lib/protocol/methods.ts';
import type { SqlDatabase } from '../../lib/store/sql-database.ts';
import type { Resolution } from '../../lib/transfer/plan-import.ts';
import { TABLE_NAMES } from '../../lib/transfer/tables.ts';
import { openDatabase } from '../../native-host/database.ts';
import type { DataPaths } from '../../native-host/paths.ts';
import { exportData } from '../../native-host/transfer/export-data.ts';
import { analyzeFile, importFile } from '../../native-host/transfer/import-data.ts';
import { temporaryStorePath } from './temporary-store.ts';
import { pathsAround as pathsAt, placeAt } from './transfer-places.ts';

export { placeAt } from './transfer-places.ts';

/** A data folder of its own around a store, by default an empty one of this version. */
export function pathsAround(database: string = temporaryStorePath()): DataPaths {
  return pathsAt(database);
}

/** Exports and returns the file's path. */
export async function exported(
  paths: DataPaths,
  format: Params<'data/export'>['format'] = 'bundle',
  sessionIds?: string[],
): Promise<string> {
  const { folder, name } = await exportData({ format, ...(sessionIds && { sessionIds }) }, placeAt(paths));
  return join(folder, name);
}

/** Imports a file. */
export function imported(paths: DataPaths, file: string, resolution: Resolution = 'skip') {
  return importFile(file, resolution, placeAt(paths));
}

/** Looks at a file. */
export function analyzed(paths: DataPaths, file: string) {
  return analyzeFile(file, placeAt(paths));
}

/** The file with its bytes changed, beside it. */
export function changedFile(file: string, name: string, change: (bytes: Buffer) => Uint8Array): string {
  const path = join(dirname(file), `${name}-${basename(file)}`);
  writeFileSync(path, change(readFileSync(file)));
  return path;
}

/** Opens a store for a moment. */
export function using<Value>(path: string, work: (db: SqlDatabase) => Value): Value {
  const db = openDatabase(path);
  db.exec('PRAGMA synchronous = OFF');
  try {
    return work(db);
  } finally {
    db.close();
  }
}

/** Every row of every table of data, in stored order. */
export function dataOf(db: SqlDatabase): Record<string, unknown[]> {
  return Object.fromEntries(TABLE_NAMES.map((table) => [table, db.all(`SELECT * FROM ${table} ORDER BY rowid`)]));
}
