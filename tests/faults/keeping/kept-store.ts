import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect } from 'vitest';
import { formatTimestamp } from '../../../lib/protocol/timestamp.ts';
import { recordAnalytics } from '../../../lib/store/analytics.ts';
import { migrate, write } from '../../../lib/store/migrate.ts';
import { createSearchIndex, isSearchIndexComplete, resetSearchIndex } from '../../../lib/store/search-index.ts';
import { trashSession } from '../../../lib/store/sessions.ts';
import { createSnapshot } from '../../../lib/store/snapshots.ts';
import type { SqlDatabase } from '../../../lib/store/sql-database.ts';
import { backUp } from '../../../native-host/backups/back-up.ts';
import { readBackups } from '../../../native-host/backups/list-backups.ts';
import { verifyBackup } from '../../../native-host/backups/verify-backup.ts';
import { openDatabase } from '../../../native-host/database.ts';
import { runJob } from '../../../native-host/jobs.ts';
import type { JobKind } from '../../../native-host/maintenance-jobs.ts';
import { type DataPaths, dataPaths, ensureDataFolders } from '../../../native-host/paths.ts';
import { analyzeFile } from '../../../native-host/transfer/import-data.ts';
import { createWorkplace, type Workplace } from '../../../native-host/workplace.ts';
import { addMessage, addSession } from '../../contract/rows.ts';
import { allRows, assertSound } from '../../support/assert-sound.ts';
import { builtProgram } from '../../support/built-program.ts';
import { newHome } from '../../support/host-process.ts';
import type { Fault } from '../hosts/failing-calls.ts';

const DAY_MS = 24 * 3600 * 1000;

/** Long enough ago for everything to be expired. */
const LONG_AGO = formatTimestamp(Date.now() - 200 * DAY_MS);

const UPLOAD_ID = '00000000-0000-4000-8000-000000000001';

type Rows = Readonly<Record<string, readonly unknown[]>>;

/** A job as these tests do it, and what must hold then. Each gets the rows of before, and those of now. */
export interface KeepingJob {
  readonly kind: JobKind;
  readonly params: (home: string) => object;
  /** Faults that found a mistake once. */
  readonly known?: readonly Fault[];
  /** Makes work for it. */
  prepare?(home: string): void;
  /** After it was done. */
  check(home: string, before: Rows, after: Rows): Promise<void> | void;
  /** After it failed somewhere, or did not. */
  checkInterrupted(home: string, before: Rows, after: Rows): Promise<void> | void;
  /** What a person does before it is done again. */
  prepareAgain?(home: string): Promise<void>;
}

function pathsOf(home: string): DataPaths {
  return { ...dataPaths({ HOLDFAST_HOME: home }, process.platform, home), downloads: join(home, 'downloads') };
}

function placeIn(home: string): Workplace {
  return createWorkplace({ paths: pathsOf(home), onProgress: () => {}, isCancelled: () => false });
}

let template: Promise<string> | undefined;
const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/**
 * A data folder with a store in which there is something to remove, to copy and to send; a backup of it from before its last
 * session was written; and an upload that has a session of another store.
 *
 * `home`: a folder that is there.
 */
export async function newKeptHome(home = newHome()): Promise<string> {
  template ??= makeTemplate();
  cpSync(await template, home, { recursive: true });
  return home;
}

async function makeTemplate(): Promise<string> {
  const [home, other] = [makeFolder(), makeFolder()];
  fill(home, fillWithOldRows);
  await backUp('manual', placeIn(home));
  fill(home, (db) => addTalk(db, 's2'));
  fill(other, (db) => addTalk(db, 'foreign'));
  const { name } = await runJob('export', { format: 'bundle' }, placeIn(other));
  cpSync(join(other, 'downloads', name), join(home, 'uploads', UPLOAD_ID));
  return home;
}

