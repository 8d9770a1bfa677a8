import type { Timers } from '../lib/clock.ts';
import type { Announce } from '../lib/protocol/notifications.ts';
import type { SqlDatabase } from '../lib/store/sql-database.ts';

/** Looking costs a few microseconds; half a second feels like at once in another window. */
const LOOK_EVERY_MS = 500;

/** While own workers write all the time, what others wrote is told only so often: every time makes panels read again. */
const TELL_EVERY_MS = 5000;

export interface ChangeWatchOptions {
  readonly db: () => SqlDatabase;
  readonly announce: Announce;
  readonly timers: Timers;
  /** Whether this host's own processes write what panels are told anyway, as of replies, or need not know. */
  readonly isWriting: () => boolean;
}

/**
 * Announces `changed` when another process wrote, until the returned function is called. It runs only while a browser is
 * connected, and a browser connects only while a panel or a reply needs it.
 */
export function watchForeignChanges({ db, announce, timers, isWriting }: ChangeWatchOptions): () => void {
  let timer: unknown;
  let last: number | undefined;
  let isUntold = false;
  let sinceToldMs = TELL_EVERY_MS;

  function look(): void {
    timer = timers.set(look, LOOK_EVERY_MS);
    sinceToldMs += LOOK_EVERY_MS;
    const version = readDataVersion(db);
    if (version === undefined) return;
    isUntold ||= last !== undefined && version !== last;
    last = version;
    if (!isUntold || (isWriting() && sinceToldMs < TELL_EVERY_MS)) return;
    isUntold = false;
    sinceToldMs = 0;
    announce('changed', { tables: null, sessionIds: null });
  }

  look();
  return () => timers.clear(timer);
}

/** SQLite changes this number for a connection when another one has committed. Undefined while the store is not open. */
function readDataVersion(db: () => SqlDatabase): number | undefined {
  try {
    return db().get<{ data_version: number }>('PRAGMA data_version')?.data_version;
  } catch {
    return undefined;
  }
}
