import { type BigIntStats, existsSync, fstatSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type Database from 'better-sqlite3';
import { AppError } from '../lib/protocol/errors.ts';
import { openFile, translating } from './database.ts';
import { ourNames } from './our-files.ts';

/** A connection that nobody refers to is closed by the garbage collector, and its lock with it. */
const held = new Set<Database.Database>();

/**
 * Makes this process the owner of `name` among all processes on this store. Returns what lets go; undefined when another
 * process is the owner. The lock is a SQLite file under `folder`, which the system frees when its holder dies, however it
 * dies and whatever the clock says. Errors: `read-only`, `disk-full`, `store-corrupt`, `internal`.
 */
export function claimLock(folder: string, name: string): (() => void) | undefined {
  const file = fileOf(folder, name);
  const database = lock(file, 'BEGIN EXCLUSIVE');
  return database && (() => letGo(database, file));
}

/**
 * Shares `name` with others that share it: while anyone does, nobody owns it, and while somebody owns it, this returns
 * undefined. Otherwise as {@link claimLock}.
 */
export function shareLock(folder: string, name: string): (() => void) | undefined {
  // A transaction that reads holds SQLite's shared lock until it ends.
  const database = lock(fileOf(folder, name), 'BEGIN; SELECT count(*) FROM sqlite_schema');
  // The file stays: who shares a lock cannot know whether others do.
  return database && (() => close(database));
}

/**
 * Whether a living process owns `name`. Looks without disturbing: a lock that nobody took has no file, and one whose owner died
 * is held for no longer than the look.
 */
export function isLockHeld(folder: string, name: string): boolean {
  if (!existsSync(fileOf(folder, name))) return false;
  const letGo = claimLock(folder, name);
  letGo?.();
  return letGo === undefined;
}

/** Removes the files of locks that nobody has. */
export function removeFreeLocks(folder: string): void {
  for (const name of lockNames(folder)) claimLock(folder, name)?.();
}

/** The names that have a file, whether somebody holds them or died with them. */
export function lockNames(folder: string): string[] {
  return ourNames({ locks: folder }, 'locks')
    .filter((file) => file.endsWith('.db'))
    .map((file) => decodeURIComponent(file.slice(0, -'.db'.length)));
}

function fileOf(folder: string, name: string): string {
  return join(folder, `${encodeURIComponent(name)}.db`);
}

/** The connection that holds the lock. */
function lock(file: string, begin: string): Database.Database | undefined {
  for (;;) {
    const database = openFile(file, { timeout: 0 });
    if (!tryToLock(database, file, begin)) return undefined;
    // An owner removes the file when it lets go: a lock on a file that is no longer there would exclude nobody.
    if (isOpenHere(file)) {
      held.add(database);
      return database;
    }
    database.close();
  }
}

/** Whether it took the lock; closed when it did not. */
function tryToLock(database: Database.Database, file: string, begin: string): boolean {
  try {
    // Nothing is ever written, and a journal beside the file would be removed under the next owner.
    translating(file, () => database.exec(`PRAGMA journal_mode = MEMORY; ${begin}`));
    return true;
  } catch (error) {
    database.close();
    if (error instanceof AppError && error.code === 'busy') return false;
    throw error;
  }
}

function letGo(database: Database.Database, file: string): void {
  // A second time it would remove the next owner's file.
  if (!held.has(database)) return;
  // While the lock is held, or another one may have it already. Windows removes no open file, and no file in use.
  if (process.platform !== 'win32') rmSync(file, { force: true });
  close(database);
  if (process.platform === 'win32') removeIfUnused(file);
}

function close(database: Database.Database): void {
  held.delete(database);
  database.close();
}

function removeIfUnused(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    // Another process has it open; the last one to let go removes it.
  }
}

/**
 * Whether this process has the file open that stands at `file`. The number that it had before it was opened would not
 * tell: the system gives the number of a removed file to a new one at once, but not that of one that is open.
 */
function isOpenHere(file: string): boolean {
  // There no file that is open is ever removed.
  if (process.platform === 'win32') return true;
  const there = statSync(file, { bigint: true, throwIfNoEntry: false });
  return there !== undefined && readdirSync('/dev/fd').some((fd) => isSameFile(Number(fd), there));
}

function isSameFile(fd: number, { dev, ino }: BigIntStats): boolean {
  try {
    const open = fstatSync(fd, { bigint: true });
    return open.ino === ino && open.dev === dev;
  } catch {
    // The one that the folder was listed through.
    return false;
  }
}
