import { chmodSync, closeSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { AppError } from '../lib/protocol/errors.ts';
import type { StoreCounts } from '../lib/protocol/keeping-shapes.ts';
import { inStretch, runSteps, type Steps } from '../lib/steps.ts';
import type { SqlDatabase } from '../lib/store/sql-database.ts';
import { proveDatabase } from './backups/prove-database.ts';
import { openReadOnly } from './database.ts';
import { writeOutSteadily } from './write-out.ts';

/** What a copy holds that was found whole. */
export interface ProvenCopy {
  readonly counts: StoreCounts;
  readonly schemaVersion: number;
}

/** Of the whole work: the copying itself. */
const COPIED = 0.5;

/** `copyVerified` without a pause. */
export function makeVerifiedCopy(db: SqlDatabase, target: string): ProvenCopy {
  return runSteps(copyVerified(db, target));
}

/**
 * Copies the whole store to `target` and proves the copy: it is opened, checked, its rows counted and its content hashes
 * compared. Only then does `target` exist, on disk as far as the system can promise. Errors: `disk-full`, `read-only`,
 * `store-corrupt`; the store is unchanged in any case.
 */
export function* copyVerified(db: SqlDatabase, target: string): Steps<ProvenCopy> {
  const temporary = `${target}.partial`;
  let isDone = false;
  try {
    rmSync(temporary, { force: true });
    const before = dataVersion(db);
    const stop = writeOutSteadily(temporary);
    try {
      db.run('VACUUM INTO ?', [temporary]);
    } finally {
      stop();
    }
    chmodSync(temporary, 0o600);
    syncFile(temporary);
    const found = yield* prove(db, temporary, before);
    renameSync(temporary, target);
    syncFolder(dirname(target));
    isDone = true;
    return found;
  } catch (error) {
    throw translateFileError(error, dirname(target));
  } finally {
    // Also when a pause ended the work.
    if (!isDone) removeQuietly(temporary);
  }
}

/** What is left of a failed copy must not hide why it failed. */
function removeQuietly(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    // The folder cannot be written, or is none.
  }
}

const FULL = ['ENOSPC', 'EDQUOT'];
const FORBIDDEN = ['EACCES', 'EPERM', 'EROFS', 'ENOENT', 'ENOTDIR'];

/** Errors of files in the words of ours; others as they are. */
export function translateFileError(error: unknown, folder: string): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (FULL.includes(code)) {
    return new AppError('disk-full', `The disk is full: no copy fits into ${folder}. Free some space.`, {
      cause: error,
    });
  }
  if (FORBIDDEN.includes(code)) {
    const message = `No copy can be written into ${folder}: it is missing or read-only. Change its permissions.`;
    return new AppError('read-only', message, { cause: error });
  }
  return error;
}

/** `before`: the original's data version when it was copied. */
function* prove(original: SqlDatabase, file: string, before: number | undefined): Steps<ProvenCopy> {
  const copy = openReadOnly(file);
  try {
    for (const table of tablesOf(copy)) {
      const [rows, copied] = [countRows(original, table), countRows(copy, table)];
      // Another process may write while this one copies and counts; then the numbers say nothing.
      if (rows === copied || dataVersion(original) !== before) continue;
      throw damaged(`table ${table} has ${copied} rows instead of ${rows}`);
    }
    yield COPIED;
    const proof = yield* inStretch(proveDatabase(copy), COPIED);
    if (proof.problem !== undefined) throw damaged(proof.problem);
    return { counts: proof.counts, schemaVersion: proof.schemaVersion };
  } finally {
    copy.close();
  }
}

/** A number that is another one when another connection has written. */
function dataVersion(db: SqlDatabase): number | undefined {
  return db.get<{ data_version: number }>('PRAGMA data_version')?.data_version;
}

function tablesOf(db: SqlDatabase): string[] {
  return db
    .all<{ name: string }>("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    .map((row) => row.name);
}

function countRows(db: SqlDatabase, table: string): number {
  return db.get<{ rows: number }>(`SELECT count(*) AS rows FROM "${table.replaceAll('"', '""')}"`)?.rows ?? 0;
}

function damaged(what: string): AppError {
  return new AppError(
    'store-corrupt',
    `A copy of the store could not be verified: ${what}. The store was left as it is.`,
  );
}

/** Makes what a file holds durable. */
export function syncFile(file: string): void {
  sync(openSync(file, 'r+'));
}

/** Makes a rename durable. Windows opens no folders, and needs no sync for this. */
export function syncFolder(folder: string): void {
  if (process.platform !== 'win32') sync(openSync(folder, 'r'));
}

function sync(descriptor: number): void {
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
