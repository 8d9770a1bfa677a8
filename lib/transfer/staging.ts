import { BEING_PURGED } from '../store/purge.ts';
import type { SqlDatabase } from '../store/sql-database.ts';
import { checkRow } from './check-row.ts';
import type { ImportSource, RawRow } from './import-source.ts';
import { derivedId } from './imported-id.ts';
import type { Pace } from './pace.ts';
import { BELONGINGS } from './plan-import.ts';
import type { Problems } from './problems.ts';
import type { Row } from './row-json.ts';
import { type Column, columnsOf, TABLE_NAMES, TABLES, type TableName } from './tables.ts';

/** Of a file's pages in memory, a quarter of what is usual: it is written or read from its beginning to its end. */
export const CACHE_KB = 4096;

/**
 * Reads a whole file into an empty database of its own, row by row through the one check, so that the store is not touched
 * before everything is known to be good. Errors: those of the file and of the disk.
 */
export async function stage(source: ImportSource, db: SqlDatabase, problems: Problems, pace: Pace): Promise<void> {
  // It is thrown away after the import, and made anew when anything fails. No log: that would hold it once more.
  db.exec(`PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF; PRAGMA cache_size = -${CACHE_KB}; ${schema()}`);
  for await (const { rows, share } of source.rows()) {
    db.transaction(() => {
      for (const raw of rows) stageRow(db, raw, problems);
    });
    await pace(rows.length, 0, share);
  }
  db.transaction(() => settle(db, problems));
}

/** The tables with the order of their rows; the plan says what becomes of each session. */
function schema(): string {
  const tables = TABLE_NAMES.map((table) => {
    const columns = Object.entries(TABLES[table].columns).map(([name, column]) => `${name} ${typeOf(column)}`);
    return `CREATE TABLE ${table} (ord INTEGER PRIMARY KEY, ${columns.join(', ')}, UNIQUE (${TABLES[table].key.join(', ')}));`;
  });
  return `${tables.join('\n')}
    CREATE INDEX messages_place ON messages(session_id, sequence);
    CREATE INDEX file_changes_session ON file_changes(session_id);
    CREATE INDEX proofs_session ON proofs(session_id);
    CREATE INDEX originals_session ON originals(session_id);
    CREATE INDEX sessions_parent ON sessions(parent_session_id) WHERE parent_session_id IS NOT NULL;
    CREATE TABLE plan (session_id TEXT PRIMARY KEY, action TEXT NOT NULL);`;
}

function typeOf(column: Column): string {
  if (/^(count|place|flag)/.test(column)) return 'INTEGER';
  // Kept as it comes; the store's own column decides.
  return column.startsWith('amount') ? '' : 'TEXT';
}

function stageRow(db: SqlDatabase, { table, where, row: raw }: RawRow, problems: Problems): void {
  const { row, problems: found } = checkRow(db, table, raw);
  for (const problem of found) problems.add(where, row ? problem : `Left out: ${problem}.`);
  if (!row || insert(db, table, row)) return;
  if (table === 'messages' && insertUnderAnotherId(db, row)) return;
  problems.add(where, 'Left out: its id was there before.');
}

/** Whether the row was added: its key was free. */
function insert(db: SqlDatabase, table: TableName, row: Row): boolean {
  const columns = columnsOf(table);
  const sql = `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')}) ON CONFLICT DO NOTHING`;
  return (
    db.run(
      sql,
      columns.map((column) => row[column] ?? null),
    ).changes === 1
  );
}

/** Other programs count messages within each session. */
function insertUnderAnotherId(db: SqlDatabase, row: Row): boolean {
  const [id, sessionId] = [String(row['id']), String(row['session_id'])];
  const first = db.get<{ session_id: string }>('SELECT session_id FROM messages WHERE id = ?', [id]);
  if (first?.session_id === sessionId) return false;
  return insert(db, 'messages', { ...row, id: derivedId('message', sessionId, id) });
}

/** What can only be said of all rows together. */
function settle(db: SqlDatabase, problems: Problems): void {
  dropWhatWasBeingRemoved(db);
  const orphans = db.run('DELETE FROM messages WHERE session_id NOT IN (SELECT id FROM sessions)').changes;
  if (orphans > 0) problems.add('messages', `${orphans} messages are left out: their session is not in the file.`);
  for (const table of BELONGINGS) {
    const { changes } = db.run(`DELETE FROM ${table} WHERE session_id NOT IN (SELECT id FROM sessions)`);
    if (changes > 0) problems.add(table, `${changes} rows are left out: their session is not in the file.`);
  }
  const doubled = db.run(
    `UPDATE sessions SET source_id = NULL WHERE source_id IS NOT NULL AND EXISTS (
       SELECT 1 FROM sessions AS first WHERE first.source IS sessions.source AND first.source_id = sessions.source_id
         AND first.ord < sessions.ord)`,
  ).changes;
  if (doubled > 0)
    problems.add('sessions', `${doubled} sessions say that they come from where another one comes from.`);
  makePlacesUnique(db, problems);
}

/** Who deleted it for ever did not mean to have it back. */
function dropWhatWasBeingRemoved(db: SqlDatabase): void {
  for (const { id } of db.all<{ id: string }>('SELECT id FROM sessions WHERE deleted_at = ?', [BEING_PURGED])) {
    for (const table of ['messages', 'file_changes', 'proofs', 'originals', 'snapshots', 'drafts'])
      db.run(`DELETE FROM ${table} WHERE session_id = ?`, [id]);
    db.run('DELETE FROM sessions WHERE id = ?', [id]);
  }
}

/** As the store's own fourth migration does it: numbered anew from 1, with the points where branches leave. */
function makePlacesUnique(db: SqlDatabase, problems: Problems): void {
  db.exec(`
    CREATE TABLE places (ord INTEGER PRIMARY KEY, session_id TEXT, sequence INTEGER, place INTEGER);
    INSERT INTO places
      SELECT ord, session_id, sequence, row_number() OVER (PARTITION BY session_id ORDER BY sequence, ord)
      FROM messages WHERE session_id IN (
        SELECT session_id FROM messages GROUP BY session_id, sequence HAVING count(*) > 1 OR sequence < 1
      );
    UPDATE messages SET sequence = (SELECT place FROM places WHERE places.ord = messages.ord)
      WHERE ord IN (SELECT ord FROM places);
    CREATE INDEX places_session ON places(session_id, sequence);
    UPDATE sessions SET branch_point = coalesce(
      (SELECT max(place) FROM places WHERE places.session_id = parent_session_id AND places.sequence <= branch_point), 0)
      WHERE branch_point IS NOT NULL AND parent_session_id IN (SELECT session_id FROM places);
  `);
  const { sessions = 0 } =
    db.get<{ sessions: number }>('SELECT count(DISTINCT session_id) AS sessions FROM places') ?? {};
  if (sessions > 0)
    problems.add('messages', `${sessions} sessions had two messages at one place; they are numbered anew.`);
  db.exec('DROP TABLE places');
}
