import { AppError } from '../../../../lib/protocol/errors.ts';
import type { Result } from '../../../../lib/protocol/methods.ts';
import type { SqlDatabase } from '../../../../lib/store/sql-database.ts';
import type { ImportSource } from '../../../../lib/transfer/import-source.ts';
import { analyzeStaged, importStaged, usualResolution } from '../../../../lib/transfer/import-staged.ts';
import { openSource, START_BYTES } from '../../../../lib/transfer/open-source.ts';
import { createPace, type Progress } from '../../../../lib/transfer/pace.ts';
import { INCOMING, type Resolution } from '../../../../lib/transfer/plan-import.ts';
import { createProblems, type Problems } from '../../../../lib/transfer/problems.ts';
import { openBundle } from '../../../../lib/transfer/read-bundle.ts';
import { stage } from '../../../../lib/transfer/staging.ts';
import type { EmbeddedDatabase } from '../embedded-database.ts';
import type { EmbeddedStore } from '../embedded-store.ts';
import { openBeside } from './open-beside.ts';
import { openZip } from './open-zip.ts';
import { createHasher } from './script-sha-256.ts';
import type { UploadedFile } from './uploads.ts';

type Store = Pick<EmbeddedStore, 'db' | 'keepWhole' | 'engine'>;

/** How much of the way reading the file is; then everything comes into the store at once, and to the disk. */
const READ = 0.8;

/** Says what a file is and holds and what of it is here already; nothing is written to the store. Errors: `invalid`. */
export function analyzeUpload(
  file: UploadedFile,
  store: Store,
  progress: Progress,
): Promise<Result<'imports/analyze'>> {
  return withStaged(file, store, progress, async (source, staged, problems) => {
    const db = store.db();
    attach(db, staged);
    try {
      return analyzeStaged(db, source, problems);
    } finally {
      detach(db);
    }
  });
}

/**
 * Takes a file in, wholly or not at all, as a host does; without a safety backup, since there are none without one. Errors:
 * `invalid`, `disk-full`, `cancelled`; the store is then as it was.
 */
export function importUpload(
  file: UploadedFile,
  wanted: Resolution | undefined,
  store: Store,
  progress: Progress,
): Promise<Result<'data/import'>> {
  return withStaged(file, store, progress, async (source, staged, problems) => {
    await progress.pause();
    progress.onProgress(READ, 'importing');
    const resolution = wanted ?? usualResolution(source);
    try {
      const done = await store.keepWhole((db) => {
        attach(db, staged);
        return importStaged(db, source, resolution, problems);
      });
      return { ...done, problems: problems.list(), safetyBackup: null };
    } finally {
      letGo(store);
    }
  });
}

/** The file in a database of its own beside the store, in the same memory; gone afterwards. */
async function withStaged<Value>(
  file: UploadedFile,
  store: Store,
  progress: Progress,
  work: (source: ImportSource, staged: EmbeddedDatabase, problems: Problems) => Promise<Value>,
): Promise<Value> {
  const source = await open(file);
  const staged = openBeside(store);
  try {
    const problems = createProblems();
    await stage(source, staged, problems, createPace(progress, 'reading', 0, READ));
    return await work(source, staged, problems);
  } finally {
    staged.close();
    await source.close();
  }
}

async function open(file: UploadedFile): Promise<ImportSource> {
  return openSource(await file.slice(0, START_BYTES), file, {
    bundle: () => openBundle(openZip(file), createHasher),
    // Here it would be in the same memory as the store, and nothing could end its reading.
    store() {
      throw new AppError(
        'invalid',
        'Only the host can read a store file. Install it, then import the file; or export a bundle where the store is.',
      );
    },
  });
}

/** Names of all databases of one SQLite lead to the same memory. */
function attach(db: SqlDatabase, { path }: EmbeddedDatabase): void {
  db.run(`ATTACH ? AS ${INCOMING}`, [path]);
}

function detach(db: SqlDatabase): void {
  db.exec(`DETACH ${INCOMING}`);
}

/** The store may be another one by now, opened anew after its disk was full. */
function letGo(store: Store): void {
  try {
    const db = store.db();
    if (db.get('SELECT 1 FROM pragma_database_list WHERE name = ?', [INCOMING])) detach(db);
  } catch {
    // It is being opened anew.
  }
}
