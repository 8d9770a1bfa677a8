import type { RowCounts } from '../protocol/keeping-shapes.ts';
import type { Result } from '../protocol/methods.ts';
import type { SqlDatabase } from '../store/sql-database.ts';
import { applyBelongings } from './apply-belongings.ts';
import { applyOthers, countExisting } from './apply-others.ts';
import { applySessions, type ImportCounts } from './apply-sessions.ts';
import type { ImportSource } from './import-source.ts';
import { joinOthers } from './join-others.ts';
import { keepBothWhereTextsDiffer, takeNewerSessions } from './join-sessions.ts';
import { linkForks } from './link-forks.ts';
import { copiesPlanned, INCOMING, planImport, type Resolution } from './plan-import.ts';
import type { Problems } from './problems.ts';
import { countRows } from './read-rows.ts';
import { TABLE_NAMES } from './tables.ts';

/**
 * Brings a staged file, attached to the store as {@link INCOMING}, into it. A whole store that comes into one without sessions
 * is a move: everything stays as it was, also what says that a session was imported. What comes to sessions that are here
 * already is marked as imported, but for one's own that moves here. Part of a transaction.
 */
export function importStaged(
  db: SqlDatabase,
  source: Pick<ImportSource, 'format' | 'isComplete'>,
  resolution: Resolution,
  problems: Problems,
): Pick<Result<'data/import'>, 'counts' | 'copies'> {
  const isMove = source.isComplete && countRows(db, 'sessions') === 0;
  const counts: ImportCounts = { added: {}, replaced: {}, skipped: {} };
  linkForks(db);
  planImport(db, resolution === 'move' ? 'merge' : resolution, source.format === 'json', problems);
  if (resolution === 'move') {
    keepBothWhereTextsDiffer(db);
    takeNewerSessions(db, problems);
  }
  applySessions(db, isMove || resolution === 'move', problems, counts);
  applyBelongings(db, counts);
  if (resolution === 'move') joinOthers(db);
  applyOthers(db, { resolution, isMove }, problems, counts);
  const copies = copiesPlanned(db);
  return {
    counts: {
      added: withoutZeros(counts.added),
      replaced: withoutZeros(counts.replaced),
      skipped: withoutZeros(counts.skipped),
    },
    ...(copies.length > 0 && { copies }),
  };
}

function withoutZeros(counts: RowCounts): Record<string, number> {
  return Object.fromEntries(Object.entries(counts).filter(([, rows]) => rows > 0));
}

/** What a staged file, attached to the store as {@link INCOMING}, holds, and what of it is here already. */
export function analyzeStaged(
  db: SqlDatabase,
  { format }: Pick<ImportSource, 'format'>,
  problems: Problems,
): Result<'imports/analyze'> {
  const counts = counted((table) => countIncoming(db, table));
  const existing = counted((table) => countExisting(db, table));
  return { format, counts, existing, problems: problems.list() };
}

function counted(count: (table: (typeof TABLE_NAMES)[number]) => number): RowCounts {
  return Object.fromEntries(TABLE_NAMES.map((table) => [table, count(table)] as const).filter(([, rows]) => rows > 0));
}

function countIncoming(db: SqlDatabase, table: string): number {
  return db.get<{ rows: number }>(`SELECT count(*) AS rows FROM ${INCOMING}.${table}`)?.rows ?? 0;
}

/** What becomes of what is here where nobody said it: it stays, and gets what was said in OpenCode since. */
export function usualResolution({ format }: Pick<ImportSource, 'format'>): Resolution {
  return format === 'opencode' ? 'merge' : 'skip';
}
