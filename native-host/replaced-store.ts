import { renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { formatTimestamp } from '../lib/protocol/timestamp.ts';
import type { SqlDatabase } from '../lib/store/sql-database.ts';

const BESIDE = ['-wal', '-shm'] as const;

/** Which files a store consists of: names stay with files that are open, however they are renamed. */
export interface StoreFiles {
  readonly database: string | undefined;
  readonly beside: readonly (string | undefined)[];
}

/** The files that stand at a store's path now. On Windows nobody can move or replace them while they are open. */
export function storeFiles(path: string): StoreFiles {
  return { database: identityOf(path), beside: BESIDE.map((suffix) => identityOf(path + suffix)) };
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
 * Saves what a store's file holds that was moved away, replaced or deleted under its connection, with the commits that
 * were acknowledged since and stand in no file with a name. What it left at the path goes with it: SQLite would take an old
 * log for that of the new file, and spoil it. Returns the copy's path. Errors: as SQLite's.
 */
export function rescueReplaced({ db, path, files }: ReplacedStore, quarantine: string, nowMs: number): string {
  const name = `${formatTimestamp(nowMs).replaceAll(':', '-')}-replaced-while-open-${process.pid}`;
  const copy = join(quarantine, `${name}.db`);
  db.run('VACUUM INTO ?', [copy]);
  for (const [index, suffix] of BESIDE.entries()) {
    const left = files.beside[index];
    // Not under the copy's own name, or it would be taken for the copy's log.
    if (left !== undefined && identityOf(path + suffix) === left) {
      renameSync(path + suffix, join(quarantine, `${name}.left${suffix}`));
    }
  }
  return copy;
}
