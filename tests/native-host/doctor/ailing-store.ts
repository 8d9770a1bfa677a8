import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Check } from '../../../lib/protocol/keeping-shapes.ts';
import { setDraft } from '../../../lib/store/drafts.ts';
import { migrate, write } from '../../../lib/store/migrate.ts';
import { createSearchIndex } from '../../../lib/store/search-index.ts';
import { createSnapshot } from '../../../lib/store/snapshots.ts';
import type { SqlDatabase } from '../../../lib/store/sql-database.ts';
import { openDatabase } from '../../../native-host/database.ts';
import { runJob } from '../../../native-host/jobs.ts';
import { type DataPaths, dataPaths, ensureDataFolders } from '../../../native-host/paths.ts';
import { createWorkplace, type Workplace } from '../../../native-host/workplace.ts';
import { addMessage, addSession, at } from '../../contract/rows.ts';
import { temporaryFolder } from '../../support/temporary-store.ts';

/** Noon of the day after the rows of the tests. */
export const NOW_MS = Date.UTC(2026, 1, 1, 12);

export function pathsIn(home: string): DataPaths {
  return dataPaths({ HOLDFAST_HOME: home }, process.platform, '');
}

function workplaceIn(paths: DataPaths, changes: Partial<Workplace> = {}): Workplace {
  const place = createWorkplace({ paths, onProgress: () => {}, isCancelled: () => false });
  return { ...place, now: () => NOW_MS, ...changes };
}

/** Of all files of tests in this process, and removed with it. */
let template: Promise<string> | undefined;

/** A data folder whose store is as it should be, with a row of every kind that is checked and a verified backup; nobody has it open. */
export async function wellHome(): Promise<DataPaths> {
  const umask = process.umask(0o077);
  onTestFinished(() => void process.umask(umask));
  template ??= makeTemplate();
  const home = temporaryFolder();
  cpSync(await template, home, { recursive: true });
  return pathsIn(home);
}

async function makeTemplate(): Promise<string> {
  const home = mkdtempSync(join(tmpdir(), 'holdfast-well-'));
  process.once('exit', () => rmSync(home, { recursive: true, force: true }));
  const paths = pathsIn(home);
  ensureDataFolders(paths);
  const db = openDatabase(paths.database);
  migrate(db);
  write(db, () => createSearchIndex(db));
  for (const id of ['s1', 's2', 's3']) addSession(db, id);
  addMessage(db, 's1', 'm1', { promptTokens: 3, cost: 0.1 });
  addMessage(db, 's1', 'm2', { role: 'assistant', completionTokens: 5, cost: 0.2, toolCalls: [{ a: 1 }] });
  addMessage(db, 's2', 'm3', { content: 'Another text' });
  addMessage(db, 's2', 'm4', { content: 'It broke', role: 'assistant', status: 'interrupted' });
  addSession(db, 'branch', { parentSessionId: 's3', branchPoint: 0 });
  setDraft(db, { sessionId: 's3', content: 'Not sent', updatedAt: at(1) });
  createSnapshot(db, {
    ...{ id: 'snapshot', sessionId: 's3', timestamp: at(1), type: 'manual', starred: false, ui: {} },
    trigger: { type: 'manual' },
  });
  db.close();
  await runJob('backup', { reason: 'manual' }, workplaceIn(paths));
  return home;
}

/** Opens the store as the host does, for as long as `work` takes. */
export function inStore<Result>(paths: DataPaths, work: (db: SqlDatabase) => Result): Result {
  const db = openDatabase(paths.database);
  try {
    return work(db);
  } finally {
    db.close();
  }
}

/** Every check, by the job. */
export async function examine(paths: DataPaths, repair = false, changes: Partial<Workplace> = {}): Promise<Check[]> {
  return (await runJob('doctor', { repair }, workplaceIn(paths, changes))).checks;
}

/** Every file of the data folder but the locks, with its bytes and rights. */
export function everythingIn({ home, locks }: DataPaths): Record<string, unknown> {
  const files = readdirSync(home, { recursive: true, encoding: 'utf8' })
    .map((name) => join(home, name))
    .filter((file) => !file.startsWith(locks) && statSync(file).isFile() && !file.endsWith('-shm'));
  const found = files.map(
    (file) => [file, { mode: statSync(file).mode, bytes: readFileSync(file, 'latin1') }] as const,
  );
  // A reader leaves an empty log where there was none.
  return Object.fromEntries(found.filter(([file, { bytes }]) => bytes !== '' || !file.endsWith('-wal')));
}
