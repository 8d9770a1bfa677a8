import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Params, Result } from '../../lib/protocol/methods.ts';
import { write } from '../../lib/store/migrate.ts';
import type { SqlDatabase } from '../../lib/store/sql-database.ts';
import { replacesOthers } from '../../lib/transfer/apply-others.ts';
import type { ImportSource } from '../../lib/transfer/import-source.ts';
import { analyzeStaged, importStaged, usualResolution } from '../../lib/transfer/import-staged.ts';
import { fillIndex } from '../../lib/transfer/index-later.ts';
import { linkForks } from '../../lib/transfer/link-forks.ts';
import { createPace } from '../../lib/transfer/pace.ts';
import { INCOMING, planImport, type Resolution, sessionsPlanned } from '../../lib/transfer/plan-import.ts';
import { createProblems, type Problems } from '../../lib/transfer/problems.ts';
import { CACHE_KB, stage } from '../../lib/transfer/staging.ts';
import { makeBackup } from '../backups/make-backup.ts';
import { openDatabase } from '../database.ts';
import { fileError } from '../file-errors.ts';
import { removeOldUploads, requireUpload, stagingName } from '../uploads.ts';
import { type Workplace, withStore } from '../workplace.ts';
import { openFile } from './open-file.ts';

/** How much of the way reading the file is. */
const READ = 0.7;

/** And the backup with it; then everything comes into the store at once, and its texts into the index. */
const APPLY = 0.8;
const INDEX = 0.9;

/** Says what a file is and holds and what of it is here already; nothing is written to the store. Errors: `invalid`, `not-found`. */
export function analyzeFile(file: string, place: Workplace): Promise<Result<'imports/analyze'>> {
  return withStaged(file, place, async (source, db, problems) => analyzeStaged(db, source, problems));
}

/**
 * Takes a file in, wholly or not at all: it is read and checked to its end first, and then one transaction brings everything
 * into the store. Without a resolution what is here stays, and gets what was said in OpenCode since. Errors: `invalid`,
 * `not-found`, `disk-full`, `cancelled`; the store is then as it was.
 */
export function importFile(
  file: string,
  wanted: Resolution | undefined,
  place: Workplace,
): Promise<Result<'data/import'>> {
  return withStaged(file, place, async (source, db, problems) => {
    const resolution = wanted ?? usualResolution(source);
    const safetyBackup = willReplace(db, resolution, source) ? await backUpBefore(db, place) : null;
    await place.pause();
    place.onProgress(APPLY, 'importing');
    const done = write(db, () => importStaged(db, source, resolution, problems));
    await fillIndex(db, place, INDEX);
    return { ...done, problems: problems.list(), safetyBackup };
  });
}

/** As {@link importFile}, of a file that a page sent, which is removed when it is taken in. */
export async function importUpload(
  { uploadId, resolution }: Params<'data/import'>,
  place: Workplace,
): Promise<Result<'data/import'>> {
  const file = requireUpload(place.paths, uploadId);
  const result = await importFile(file, resolution, place);
  rmSync(file, { force: true });
  return result;
}

/** The file in a database beside the store, and attached to it; gone afterwards. */
async function withStaged<Value>(
  file: string,
  place: Workplace,
  work: (source: ImportSource, db: SqlDatabase, problems: Problems) => Promise<Value>,
): Promise<Value> {
  const { uploads } = place.paths;
  removeOldUploads(place.paths, place.now());
  const path = join(uploads, stagingName(place.newId()));
  try {
    const source = await openFile(file, { work: `${path}.work`, program: place.storeReader });
    try {
      const problems = createProblems();
      await stageAt(path, source, problems, place);
      return await withStore(place, async (db) => {
        db.run(`ATTACH ? AS ${INCOMING}`, [path]);
        db.exec(
          `PRAGMA cache_size = -${CACHE_KB}; PRAGMA ${INCOMING}.synchronous = OFF; PRAGMA ${INCOMING}.cache_size = -${CACHE_KB}`,
        );
        return work(source, db, problems);
      });
    } finally {
      await source.close();
    }
  } catch (error) {
    throw fileError(error, uploads);
  } finally {
    for (const ending of ['', '-journal', '-wal', '-shm', '.work']) rmSync(`${path}${ending}`, { force: true });
  }
}

async function stageAt(path: string, source: ImportSource, problems: Problems, place: Workplace): Promise<void> {
  const db = openDatabase(path);
  try {
    await stage(source, db, problems, createPace(place, 'reading', 0, READ));
  } finally {
    db.close();
  }
}

/**
 * Whether there is anything to copy first: a row that is here would become another one. What a move joins holds what both sides had.
 * Nobody has to wait for this: it only reads the store. Planned once more within the transaction, since others may write in between.
 */
function willReplace(db: SqlDatabase, resolution: Resolution, { format }: ImportSource): boolean {
  // Planning is the larger part of the work, and gives some drafts another session, but none to replace.
  if (resolution === 'move' || (resolution !== 'replace' && !replacesOthers(db, resolution))) return false;
  db.exec('BEGIN');
  try {
    linkForks(db);
    planImport(db, resolution, format === 'json', createProblems());
    return sessionsPlanned(db, 'replace').length > 0 || replacesOthers(db, resolution);
  } finally {
    db.exec('ROLLBACK');
  }
}

async function backUpBefore(db: SqlDatabase, place: Workplace): Promise<string> {
  const stretch = { from: READ, to: APPLY, step: 'making a backup' };
  return (await makeBackup(db, place, { reason: 'before-import', stretch })).name;
}
