import { existsSync, statSync } from 'node:fs';
import { AppError } from '../lib/protocol/errors.ts';
import { readSchemaVersion } from '../lib/store/migrate.ts';
import type { SqlDatabase } from '../lib/store/sql-database.ts';
import { openReadOnly } from './database.ts';

/** A store in numbers. Times ISO 8601; null where there is nothing yet, or the store is of a version that cannot tell. */
export interface StoreStats {
  readonly path: string;
  readonly bytes: number;
  readonly schemaVersion: number;
  readonly sessions: number;
  readonly messages: number;
  readonly drafts: number;
  readonly oldest: string | null;
  readonly newest: string | null;
}

/**
 * Counts what a store holds, read-only, also one of an older or newer version; tells what it is about to do, since counting takes
 * seconds in a large store. Errors: `not-found`, `store-corrupt`.
 */
export function readStats(path: string, onStep: (step: string) => void = () => {}): StoreStats {
  if (!existsSync(path)) {
    throw new AppError('not-found', `There is no store at ${path} yet. Open the panel once to make one.`);
  }
  onStep('counting');
  const db = openReadOnly(path);
  try {
    const counts = hasTable(db, 'sessions')
      ? db.get<Pick<StoreStats, 'sessions' | 'messages' | 'oldest' | 'newest'>>(
          `SELECT (SELECT count(*) FROM sessions) AS sessions, (SELECT count(*) FROM messages) AS messages,
             (SELECT min(created_at) FROM sessions) AS oldest, (SELECT max(updated_at) FROM sessions) AS newest`,
        )
      : undefined;
    const drafts = hasTable(db, 'drafts')
      ? db.get<{ drafts: number }>("SELECT count(*) AS drafts FROM drafts WHERE content <> ''")
      : undefined;
    return {
      path,
      bytes: statSync(path).size + (statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0),
      schemaVersion: readSchemaVersion(db),
      sessions: counts?.sessions ?? 0,
      messages: counts?.messages ?? 0,
      drafts: drafts?.drafts ?? 0,
      oldest: counts?.oldest ?? null,
      newest: counts?.newest ?? null,
    };
  } finally {
    db.close();
  }
}

/** Whether a database has a table, whatever version it is of. */
export function hasTable(db: SqlDatabase, name: string): boolean {
  return db.get("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?", [name]) !== undefined;
}