/** The program that does a job, as the host starts it. */
export function programOf(home: string, { kind, params }: KeepingJob) {
  return {
    args: [builtProgram('maintenance'), kind, JSON.stringify(params(home))],
    env: { HOLDFAST_HOME: home, HOLDFAST_DOWNLOADS: join(home, 'downloads') },
  };
}

/** Every row of the store, which must be sound. */
export function rowsIn(home: string): Rows {
  const db = openDatabase(join(home, 'holdfast.db'));
  try {
    assertSound(db);
    return allRows(db);
  } finally {
    db.close();
  }
}

function makeFolder(): string {
  const home = mkdtempSync(join(tmpdir(), 'kept-'));
  folders.push(home);
  ensureDataFolders(pathsOf(home));
  mkdirSync(join(home, 'downloads'));
  return home;
}

function fill(home: string, work: (db: SqlDatabase) => void): void {
  const db = openDatabase(join(home, 'holdfast.db'));
  migrate(db);
  write(db, () => {
    createSearchIndex(db);
    work(db);
  });
  db.close();
}

function addTalk(db: SqlDatabase, id: string): void {
  addSession(db, id, { createdAt: LONG_AGO });
  for (let index = 0; index < 40; index++) {
    addMessage(db, id, `${id} ${index}`, { content: `Text ${index} ${'word '.repeat(100)}`, cost: 0.25 });
  }
}

function fillWithOldRows(db: SqlDatabase): void {
  for (const id of ['s1', 'trash']) addTalk(db, id);
  trashSession(db, 'trash', LONG_AGO);
  for (let index = 0; index < 30; index++) {
    const ui = { draft: 'x'.repeat(500) };
    const snapshot = { type: 'auto', trigger: { type: 'test' }, sessionId: 's1', ui } as const;
    createSnapshot(db, { ...snapshot, id: `x${index}`, timestamp: LONG_AGO, starred: index % 3 === 0 });
    recordAnalytics(db, { timestamp: LONG_AGO, eventType: 'reply' });
  }
}

const DATA = ['sessions', 'messages', 'snapshots', 'analytics', 'drafts', 'recordings'];

/** What a person wrote and got. */
function dataIn(rows: Rows): Rows {
  return Object.fromEntries(DATA.map((table) => [table, rows[table] ?? []]));
}

const idsOf = (rows: readonly unknown[] = []) => rows.map((row) => (row as { id: unknown }).id);

/** What no sweep changes: messages of sessions that are not in the trash, with their sessions. */
function livingRows({ sessions = [], messages = [] }: Rows) {
  return {
    sessions: sessions.filter((row) => (row as { id: string }).id !== 'trash'),
    messages: messages.filter((row) => (row as { session_id: string }).session_id !== 'trash'),
  };
}

/** A sweep tells of itself, however old the rest is. */
function eventsBesides(type: string, { analytics = [] }: Rows): unknown[] {
  return analytics.filter((row) => (row as { event_type: string }).event_type !== type);
}

const sweep: KeepingJob = {
  kind: 'sweep',
  params: () => ({ reason: 'test', confirmClock: true }),
  check(home, before, after) {
    sweep.checkInterrupted(home, before, after);
    expect(idsOf(after['sessions'])).toEqual(['s1', 's2']);
    expect(after['snapshots']).toHaveLength(10);
    expect(eventsBesides('sweep', after)).toEqual([]);
    expect(after['sweeps']?.at(-1)).toMatchObject({ outcome: 'done' });
  },
  checkInterrupted(_, before, after) {
    expect(livingRows(after)).toEqual(livingRows(before));
    expect(before['snapshots']).toEqual(expect.arrayContaining([...(after['snapshots'] ?? [])]));
    expect(before['analytics']).toEqual(expect.arrayContaining(eventsBesides('sweep', after)));
  },
};

/** Every backup that says it was verified is whole. */
async function checkBackups(home: string): Promise<number> {
  const verified = readBackups(pathsOf(home).backups).filter(({ verifiedAt }) => verifiedAt !== null);
  for (const { name } of verified) await verifyBackup(name, placeIn(home), { from: 0, to: 1, step: '' });
  return verified.length;
}

