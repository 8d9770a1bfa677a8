import { closeSync, constants, copyFileSync, existsSync, openSync, readSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { AppError } from '../../lib/protocol/errors.ts';
import { addMissingHashes } from '../../lib/store/content-hash.ts';
import { migrate, SCHEMA_VERSION } from '../../lib/store/migrate.ts';
import { openDatabase, openFile, openReadOnly, translating } from '../database.ts';
import { lookAtStore } from '../look-at-store.ts';
import { lacksHashes } from '../migrate-store.ts';
import { hasTable } from '../stats.ts';
import { translateFileError } from '../verified-copy.ts';
import type { Workplace } from '../workplace.ts';
import { refuseNewerBackup } from './refuse-version.ts';

/** Messages hashed between two pauses. */
const HASH_BATCH = 500;

/** Files that SQLite keeps beside a database; they belong to it by their names. */
export const BESIDE = ['-wal', '-shm', '-journal'] as const;

/** Where SQLite's header says which kind of journal is used; 2 = a write-ahead log. */
const JOURNAL_KIND_AT = 18;

/**
 * A backup that can be read without anything being written beside it: itself, or a passing copy where it was made by copying a
 * living store, with its log. `work` gets the path.
 */
export async function withReadable<Result>(file: string, work: (path: string) => Promise<Result>): Promise<Result> {
  return usesLog(file) ? withPassingCopy(file, work) : work(file);
}

/**
 * The same in this version's schema: an older backup is migrated in its passing copy. Errors: `store-newer-than-host`,
 * `invalid` for a database that is no store, `store-corrupt`, `disk-full`.
 */
export function withCurrent<Result>(
  file: string,
  place: Pick<Workplace, 'pause'>,
  work: (path: string) => Promise<Result>,
): Promise<Result> {
  return withReadable(file, async (readable) => {
    if (isCurrent(readable)) return work(readable);
    return withPassingCopy(readable, async (copy) => {
      await bringUpToDate(copy, place);
      return work(copy);
    });
  });
}

function isCurrent(file: string): boolean {
  const { schemaVersion } = lookAtStore(file);
  refuseNewerBackup(schemaVersion);
  const db = openReadOnly(file);
  try {
    // Any other database would be migrated as well, into a store without sessions.
    if (!hasTable(db, 'sessions') || !hasTable(db, 'messages')) {
      throw new AppError('invalid', 'This file is a database, but not one of Holdfast: it has no sessions.');
    }
    return schemaVersion === SCHEMA_VERSION && !lacksHashes(db);
  } finally {
    db.close();
  }
}

async function bringUpToDate(copy: string, { pause }: Pick<Workplace, 'pause'>): Promise<void> {
  const db = openDatabase(copy);
  try {
    // A passing copy need not survive a power cut.
    db.exec('PRAGMA synchronous = OFF');
    migrate(db);
    for (let last: number | undefined = 0; last !== undefined; ) {
      const after: number = last;
      last = db.transaction(() => addMissingHashes(db, after, HASH_BATCH));
      await pause();
    }
  } finally {
    db.close();
  }
  leaveLog(copy);
}

async function withPassingCopy<Result>(file: string, work: (path: string) => Promise<Result>): Promise<Result> {
  const copy = `${file.replace(/\.partial$/, '')}.${file.endsWith('.partial') ? 'current' : 'readable'}.partial`;
  try {
    copyDatabase(file, copy);
    return await work(copy);
  } catch (error) {
    throw translateFileError(error, dirname(copy));
  } finally {
    for (const suffix of ['', ...BESIDE]) rmSync(copy + suffix, { force: true });
  }
}

/** Copies a database with what SQLite keeps beside it, into one file. Errors: as Node's; `store-corrupt`. */
export function copyDatabase(from: string, to: string): void {
  for (const suffix of ['', ...BESIDE]) {
    rmSync(to + suffix, { force: true });
    // The -shm is an index of the log, which SQLite makes anew.
    if (suffix !== '-shm' && existsSync(from + suffix)) {
      copyFileSync(from + suffix, to + suffix, constants.COPYFILE_FICLONE);
    }
  }
  leaveLog(to);
}

/** Takes what is in the log into the file, which from then on has none. */
function leaveLog(file: string): void {
  const database = openFile(file, {});
  try {
    translating(file, () => database.pragma('journal_mode = DELETE'));
  } finally {
    database.close();
  }
}

function usesLog(file: string): boolean {
  if (existsSync(`${file}-wal`) || existsSync(`${file}-journal`)) return true;
  const descriptor = openSync(file, 'r');
  try {
    const kind = Buffer.alloc(1);
    readSync(descriptor, kind, 0, 1, JOURNAL_KIND_AT);
    return kind[0] === 2;
  } finally {
    closeSync(descriptor);
  }
}
