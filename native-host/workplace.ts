import { v7 } from 'uuid';
import { AppError } from '../lib/protocol/errors.ts';
import type { SqlDatabase } from '../lib/store/sql-database.ts';
import { openDatabase } from './database.ts';
import { claimLock } from './locks.ts';
import type { OnProgress } from './maintenance-jobs.ts';
import type { DataPaths } from './paths.ts';
import { holdStore, isStoreWanted } from './store-lock.ts';

/** One maintenance run at a time, whatever it does and in whichever process. */
export const MAINTENANCE_LOCK = 'maintenance';

/** How often a run that waits for another one's end looks whether it has come. */
const WAIT_MS = 200;

/** A run that waits longer gives up: the other one may take hours. */
const MAX_WAIT_MS = 60_000;

/** What a job is given besides its parameters. */
export interface Workplace {
  readonly paths: DataPaths;
  readonly now: () => number;
  readonly newId: () => string;
  readonly onProgress: OnProgress;
  /**
   * To be awaited between two slices of the work: others get the store, and what was said meanwhile is heard. Rejects with
   * `cancelled`, or with `busy` when another process needs the store alone.
   */
  readonly pause: (ms?: number) => Promise<void>;
  /** The program that reads what may be damaged; absent: it is read in this process. */
  readonly damageReader?: string | undefined;
  /** The program that reads store files; absent: the one beside this program. */
  readonly storeReader?: string | undefined;
}

interface WorkplaceOptions {
  readonly paths: DataPaths;
  readonly onProgress: OnProgress;
  readonly isCancelled: () => boolean;
  readonly damageReader?: string | undefined;
  readonly storeReader?: string | undefined;
}

/** The workplace of this process. */
export function createWorkplace({ isCancelled, ...options }: WorkplaceOptions): Workplace {
  const { paths } = options;
  return {
    ...options,
    now: Date.now,
    newId: v7,
    async pause(ms = 0) {
      await new Promise((resolve) => setTimeout(resolve, ms));
      if (isCancelled()) throw new AppError('cancelled', 'Cancelled; nothing half done is left.');
      if (isStoreWanted(paths.locks)) {
        throw new AppError('busy', 'Another process needs the store alone. Try again in a moment.');
      }
    },
  };
}

/**
 * Opens the store for `work` as the only maintenance run, and closes it whatever comes. Errors: `busy` when another run, or a
 * process that wants the store alone, does not end within a minute; as `openDatabase`.
 */
export async function withStore<Result>(place: Workplace, work: (db: SqlDatabase) => Promise<Result>): Promise<Result> {
  const letGo = holdStore(place.paths.locks);
  if (!letGo) throw new AppError('busy', 'Another process works on the store. Try again in a moment.');
  try {
    return await asOnlyRun(place, async () => {
      const db = openDatabase(place.paths.database);
      try {
        return await work(db);
      } finally {
        takeLogIn(db);
        db.close();
      }
    });
  } finally {
    letGo();
  }
}

/** Long work lets the log grow, which would otherwise be left to whoever saves the next message. */
function takeLogIn(db: SqlDatabase): void {
  try {
    db.get('PRAGMA wal_checkpoint(PASSIVE)');
  } catch {
    // What the work itself met is the one to tell.
  }
}

/** Does `work` as the only maintenance run. Errors: `busy` when another run does not end within a minute. */
export async function asOnlyRun<Result>(place: Workplace, work: () => Promise<Result>): Promise<Result> {
  const release = await claimMaintenance(place);
  try {
    return await work();
  } finally {
    release();
  }
}

async function claimMaintenance(place: Workplace): Promise<() => void> {
  for (let waitedMs = 0; ; waitedMs += WAIT_MS) {
    const release = claimLock(place.paths.locks, MAINTENANCE_LOCK);
    if (release) return release;
    if (waitedMs === 0) place.onProgress(0, 'waiting for another run');
    if (waitedMs >= MAX_WAIT_MS) {
      throw new AppError(
        'busy',
        'Another clean-up, backup, import or export is still running. Try again when it is done.',
      );
    }
    await place.pause(WAIT_MS);
  }
}
