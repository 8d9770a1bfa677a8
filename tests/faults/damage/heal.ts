import { rmSync } from 'node:fs';
import { AppError } from '../../../lib/protocol/errors.ts';
import { compareSearchIndex, isIndexDamage } from '../../../lib/store/check-search-index.ts';
import { write } from '../../../lib/store/migrate.ts';
import { fillSearchIndex, resetSearchIndex } from '../../../lib/store/search-index.ts';
import type { SqlDatabase } from '../../../lib/store/sql-database.ts';
import { getStoreFact } from '../../../lib/store/store-info.ts';
import { findProblem } from '../../../native-host/heal/damage-source.ts';
import { healStore } from '../../../native-host/heal/heal-store.ts';
import { SALVAGE_RULES } from '../../../native-host/heal/salvage-rules.ts';
import { migrateStore } from '../../../native-host/migrate-store.ts';
import type { DataPaths } from '../../../native-host/paths.ts';
import { runSteps } from '../../../native-host/steps.ts';
import { createStoreLifecycle } from '../../../native-host/store-lifecycle.ts';
import { createWorkplace, type Workplace } from '../../../native-host/workplace.ts';
import { assertSound } from '../../support/assert-sound.ts';
import { createFakeTimers } from '../../support/fake-timers.ts';
import type { Template, Written } from './stores.ts';

/** What became of a damaged store. */
export interface Outcome {
  /** It was found damaged and put right. */
  readonly wasHealed: boolean;
  readonly restored: number;
  readonly salvaged: number;
  /** Messages that are not there, and how many the store says were lost. */
  readonly absent: number;
  readonly told: number;
  /** The commits that are there are the first ones, without a gap. */
  readonly isPrefix: boolean;
}

/**
 * Opens a damaged store as a host does, reads all of it as a panel would, and lets the doctor look. Throws when the store does not
 * open, is not sound afterwards, or has a text that was never written, unmarked.
 */
export async function openAndCheck(paths: DataPaths, { written }: Template): Promise<Outcome> {
  try {
    await withStore(paths, async (db) => void readAll(db));
    // As a doctor's repair: what only the hashes tell.
    const problem = findProblem(paths.database);
    if (problem !== undefined) await healStore(problem, placeOf(paths));
    return await withStore(paths, async (db) => {
      mendSearchIndex(db());
      return look(db(), written);
    });
  } finally {
    rmSync(paths.home, { recursive: true, force: true });
  }
}

function placeOf(paths: DataPaths): Workplace {
  return createWorkplace({ paths, onProgress: () => {}, isCancelled: () => false });
}

/** `work` on the store as a host has it open, after what it met was put right. */
async function withStore<Result>(paths: DataPaths, work: (db: () => SqlDatabase) => Promise<Result>): Promise<Result> {
  const timers = createFakeTimers();
  const store = createStoreLifecycle({
    path: paths.database,
    locks: paths.locks,
    backups: paths.backups,
    announce: () => {},
    timers,
    newId: () => '01890000-0000-7000-8000-000000000001',
    migrateElsewhere: async () => void migrateStore(paths, Date.now(), () => {}),
    healElsewhere: async (cause) => void (await healStore(cause, placeOf(paths))),
    onReady: () => {},
    onReplaced: () => {
      throw new Error('The store was replaced while it was open.');
    },
  });
  try {
    await store.open();
    const result = await work(store.db);
    await timers.advance(0);
    while (store.info().state === 'opening') await new Promise((resolve) => setTimeout(resolve, 1));
    store.db();
    return result;
  } finally {
    store.close();
  }
}

/** What it meets is what requests meet; the store hears of it. */
function readAll(db: () => SqlDatabase): void {
  for (const table of Object.keys(SALVAGE_RULES)) {
    try {
      db().all(`SELECT * FROM ${table}`);
    } catch (error) {
      if (!(error instanceof AppError && error.code === 'store-corrupt')) throw error;
    }
  }
}

/** What the doctor does with an index that does not hold what the messages say. */
function mendSearchIndex(db: SqlDatabase): void {
  if (isIndexSound(db)) return;
  write(db, () => resetSearchIndex(db));
  while (write(db, () => fillSearchIndex(db)) !== undefined);
}

function isIndexSound(db: SqlDatabase): boolean {
  try {
    return runSteps(compareSearchIndex(db));
  } catch (error) {
    if (isIndexDamage(error)) return false;
    throw error;
  }
}

function look(db: SqlDatabase, written: readonly Written[]): Outcome {
  assertSound(db);
  const damage = getStoreFact(db, 'damage');
  const rows = db.all<{ id: string; content: string; error_json: string | null }>(
    'SELECT id, content, error_json FROM messages',
  );
  const byId = new Map(written.map((message) => [message.id, message]));
  const texts = new Set(written.map(({ content }) => content));
  for (const { id, content, error_json } of rows) {
    const isMarked = error_json?.includes('could not be checked') === true;
    const isAsWritten = byId.has(id) ? byId.get(id)?.content === content : texts.has(content);
    if (!isAsWritten && !isMarked) throw new Error(`Message ${id} has a text that was never written: ${content}`);
  }
  const ids = new Set(rows.map(({ id }) => id));
  const present = written.map(({ id }) => ids.has(id));
  return {
    wasHealed: damage !== undefined,
    restored: damage?.restored ?? 0,
    salvaged: damage?.salvaged ?? 0,
    told: damage?.lost ?? 0,
    absent: present.filter((is) => !is).length,
    isPrefix: !present.includes(true, present.indexOf(false)) || !present.includes(false),
  };
}
