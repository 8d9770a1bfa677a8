import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { formatBytes } from '../../lib/format-size.ts';
import { AppError } from '../../lib/protocol/errors.ts';
import type { Backup, Damage } from '../../lib/protocol/keeping-shapes.ts';
import type { Result } from '../../lib/protocol/methods.ts';
import { formatTimestamp } from '../../lib/protocol/timestamp.ts';
import { migrate, write } from '../../lib/store/migrate.ts';
import { createSearchIndex, fillSearchIndex } from '../../lib/store/search-index.ts';
import type { SqlDatabase } from '../../lib/store/sql-database.ts';
import { clearStoreFact, ensureStoreId, setStoreFact } from '../../lib/store/store-info.ts';
import { freeBytes } from '../backups/list-backups.ts';
import { PATIENCE } from '../begin-immediate.ts';
import { openDatabase } from '../database.ts';
import { WORK_FOLDER } from '../our-files.ts';
import { isExchangeUnfinished, takeStoreAlone } from '../store-lock.ts';
import { syncFile } from '../verified-copy.ts';
import { asOnlyRun, type Workplace } from '../workplace.ts';
import { takeNewestBackup } from './choose-backup.ts';
import { copyDamaged } from './copy-damaged.ts';
import { type DamageSource, sourceHere } from './damage-source.ts';
import { lossInWords } from './lost-store.ts';
import { continueExchange, exchange, quarantineFolder } from './quarantine.ts';
import { COUNTED, type SalvageCounts, salvageRows } from './salvage-rows.ts';
import { sourceInProcess } from './source-in-process.ts';

/** How long the others have to close the store: hosts look twice a second, and a copy of a large store takes its time. */
const LET_GO_MS = 30_000;

/**
 * Puts a damaged store right: a new one is made of the newest backup that is whole and of what can be read from the damaged
 * file, the damaged file goes to the quarantine with its log, the new one takes its place. Nobody has the store open
 * meanwhile, and until all is prepared nothing is changed, so that an error or a kill leaves things as they were. Null when
 * nothing is wrong with the store, as when another process has put it right. Errors: `busy`, `disk-full`, `read-only`.
 */
export async function healStore(cause: string, place: Workplace): Promise<Result<'doctor/damage'>> {
  place.onProgress(0, 'waiting until everybody has let go of the store');
  const giveFree = takeStoreAlone(place.paths.locks, LET_GO_MS, PATIENCE);
  try {
    // A pause asks whether somebody wants the store alone; that is who asks.
    const alone: Workplace = { ...place, pause: (ms = 0) => new Promise((resolve) => setTimeout(resolve, ms)) };
    return { damage: (await asOnlyRun(alone, () => healAlone(cause, alone))) ?? null };
  } finally {
    giveFree();
  }
}

async function healAlone(cause: string, place: Workplace): Promise<Damage | undefined> {
  const { paths, onProgress } = place;
  const ended = continueExchange(paths);
  if (ended) return ended;
  removeLeftovers(paths.home);
  const bytes = sizeOf(paths.database) + sizeOf(`${paths.database}-wal`);
  const lost = lossInWords(paths);
  if (lost === undefined && !existsSync(paths.database)) return undefined;
  refuseWithoutRoom(paths.home, bytes);
  const work = mkdtempSync(join(paths.home, WORK_FOLDER));
  try {
    const file = join(work, 'damaged.db');
    onProgress(0.05, 'copying the damaged file');
    copyDamaged(paths.database, file);
    const source = place.damageReader === undefined ? sourceHere : sourceInProcess(place.damageReader, bytes);
    onProgress(0.1, 'looking what is wrong');
    const problem = (await source.findProblem(file)) ?? lost;
    if (problem === undefined) return undefined;
    const healed = join(work, 'healed.db');
    const backup = await takeNewestBackup(place, healed);
    const { folder, sha256 } = quarantineFolder(paths, place.now());
    const facts = { cause, folder, backup, bytes, source, file };
    const { damage, counts } = await makeAnew(healed, facts, place);
    // Closed, it is one file; only now it has to last.
    chmodSync(healed, 0o600);
    syncFile(healed);
    onProgress(0.95, 'moving the damaged file away');
    exchange(paths, { healed, work, damage, report: { problem, sha256, rows: counts } });
    return damage;
  } finally {
    // Once the exchange has begun, whoever comes next brings it to its end.
    if (!isExchangeUnfinished(paths.locks)) rmSync(work, { recursive: true, force: true });
  }
}

interface Facts {
  readonly cause: string;
  readonly folder: string;
  readonly backup: Backup | undefined;
  readonly bytes: number;
  readonly source: DamageSource;
  readonly file: string;
}

/** The smallest row of a message takes more. */
const BYTES_PER_MESSAGE = 40;

async function makeAnew(
  healed: string,
  { cause, folder, backup, bytes, source, file }: Facts,
  place: Workplace,
): Promise<{ damage: Damage; counts: SalvageCounts }> {
  const db = openDatabase(healed);
  try {
    // It counts only when it is whole: until then nobody sees it.
    db.exec('PRAGMA synchronous = OFF');
    migrate(db);
    write(db, () => createSearchIndex(db));
    await fillIndex(db, place);
    const counts = await salvageRows(db, {
      source,
      file,
      mostMessages: bytes / BYTES_PER_MESSAGE,
      onProgress: (progress, step) => place.onProgress(0.4 + 0.5 * progress, step),
    });
    const salvaged = sum(counts.salvaged);
    const damage: Damage = {
      at: formatTimestamp(place.now()),
      cause,
      quarantine: folder,
      backup: backup?.name ?? null,
      restored: countRows(db) - salvaged - counts.madeUp,
      salvaged,
      lost: sum(counts.lost),
    };
    write(db, () => {
      ensureStoreId(db, place.newId);
      setStoreFact(db, 'damage', damage);
      if (backup) setStoreFact(db, 'lastVerifiedBackupAt', backup.createdAt);
      else clearStoreFact(db, 'lastVerifiedBackupAt');
    });
    return { damage, counts };
  } finally {
    db.close();
  }
}

async function fillIndex(db: SqlDatabase, place: Workplace): Promise<void> {
  while (write(db, () => fillSearchIndex(db)) !== undefined) await place.pause();
}

/** What a run that died before its exchange left behind. */
function removeLeftovers(home: string): void {
  for (const name of readdirSync(home)) {
    if (name.startsWith(WORK_FOLDER)) rmSync(join(home, name), { recursive: true, force: true });
  }
}

/** For a copy of the damaged file and for the store that is made anew. */
function refuseWithoutRoom(home: string, bytes: number): void {
  const free = freeBytes(home);
  if (free === undefined || free >= 2 * bytes) return;
  throw new AppError(
    'disk-full',
    `The store is damaged. To put it right, ${formatBytes(2 * bytes)} are needed, and the disk of ${home} has ${formatBytes(free)} left. Free some space; nothing was changed.`,
    { details: { neededBytes: 2 * bytes, freeBytes: free } },
  );
}

function countRows(db: SqlDatabase): number {
  return sum(
    Object.fromEntries(
      COUNTED.map((table) => [table, db.get<{ rows: number }>(`SELECT count(*) AS rows FROM ${table}`)?.rows ?? 0]),
    ),
  );
}

function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((total, count) => total + count, 0);
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}
