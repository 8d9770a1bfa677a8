import { renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { formatTimestamp } from '../lib/protocol/timestamp.ts';
import type { SqlDatabase } from '../lib/store/sql-database.ts';

const BESIDE = ['-wal', '-shm'] as const;

/** Which files a store consists of. A file that is open keeps its number, however it is renamed. */
export interface StoreFiles {
  readonly database: string | undefined;
  readonly beside: readonly (string | undefined)[];
}

/** The files that stand at a store's path now; undefined when the system does not say (a folder that cannot be entered). */
export function storeFiles(path: string): StoreFiles | undefined {
  try {
    return { database: identityOf(path), beside: BESIDE.map((suffix) => identityOf(path + suffix)) };
  } catch {
    return undefined;
  }
}

/** Whether the files that a connection has open are still those at its path. A log can only come, not go, while it is open. */
export function areSame(open: StoreFiles, now: StoreFiles): boolean {
  return (
    open.database === now.database &&
    open.beside.every((file, index) => file === undefined || file === now.beside[index])
  );
}

function identityOf(path: string): string | undefined {
  const found = statSync(path, { bigint: true, throwIfNoEntry: false });
  return found && `${found.dev} ${found.ino}`;
}

export interface ReplacedStore {
  readonly db: SqlDatabase;
  readonly path: string;
  /** The files that the connection has open. */
  readonly files: StoreFiles;
}

/**
 * Saves what a store's files hold that were moved away, replaced or deleted under its connection, with the commits that
 * were acknowledged since and stand in no file with a name. What is left of its log goes with it where the database is
 * another one: SQLite would take the old log for that of the new file, and spoil it. Returns the copy's path. Errors: as
 * SQLite's; it may be called again.
 */
export function rescueReplaced({ db, path, files }: ReplacedStore, quarantine: string, sinceMs: number): string {
  const name = `${formatTimestamp(sinceMs).replaceAll(':', '-')}-replaced-while-open-${process.pid}`;
  const copy = join(quarantine, `${name}.db`);
  // What an attempt before this one left.
  rmSync(copy, { force: true });
  db.run('VACUUM INTO ?', [copy]);
  if (identityOf(path) === files.database) return copy;
  for (const [index, suffix] of BESIDE.entries()) {
    const left = files.beside[index];
    // Not under the copy's own name, or it would be taken for the copy's log.
    if (left !== undefined && identityOf(path + suffix) === left) {
      renameSync(path + suffix, join(quarantine, `${name}.left${suffix}`));
    }
  }
  return copy;
}
