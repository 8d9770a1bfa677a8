import type { Params, Result } from '../../lib/protocol/methods.ts';
import type { SqlDatabase } from '../../lib/store/sql-database.ts';
import { exportContent } from '../../lib/transfer/export-content.ts';
import { CACHE_KB } from '../../lib/transfer/staging.ts';
import packageJson from '../../package.json' with { type: 'json' };
import { openReadOnly } from '../database.ts';
import { type Workplace, withStore } from '../workplace.ts';
import { createZip } from './create-zip.ts';
import { type NewFile, writeNewFile } from './new-file.ts';
import { createHasher } from './sha-256.ts';

/**
 * Writes the whole store, or some sessions, to a new file, as `exportContent` has it. `target`: default in the folder for
 * downloads, under a name that is free. Errors: `not-found` for a session that is not there, `disk-full`, `read-only`,
 * `cancelled`; then there is no file.
 */
export function exportData(
  params: Params<'data/export'>,
  place: Workplace,
  target: Partial<NewFile> = {},
): Promise<Result<'data/export'>> {
  return withStore(place, () =>
    inOneMoment(place.paths.database, async (db) => {
      const means = { progress: place, nowMs: place.now(), version: packageJson.version, createHasher, createZip };
      const { name, ending, bytes, counts } = exportContent(db, params, means);
      const file = { folder: place.paths.downloads, name, ending, ...target };
      return { ...(await writeNewFile(file, bytes)), folder: file.folder, counts };
    }),
  );
}

/**
 * Everything is read as it was at one moment, while others write: SQLite keeps it for a transaction that reads, and only lets
 * the log beside the store grow until its end.
 */
async function inOneMoment<Value>(path: string, work: (db: SqlDatabase) => Promise<Value>): Promise<Value> {
  const db = openReadOnly(path);
  try {
    db.exec(`PRAGMA cache_size = -${CACHE_KB}`);
    db.exec('BEGIN');
    return await work(db);
  } finally {
    db.close();
  }
}
