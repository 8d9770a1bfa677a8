import { rmSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';

/**
 * Makes this process the owner of `name` among all processes on this store. Returns what lets go; undefined when another
 * process is the owner. The lock is a SQLite file under `folder`, which the system frees when its holder dies, however it
 * dies and whatever the clock says.
 */
export function claimLock(folder: string, name: string): (() => void) | undefined {
  const file = join(folder, `${encodeURIComponent(name)}.db`);
  const database = new Database(file, { timeout: 0 });
  try {
    database.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    if (error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY')) return undefined;
    throw error;
  }
  return () => {
    database.close();
    rmSync(file, { force: true });
  };
}
