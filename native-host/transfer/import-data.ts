import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { RowCounts } from '../../lib/protocol/keeping-shapes.ts';
import type { Params, Result } from '../../lib/protocol/methods.ts';
import { write } from '../../lib/store/migrate.ts';
import type { SqlDatabase } from '../../lib/store/sql-database.ts';
import { createProblems, type Problems } from '../../lib/transfer/problems.ts';
import { TABLE_NAMES } from '../../lib/transfer/tables.ts';
import { makeBackup } from '../backups/make-backup.ts';
import { removeOldUploads, requireUpload, stagingName } from '../uploads.ts';
import { type Workplace, withStore } from '../workplace.ts';
import { applyBelongings } from './apply-belongings.ts';
import { applyOthers, countExisting } from './apply-others.ts';
import { applySessions, type ImportCounts } from './apply-sessions.ts';
import { fileError } from './file-errors.ts';
import type { ImportSource } from './import-source.ts';
import { fillIndex } from './index-later.ts';
import { linkForks } from './link-forks.ts';
import { openSource } from './open-source.ts';
import { createPace } from './pace.ts';
import { INCOMING, planImport, type Resolution, sessionsPlanned } from './plan-import.ts';
import { countRows } from './read-rows.ts';
import { CACHE_KB, stage } from './staging.ts';

/** How much of the way reading the file is. */
const READ = 0.7;

/** And the backup with it; then everything comes into the store at once, and its texts into the index. */
const APPLY = 0.8;
const INDEX = 0.9;

/** Says what a file is and holds and what of it is here already; nothing is written to the store. Errors: `invalid`, `not-found`. */
export function analyzeFile(file: string, place: Workplace): Promise<Result<'imports/analyze'>> {
  return withStaged(file, place, async (source, db, problems) => {
    const counts = staged((table) => countIncoming(db, table));
    return {
      format: source.format,
      counts,
      existing: staged((table) => countExisting(db, table)),
      problems: problems.list(),
    };
  });
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
    const resolution = wanted ?? (source.format === 'opencode' ? 'merge' : 'skip');
    const safetyBackup = willReplace(db, resolution, source) ? await backUpBefore(db, place) : null;
    await place.pause();
    place.onProgress(APPLY, 'importing');
    const counts = write(db, () => importInto(db, source, resolution, problems));
    await fillIndex(db, place, INDEX);
    return { counts, problems: problems.list(), safetyBackup };
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
    const source = await openSource(file, `${path}.work`);
    try {
      const problems = createProblems();
      const stagedFile = await stage(source, path, problems, createPace(place, 'reading', 0, READ));
      stagedFile.close();
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

function staged(count: (table: (typeof TABLE_NAMES)[number]) => number): RowCounts {
  return Object.fromEntries(TABLE_NAMES.map((table) => [table, count(table)] as const).filter(([, rows]) => rows > 0));
}

function countIncoming(db: SqlDatabase, table: string): number {
  return db.get<{ rows: number }>(`SELECT count(*) AS rows FROM ${INCOMING}.${table}`)?.rows ?? 0;
}

/**
 * Whether there is anything to copy first. Nobody has to wait for this: it only reads the store. Planned once more within the
 * transaction, since others may write in between.
 */
function willReplace(db: SqlDatabase, resolution: Resolution, { format }: ImportSource): boolean {
  if (resolution !== 'replace') return false;
  db.exec('BEGIN');
  try {
    linkForks(db);
    planImport(db, resolution, format === 'json', createProblems());
    return sessionsPlanned(db, 'replace').length > 0;
  } finally {
    db.exec('ROLLBACK');
  }
}

/**
 * A whole store that comes into one without sessions is a move: everything stays as it was, also what says that a session was
 * imported. What comes to sessions that are here already is marked as imported.
 */
function importInto(db: SqlDatabase, source: ImportSource, resolution: Resolution, problems: Problems): ImportCounts {
  const isMove = source.isComplete && countRows(db, 'sessions') === 0;
  const counts: ImportCounts = { added: {}, replaced: {}, skipped: {} };
  linkForks(db);
  planImport(db, resolution, source.format === 'json', problems);
  applySessions(db, isMove, problems, counts);
  applyBelongings(db, counts);
  applyOthers(db, { resolution, isMove }, problems, counts);
  return {
    added: withoutZeros(counts.added),
    replaced: withoutZeros(counts.replaced),
    skipped: withoutZeros(counts.skipped),
  };
}

function withoutZeros(counts: RowCounts): Record<string, number> {
  return Object.fromEntries(Object.entries(counts).filter(([, rows]) => rows > 0));
}

async function backUpBefore(db: SqlDatabase, place: Workplace): Promise<string> {
  const stretch = { from: READ, to: APPLY, step: 'making a backup' };
  return (await makeBackup(db, place, { reason: 'before-import', stretch })).name;
}
