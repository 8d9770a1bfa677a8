import { rmSync } from 'node:fs';
import { AppError } from '../../../lib/protocol/errors.ts';
import { runSteps } from '../../../lib/steps.ts';
import { isIndexDamage } from '../../../lib/store/check-search-index.ts';
import { totals } from '../../../lib/store/checks/totals.ts';
import { write } from '../../../lib/store/migrate.ts';
import { fillSearchIndex, resetSearchIndex } from '../../../lib/store/search-index.ts';
import type { SqlDatabase } from '../../../lib/store/sql-database.ts';
import { getStoreFact } from '../../../lib/store/store-info.ts';
import { runDoctor } from '../../../native-host/doctor/run-doctor.ts';
import { findProblem } from '../../../native-host/heal/damage-source.ts';
import { healStore } from '../../../native-host/heal/heal-store.ts';
import { SALVAGE_RULES } from '../../../native-host/heal/salvage-rules.ts';
import { migrateStore } from '../../../native-host/migrate-store.ts';
import type { DataPaths } from '../../../native-host/paths.ts';
import { createStoreLifecycle } from '../../../native-host/store-lifecycle.ts';
import { createWorkplace, type Workplace } from '../../../native-host/workplace.ts';
import { assertIndexSound, assertSound } from '../../support/assert-sound.ts';
import { createFakeTimers } from '../../support/fake-timers.ts';
import { isLongRun } from '../../support/fault-figures.ts';
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
  /** Texts of replies that were broken off, which are not as written and not marked. */
  readonly unproven: number;
  /** The commits that are there are the first ones, without a gap. */
  readonly isPrefix: boolean;
}

/**
 * Opens a damaged store as a host does, reads all of it as a panel would, and lets the doctor repair it. Throws when the store does not
 * open, is not sound afterwards, or has a complete message whose text was never written.
 */
export async function openAndCheck(paths: DataPaths, { written }: Template): Promise<Outcome> {
  try {
    const problem = await withStore(paths, () => findProblem(paths.database));
    // As a doctor's repair, which takes twice the time of all the rest.
    if (isLongRun) await runDoctor({ repair: true }, placeOf(paths));
    else if (problem !== undefined) await healStore(problem, placeOf(paths));
    return await withStore(paths, (db) => {
      if (!isLongRun) mend(db);
      return look(db, written);
    });
  } finally {
    rmSync(paths.home, { recursive: true, force: true });
  }
}

function placeOf(paths: DataPaths): Workplace {
  return createWorkplace({ paths, onProgress: () => {}, isCancelled: () => false });
}

/** `work` on the store as a host has it open, after what it met was put right. */
async function withStore<Result>(paths: DataPaths, work: (db: SqlDatabase) => Result): Promise<Result> {
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
    readAll(store.db);
    await timers.advance(0);
    while (store.info().state === 'opening') await new Promise((resolve) => setTimeout(resolve, 1));
    return work(store.db());
  } finally {
    store.close();
  }
}

/** What it meets is what requests meet; the store hears of it. */
function readAll(db: () => SqlDatabase): void {
  const tables = Object.keys(SALVAGE_RULES);
  meet(() => write(db(), () => db().run('UPDATE sessions SET title = title WHERE id = ?', ['none'])));
  for (const table of tables) meet(() => db().all(`SELECT * FROM ${table}`));
}

function meet(work: () => unknown): void {
  try {
    work();
  } catch (error) {
    if (!(error instanceof AppError && error.code === 'store-corrupt')) throw error;
  }
}

/** What a flipped bit leaves that is no damage of the file: sums, and a search index, that are not those of the messages. */
function mend(db: SqlDatabase): void {
  const repair = totals.repair?.(db);
  if (repair) runSteps(repair);
  try {
    assertIndexSound(db);
  } catch (error) {
    if (!isIndexDamage(error)) throw error;
    write(db, () => resetSearchIndex(db));
    while (write(db, () => fillSearchIndex(db)) !== undefined);
  }
}

function look(db: SqlDatabase, written: readonly Written[]): Outcome {
  assertSound(db);
  const damage = getStoreFact(db, 'damage');
  const rows = db.all<{ id: string; content: string; status: string; error_json: string | null }>(
    'SELECT id, content, status, error_json FROM messages',
  );
  const byId = new Map(written.map((message) => [message.id, message]));
  const texts = new Set(written.map(({ content }) => content));
  let unproven = 0;
  for (const { id, content, status, error_json } of rows) {
    const isAsWritten = byId.has(id) ? byId.get(id)?.content === content : texts.has(content);
    if (isAsWritten) continue;
    // A reply that was broken off has no hash: where SQLite sees nothing wrong, nobody can.
    if (status === 'complete') throw new Error(`Message ${id} has a text that was never written: ${content}`);
    if (!error_json?.includes('could not be checked')) unproven++;
  }
  const ids = new Set(rows.map(({ id }) => id));
  const present = written.map(({ id }) => ids.has(id));
  return {
    wasHealed: damage !== undefined,
    restored: damage?.restored ?? 0,
    salvaged: damage?.salvaged ?? 0,
    told: damage?.lost ?? 0,
    absent: present.filter((is) => !is).length,
    unproven,
    isPrefix: !present.includes(true, present.indexOf(false)) || !present.includes(false),
  };
}
