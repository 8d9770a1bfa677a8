import type { RowCounts } from '../protocol/keeping-shapes.ts';
import type { Params } from '../protocol/methods.ts';
import { formatTimestamp } from '../protocol/timestamp.ts';
import { findSession, requireSession } from '../store/sessions.ts';
import type { SqlDatabase } from '../store/sql-database.ts';
import { createTally } from './export-tally.ts';
import { exportName, sessionFileName } from './file-names.ts';
import type { CreateHasher } from './hasher.ts';
import type { Progress } from './pace.ts';
import { countRows } from './read-rows.ts';
import { sessionColumnOf, TABLE_NAMES } from './tables.ts';
import { bundleBytes } from './write-bundle.ts';
import { jsonBytes, markdownBytes, markdownZipBytes } from './write-sessions.ts';
import type { ZipWriter } from './zip.ts';

type Format = Params<'data/export'>['format'];

/** A file that is to be written. */
export interface ExportContent {
  /** What it would like to be called, and the ending with its point. */
  readonly name: string;
  readonly ending: string;
  /** Made as they are asked for. */
  readonly bytes: AsyncIterable<Uint8Array>;
  /** The rows that `bytes` has had so far, by table. */
  readonly counts: RowCounts;
}

/** What exports need of the program that makes them. */
export interface ExportMeans {
  readonly progress: Progress;
  readonly nowMs: number;
  /** Of this program. */
  readonly version: string;
  readonly createHasher: CreateHasher;
  readonly createZip: () => ZipWriter;
}

/**
 * The whole store, or some sessions, as a file's bytes. Without ids, JSON and Markdown have the sessions that are not in the
 * trash, and a bundle has everything. `db`: as it was at one moment, until the last byte is read. Errors: `not-found` for a
 * session that is not there.
 */
export function exportContent(
  db: SqlDatabase,
  { format, sessionIds }: Params<'data/export'>,
  { progress, nowMs, version, createHasher, createZip }: ExportMeans,
): ExportContent {
  const exportedAt = formatTimestamp(nowMs);
  const ids = wantedSessions(db, format, sessionIds);
  const tally = createTally(progress, countWanted(db, format, ids));
  const bytes =
    format === 'bundle'
      ? bundleBytes({ db, sessionIds: ids, createdAt: exportedAt, version, tally, createHasher }, createZip())
      : sessionBytes(format, { db, sessionIds: ids ?? [], exportedAt, tally }, createZip);
  return { ...nameFor(db, format, ids, exportedAt), bytes, counts: tally.counts };
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

/** What a file of this kind ends with. `sessionCount` null = the whole store. */
function endingFor(format: Format, sessionCount: number | null): string {
  if (format === 'bundle') return '.holdfast';
  if (format === 'json') return '.json';
  return sessionCount === 1 ? '.md' : '.zip';
}

function sessionBytes(
  format: Format,
  content: Parameters<typeof jsonBytes>[0],
  createZip: () => ZipWriter,
): AsyncIterable<Uint8Array> {
  if (format === 'json') return jsonBytes(content);
  const [first, second] = content.sessionIds;
  return first !== undefined && second === undefined
    ? markdownBytes(content, first)
    : markdownZipBytes(content, createZip());
}
