import { rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type Database from 'better-sqlite3';
import { AppError } from '../lib/protocol/errors.ts';
import { openFile, translating } from './database.ts';

/**
 * Makes this process the owner of `name` among all processes on this store. Returns what lets go; undefined when another
 * process is the owner. The lock is a SQLite file under `folder`, which the system frees when its holder dies, however it
 * dies and whatever the clock says. Errors: `read-only`, `disk-full`, `store-corrupt`.
 */
export function claimLock(folder: string, name: string): (() => void) | undefined {
  const file = join(folder, `${encodeURIComponent(name)}.db`);
  for (;;) {
    const before = identify(file);
    const database = openFile(file, { timeout: 0 });
    if (!lock(database)) return undefined;
    // An owner removes the file when it lets go: a lock on a file that is no longer there would exclude nobody.
    if (before !== undefined && identify(file) === before) return () => letGo(database, file);
    database.close();
  }
}

/** Whether it took the lock; closed when it did not. */
function lock(database: Database.Database): boolean {
  try {
    // Nothing is ever written, and a journal beside the file would be removed under the next owner.
    translating(() => database.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE'));
    return true;
  } catch (error) {
    database.close();
    if (error instanceof AppError && error.code === 'busy') return false;
    throw error;
  }
}

function letGo(database: Database.Database, file: string): void {
  // While the lock is held, or another one may have it already. Windows removes no open file, and no file in use.
  if (process.platform !== 'win32') rmSync(file, { force: true });
  database.close();
  if (process.platform === 'win32') removeIfUnused(file);
}

function removeIfUnused(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    // Another process has it open; the last one to let go removes it.
  }
}

function identify(file: string): bigint | undefined {
  return statSync(file, { bigint: true, throwIfNoEntry: false })?.ino;
}
