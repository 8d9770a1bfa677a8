import type { SqlDatabase, SqlValue } from './sql-database.ts';
import { getStoreFact, setStoreFact } from './store-info.ts';

const DAY_MS = 24 * 3600 * 1000;

/** A clock that goes on for longer without any sign of use may have been set wrong. */
const MAX_GAP_DAYS = 7;

/**
 * Why the clock is not to be trusted with a deletion; undefined when it is. It must not be earlier than it was, and not more than
 * 7 days later than the last time that anything was done: a clock set wrong for a minute would make everything old.
 */
export function clockRefusal(db: SqlDatabase, now: string): string | undefined {
  const last = getStoreFact(db, 'lastSeenAt') ?? newestUse(db);
  if (last === undefined) return undefined;
  if (now < last) {
    return `The clock says ${now}, which is before ${last}, when Holdfast was in use already. Nothing is removed until the clock is right, or you say that it is.`;
  }
  for (let seen = last; gapDays(seen, now) > MAX_GAP_DAYS; ) {
    const next = newestUse(db, { after: seen, upTo: new Date(Date.parse(seen) + MAX_GAP_DAYS * DAY_MS).toISOString() });
    if (next === undefined) {
      return `The clock says ${now}, but between ${seen} and then Holdfast was not used for more than ${MAX_GAP_DAYS} days. Nothing is removed until you say that the clock is right.`;
    }
    seen = next;
  }
  return undefined;
}

/** Keeps that the clock was right at this moment. Runs inside the caller's transaction. */
export function noteClock(db: SqlDatabase, now: string): void {
  setStoreFact(db, 'lastSeenAt', now);
}

function gapDays(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / DAY_MS;
}

interface Span {
  readonly after: string;
  readonly upTo: string;
}

/** When something was last done, in all or within a span; undefined when nothing was. */
function newestUse(db: SqlDatabase, span?: Span): string | undefined {
  const within = (column: string) => (span ? `WHERE ${column} > ? AND ${column} <= ?` : '');
  const values: SqlValue[] = span ? [span.after, span.upTo] : [];
  const row = db.get<{ at: string | null }>(
    `SELECT max(at) AS at FROM (
       SELECT max(updated_at) AS at FROM sessions ${within('updated_at')}
       UNION ALL SELECT max(timestamp) FROM analytics ${within('timestamp')}
       UNION ALL SELECT max(timestamp) FROM snapshots ${within('timestamp')}
       UNION ALL SELECT max(applied_at) FROM requests ${within('applied_at')})`,
    [...values, ...values, ...values, ...values],
  );
  return row?.at ?? undefined;
}
