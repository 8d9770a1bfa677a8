import type { StoreInfo } from '../protocol/shapes.ts';
import { SCHEMA_VERSION } from './migrate.ts';
import type { SqlDatabase } from './sql-database.ts';
import { getStoreFact } from './store-info.ts';
import { lastDoneSweepAt } from './sweeps.ts';

/** Where a store is, which only its engine knows. */
type Whereabouts = Pick<StoreInfo, 'path' | 'bytes'>;

/** What is told of a store that cannot be asked. */
export const UNKNOWN_STORE: Omit<StoreInfo, 'state'> = {
  id: null,
  schemaVersion: null,
  path: null,
  bytes: null,
  sqliteVersion: null,
  sessions: null,
  messages: null,
  lastSweepAt: null,
  lastVerifiedBackupAt: null,
};

/** What `hello` tells of an open store. Errors: what reading it meets. */
export function describeStore(db: SqlDatabase, whereabouts: Whereabouts): StoreInfo {
  const counts = db.get<{ sessions: number; messages: number | null; version: string }>(
    'SELECT count(*) AS sessions, sum(message_count) AS messages, sqlite_version() AS version FROM sessions',
  );
  return {
    id: getStoreFact(db, 'id') ?? null,
    state: 'ready',
    schemaVersion: SCHEMA_VERSION,
    ...whereabouts,
    sqliteVersion: counts?.version ?? null,
    sessions: counts?.sessions ?? 0,
    messages: counts?.messages ?? 0,
    lastSweepAt: lastDoneSweepAt(db) ?? null,
    lastVerifiedBackupAt: getStoreFact(db, 'lastVerifiedBackupAt') ?? null,
  };
}

/** How long the database is as a file, in bytes. */
export function databaseBytes(db: SqlDatabase): number {
  const sql = 'SELECT page_count * page_size AS bytes FROM pragma_page_count, pragma_page_size';
  return db.get<{ bytes: number }>(sql)?.bytes ?? 0;
}