const backup: KeepingJob = {
  kind: 'backup',
  params: () => ({ reason: 'manual' }),
  async check(home, before, after) {
    expect(dataIn(after)).toEqual(dataIn(before));
    expect(await checkBackups(home)).toBeGreaterThanOrEqual(2);
    expect(readdirSync(pathsOf(home).backups).filter((name) => !/\.(db|json)$/.test(name))).toEqual([]);
  },
  async checkInterrupted(home, before, after) {
    expect(dataIn(after)).toEqual(dataIn(before));
    expect(await checkBackups(home)).toBeGreaterThanOrEqual(1);
  },
};

const restore: KeepingJob = {
  kind: 'restore',
  params: (home) => ({ name: readBackups(pathsOf(home).backups).findLast(({ reason }) => reason === 'manual')?.name }),
  async check(home, before, after) {
    expect(idsOf(after['sessions'])).toEqual(['s1', 'trash']);
    expect(before['messages']).toEqual(expect.arrayContaining([...(after['messages'] ?? [])]));
    expect(after['messages']).toHaveLength(80);
    await checkBackups(home);
  },
  async checkInterrupted(home, before, after) {
    if (after['sessions']?.length === 2) await restore.check(home, before, after);
    else expect(dataIn(after)).toEqual(dataIn(before));
  },
};

/** Every file that has its name is whole. */
async function checkExports(home: string): Promise<number> {
  const { downloads } = pathsOf(home);
  const whole = readdirSync(downloads).filter((name) => name.endsWith('.holdfast'));
  for (const name of whole) {
    expect(await analyzeFile(join(downloads, name), placeIn(home))).toMatchObject({ format: 'bundle', problems: [] });
  }
  return whole.length;
}

const exporting: KeepingJob = {
  kind: 'export',
  params: () => ({ format: 'bundle' }),
  known: [{ call: 'unlink', outcome: 'EIO', nth: 1, isSticky: true }],
  async check(home, before, after) {
    expect(after).toEqual(before);
    expect(await checkExports(home)).toBeGreaterThanOrEqual(1);
  },
  async checkInterrupted(home, before, after) {
    expect(after).toEqual(before);
    expect(await checkExports(home)).toBeLessThanOrEqual(1);
  },
};

const importing: KeepingJob = {
  kind: 'import',
  params: () => ({ uploadId: UPLOAD_ID, resolution: 'skip' }),
  check(_, before, after) {
    expect(idsOf(after['sessions'])).toEqual([...idsOf(before['sessions']), 'foreign'].toSorted());
    expect(after['messages']).toHaveLength(160);
  },
  checkInterrupted(home, before, after) {
    if (idsOf(after['sessions']).includes('foreign')) return importing.check(home, before, after);
    expect(dataIn(after)).toEqual(dataIn(before));
  },
  // What was imported is no longer there.
  async prepareAgain(home) {
    cpSync(join(await (template ?? makeTemplate()), 'uploads', UPLOAD_ID), join(home, 'uploads', UPLOAD_ID));
  },
};

const doctor: KeepingJob = {
  kind: 'doctor',
  params: () => ({ repair: true }),
  prepare: (home) => fill(home, resetSearchIndex),
  check(home, before, after) {
    doctor.checkInterrupted(home, before, after);
    const db = openDatabase(join(home, 'holdfast.db'));
    expect(isSearchIndexComplete(db)).toBe(true);
    db.close();
  },
  checkInterrupted(_, before, after) {
    expect(dataIn(after)).toEqual(dataIn(before));
  },
};

/** Every job that writes. */
export const JOBS: Readonly<Record<string, KeepingJob>> = {
  'a sweep': sweep,
  'a backup': backup,
  'a restore': restore,
  'an export': exporting,
  'an import': importing,
  'a repair': doctor,
};
