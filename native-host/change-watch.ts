import type { Timers } from '../lib/clock.ts';
import type { Announce } from '../lib/protocol/notifications.ts';
import type { SqlDatabase } from '../lib/store/sql-database.ts';

/** Looking costs a few microseconds; half a second feels like at once in another window. */
const LOOK_EVERY_MS = 500;

/**
 * Announces `changed` when another process wrote, until the returned function is called. It runs only while a browser is
 * connected, and a browser connects only while a panel or a reply needs it.
 */
export function watchForeignChanges(db: () => SqlDatabase, announce: Announce, timers: Timers): () => void {
  let timer: unknown;
  let last: number | undefined;

  function look(): void {
    timer = timers.set(look, LOOK_EVERY_MS);
    const version = readDataVersion(db);
    if (version === undefined) return;
    if (last !== undefined && version !== last) announce('changed', { tables: null, sessionIds: null });
    last = version;
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
