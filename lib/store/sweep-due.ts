import { clockRefusal, noteClock } from './clock-guard.ts';
import { write } from './migrate.ts';
import { nextSweepAt } from './retention.ts';
import type { SqlDatabase } from './sql-database.ts';

/** Whether a sweep is due at `now`. While it is not, that the clock is right is kept, if it is. */
export function isSweepDue(db: SqlDatabase, now: string): boolean {
  if (nextSweepAt(db, now) <= now) return true;
  if (clockRefusal(db, now) === undefined) write(db, () => noteClock(db, now));
  return false;
}
