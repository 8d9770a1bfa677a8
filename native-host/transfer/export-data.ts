import type { Params, Result } from '../../lib/protocol/methods.ts';
import { formatTimestamp } from '../../lib/protocol/timestamp.ts';
import { findSession, requireSession } from '../../lib/store/sessions.ts';
import type { SqlDatabase } from '../../lib/store/sql-database.ts';
import { exportName, sessionFileName } from '../../lib/transfer/file-names.ts';
import { sessionColumnOf, TABLE_NAMES } from '../../lib/transfer/tables.ts';
import packageJson from '../../package.json' with { type: 'json' };
import { openReadOnly } from '../database.ts';
import { type Workplace, withStore } from '../workplace.ts';
import { createTally } from './export-tally.ts';
import { type NewFile, writeNewFile } from './new-file.ts';
import { countRows } from './read-rows.ts';
import { CACHE_KB } from './staging.ts';
import { bundleBytes } from './write-bundle.ts';
import { jsonBytes, markdownBytes, markdownZipBytes } from './write-sessions.ts';

type Format = Params<'data/export'>['format'];

/**
 * Writes the whole store, or some sessions, to a new file. Without ids, JSON and Markdown have the sessions that are not in
 * the trash, and a bundle has everything. `target`: default in the folder for downloads, under a name that is free. Errors:
 * `not-found` for a session that is not there, `disk-full`, `read-only`, `cancelled`; then there is no file.
 */
export function exportData(
  { format, sessionIds }: Params<'data/export'>,
  place: Workplace,
  target: Partial<NewFile> = {},
): Promise<Result<'data/export'>> {
  return withStore(place, () =>
    inOneMoment(place.paths.database, async (db) => {
      const exportedAt = formatTimestamp(place.now());
      const ids = wantedSessions(db, format, sessionIds);
      const tally = createTally(place, countWanted(db, format, ids));
      const file = { folder: place.paths.downloads, ...nameFor(db, format, ids, exportedAt), ...target };
      const bytes =
        format === 'bundle'
          ? bundleBytes({ db, sessionIds: ids, createdAt: exportedAt, version: packageJson.version, tally })
          : sessionBytes(format, { db, sessionIds: ids ?? [], exportedAt, tally });
      return { ...(await writeNewFile(file, bytes)), folder: file.folder, counts: tally.counts };
    }),
  );
}

/** What a file of this kind ends with. `sessionCount` null = the whole store. */
function endingFor(format: Format, sessionCount: number | null): string {
  if (format === 'bundle') return '.holdfast';
  if (format === 'json') return '.json';
  return sessionCount === 1 ? '.md' : '.zip';
}

/**
 * Everything is read as it was at one moment, while others write: SQLite keeps it for a transaction that reads, and only lets
 * the log beside the store grow until its end.
 */
async function inOneMoment<Value>(path: string, work: (db: SqlDatabase) => Promise<Value>): Promise<Value> {
  const db = openReadOnly(path);
  try {
    db.exec(`PRAGMA cache_size = -${CACHE_KB}`);
    db.exec('BEGIN');
    return await work(db);
  } finally {
    db.close();
  }
}

/** null = the whole store. */
function wantedSessions(db: SqlDatabase, format: Format, ids: readonly string[] | undefined): readonly string[] | null {
  if (ids !== undefined) return [...new Set(ids)].map((id) => requireSession(db, id).id);
  if (format === 'bundle') return null;
  const rows = db.all<{ id: string }>('SELECT id FROM sessions WHERE deleted_at IS NULL ORDER BY created_at, id');
  return rows.map(({ id }) => id);
}

function countWanted(db: SqlDatabase, format: Format, ids: readonly string[] | null): number {
  const tables = format === 'bundle' ? TABLE_NAMES : (['sessions', 'messages'] as const);
  const wanted = ids === null ? tables : tables.filter((table) => sessionColumnOf(table) !== null);
  const sum = (numbers: readonly number[]) => numbers.reduce((all, one) => all + one, 0);
  return sum(wanted.map((table) => sum((ids ?? [undefined]).map((id) => countRows(db, table, id)))));
}

function nameFor(db: SqlDatabase, format: Format, ids: readonly string[] | null, exportedAt: string) {
  const only = ids?.length === 1 && format !== 'bundle' ? findSession(db, ids[0] ?? '') : undefined;
  const name = only ? sessionFileName(only.title, only.createdAt) : exportName(exportedAt);
  return { name, ending: endingFor(format, ids?.length ?? null) };
}

function sessionBytes(format: Format, content: Parameters<typeof jsonBytes>[0]): AsyncIterable<Uint8Array> {
  if (format === 'json') return jsonBytes(content);
  const [first, second] = content.sessionIds;
  return first !== undefined && second === undefined ? markdownBytes(content, first) : markdownZipBytes(content);
}
