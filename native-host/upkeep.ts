import type { Logger } from 'pino';
import type { Now, Timers } from '../lib/clock.ts';
import { AppError } from '../lib/protocol/errors.ts';
import type { Announce } from '../lib/protocol/notifications.ts';
import { formatTimestamp } from '../lib/protocol/timestamp.ts';
import { isPurgeUnfinished } from '../lib/store/purge.ts';
import type { SqlDatabase } from '../lib/store/sql-database.ts';
import { getStoreFact } from '../lib/store/store-info.ts';
import { isSweepDue } from '../lib/store/sweep-due.ts';
import { DELETED_FOREVER } from '../lib/store/sweeps.ts';
import type { RunMaintenance } from './maintenance-process.ts';

/** Long enough for a panel to open first, short enough for a host that somebody only looks into. */
const FIRST_LOOK_MS = 3000;

const LOOK_EVERY_MS = 3600 * 1000;

/** A backup is due when the last verified one is as old. */
const BACKUP_EVERY_MS = 24 * 3600 * 1000;

/** What is deleted for ever one after the other is finished together. */
const FINISH_AFTER_MS = 2000;

export interface UpkeepOptions {
  readonly db: () => SqlDatabase;
  readonly run: RunMaintenance;
  /** Removes files on their way into an import that nobody took in for a day. */
  readonly removeOldUploads: () => void;
  readonly announce: Announce;
  readonly timers: Timers;
  readonly now: Now;
  readonly log: Logger;
}

/** What a host does by itself while it runs. */
export interface Upkeep {
  /** Looks soon, and then every hour. */
  start(): void;
  /** A person deleted something for ever: what is left of it goes soon. */
  finishDeleting(): void;
  stop(): void;
}

/**
 * Has the daily backup made and the sweep done when they are due, one after the other, in processes that outlive this one, and old
 * uploads removed; and, before these, what was deleted for ever brought to its end, where that was cut off.
 * Several hosts may do so at once: the run itself looks again whether it is still due.
 */
export function createUpkeep({ db, run, removeOldUploads, announce, timers, now, log }: UpkeepOptions): Upkeep {
  let looking: unknown;
  let finishing: unknown;
  let isRunning = false;
  let isStopped = false;

  async function look(): Promise<void> {
    looking = timers.set(() => void look(), LOOK_EVERY_MS);
    if (isRunning) return;
    isRunning = true;
    try {
      // Whoever was to do it may have ended, and a sweep that is due may be refused. No copy needs to have it.
      if (isPurgeUnfinished(db())) await finish();
      if (isBackupDue()) await backUp();
      if (isSweepDue(db(), formatTimestamp(now()))) await sweep();
      removeOldUploads();
    } catch (error) {
      log.error({ err: error }, 'could not look whether upkeep is due');
    } finally {
      isRunning = false;
    }
  }

  /** A store without a session has nothing that a copy could save. */
  function isBackupDue(): boolean {
    const last = getStoreFact(db(), 'lastVerifiedBackupAt');
    const ageMs = last === undefined ? Number.POSITIVE_INFINITY : Math.abs(now() - Date.parse(last));
    return ageMs >= BACKUP_EVERY_MS && db().get('SELECT 1 FROM sessions LIMIT 1') !== undefined;
  }

  async function backUp(): Promise<void> {
    try {
      await run('backup', { reason: 'daily' });
    } catch (error) {
      log.error({ err: error }, 'the daily backup failed');
      const { code, message } = asAppError(error);
      // Another run is under way, or this host is about to end: not worth anybody's attention.
      if (code !== 'busy' && !isStopped) announce('backup/failed', { code, message });
    }
  }

  async function sweep(): Promise<void> {
    const askedAt = formatTimestamp(now());
    try {
      const done = await run('sweep', { reason: 'scheduled', onlyIfDue: true });
      // Another host's run, which that host tells of.
      if (done.sweep.startedAt < askedAt) return;
      if (!isStopped) announce('sweep/done', done);
    } catch (error) {
      log.error({ err: error }, 'the sweep failed');
    }
  }

  async function finish(): Promise<void> {
    try {
      await run('sweep', { reason: DELETED_FOREVER });
    } catch (error) {
      log.error({ err: error }, 'what was deleted for ever could not be finished; the next sweep does it');
    }
  }

  return {
    start() {
      timers.clear(looking);
      if (!isStopped) looking = timers.set(() => void look(), FIRST_LOOK_MS);
    },
    finishDeleting() {
      timers.clear(finishing);
      finishing = timers.set(() => void finish(), FINISH_AFTER_MS);
    },
    stop() {
      isStopped = true;
      timers.clear(looking);
      timers.clear(finishing);
    },
  };
}

function asAppError(error: unknown): AppError {
  return error instanceof AppError ? error : new AppError('internal', 'The backup failed unexpectedly.');
}
