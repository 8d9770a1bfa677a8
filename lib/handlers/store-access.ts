import type { Now } from '../clock.ts';
import type { Announce } from '../protocol/notifications.ts';
import { formatTimestamp } from '../protocol/timestamp.ts';
import { applyOnce } from '../store/requests.ts';
import type { SqlDatabase } from '../store/sql-database.ts';

/** What the handlers of every engine need. */
export interface StoreAccess {
  /** The open store. Throws why it is not open: `busy` while it opens or migrates, else what opening it met. */
  readonly db: () => SqlDatabase;
  readonly now: Now;
  readonly announce: Announce;
  /** A session was branched, which may have left the search index behind. */
  readonly onBranched?: (() => void) | undefined;
}

/** Which rows a change touched, for whoever shows them. */
export interface Touched {
  readonly tables: string[];
  readonly sessionIds: string[] | null;
}

/**
 * Runs a change once (see `applyOnce`) and announces it. `work` gets the database and the moment in the stored form;
 * `current` answers a request that was applied before.
 */
export function change<Result>(
  { db: open, now: clock, announce }: StoreAccess,
  requestId: string,
  touched: Touched,
  work: (db: SqlDatabase, now: string) => Result,
  current: (db: SqlDatabase) => Result,
): Result {
  const db = open();
  const now = formatTimestamp(clock());
  const result = applyOnce(
    db,
    { requestId, now },
    () => work(db, now),
    () => current(db),
  );
  announce('changed', touched);
  return result;
}
