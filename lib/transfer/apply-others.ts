import type { SqlDatabase } from '../store/sql-database.ts';
import type { ImportCounts } from './apply-sessions.ts';
import { INCOMING, type Resolution } from './plan-import.ts';
import type { Problems } from './problems.ts';
import { columnsOf, type TableName } from './tables.ts';

/** Brings everything that is not of a session, or may outlive one, into the store, after these. `isMove`: see `importInto`. Part of a transaction. */
export function applyOthers(
  db: SqlDatabase,
  { resolution, isMove }: { resolution: Resolution; isMove: boolean },
  problems: Problems,
  counts: ImportCounts,
): void {
  dropOrphanedDrafts(db, problems);
  for (const table of ['snapshots', 'recordings'] as const) {
    const replaced = replace(db, table, resolution);
    tell(table, addById(db, table), replaced);
  }
  for (const table of ['drafts', 'preferences'] as const) {
    const replaced = replace(db, table, resolution);
    tell(table, addNew(db, table), replaced);
  }
  for (const table of ['analytics', 'balance_history'] as const) tell(table, addUnknown(db, table), 0);
  // The log of another store's sweeps says nothing about this one's.
  tell('sweeps', isMove ? addUnknown(db, 'sweeps') : 0, 0);

  function tell(table: TableName, added: number, replaced: number): void {
    counts.added[table] = added;
    counts.replaced[table] = replaced;
    counts.skipped[table] = rowsIn(db, `${INCOMING}.${table}`) - added - replaced;
  }
}

/** Whether {@link applyOthers} would change rows that are here. */
export function replacesOthers(db: SqlDatabase, resolution: Resolution): boolean {
  return REPLACEABLE.some(
    (table) =>
      mayReplace(table, resolution) &&
      db.get(`SELECT 1 FROM main.${table} AS here JOIN ${INCOMING}.${table} AS staged ON ${isReplaced(table)} LIMIT 1`),
  );
}

/** How many staged rows of a table are in the store already. */
export function countExisting(db: SqlDatabase, table: TableName): number {
  const key = KEYS[table];
  const sql = key
    ? `SELECT count(*) AS rows FROM ${INCOMING}.${table} JOIN main.${table} USING (${key.join(', ')})`
    : `SELECT count(*) AS rows FROM ${INCOMING}.${table} AS staged WHERE ${isHere(table)}`;
  return db.get<{ rows: number }>(sql)?.rows ?? 0;
}

/** What tells a row from others in every store; events are numbered by each store for itself. */
const KEYS: Readonly<Record<TableName, readonly string[] | undefined>> = {
  sessions: ['id'],
  messages: ['id'],
  file_changes: ['id'],
  proofs: ['id'],
  originals: ['id'],
  snapshots: ['id'],
  recordings: ['id'],
  drafts: ['session_id'],
  preferences: ['profile_id', 'key'],
  analytics: undefined,
  balance_history: undefined,
  sweeps: undefined,
};

function rowsIn(db: SqlDatabase, table: string): number {
  return db.get<{ rows: number }>(`SELECT count(*) AS rows FROM ${table}`)?.rows ?? 0;
}

function dropOrphanedDrafts(db: SqlDatabase, problems: Problems): void {
  const { changes } = db.run(
    `DELETE FROM ${INCOMING}.drafts WHERE session_id <> '' AND session_id NOT IN (SELECT id FROM main.sessions)`,
  );
  if (changes > 0) problems.add('drafts', `${changes} drafts are left out: their session is not there.`);
}

function addById(db: SqlDatabase, table: 'snapshots' | 'recordings'): number {
  const columns = columnsOf(table).join(', ');
  return db.run(
    `INSERT INTO main.${table} (${columns}) SELECT ${columns} FROM ${INCOMING}.${table} AS staged
     WHERE id NOT IN (SELECT id FROM main.${table}) ORDER BY ord`,
  ).changes;
}

function addNew(db: SqlDatabase, table: 'drafts' | 'preferences'): number {
  const columns = columnsOf(table).join(', ');
  return db.run(
    `INSERT INTO main.${table} (${columns}) SELECT ${columns} FROM ${INCOMING}.${table} AS staged
     WHERE NOT EXISTS (SELECT 1 FROM main.${table} AS here WHERE ${isSameRow(table)}) ORDER BY ord`,
  ).changes;
}

const REPLACEABLE = ['snapshots', 'recordings', 'drafts', 'preferences'] as const;
type Replaceable = (typeof REPLACEABLE)[number];

/** Drafts and preferences as when they are written one by one: an older one never wins. */
function mayReplace(table: Replaceable, resolution: Resolution): boolean {
  return hasAge(table) ? resolution !== 'skip' : resolution === 'replace';
}

function hasAge(table: Replaceable): boolean {
  return table === 'drafts' || table === 'preferences';
}

function replace(db: SqlDatabase, table: Replaceable, resolution: Resolution): number {
  if (!mayReplace(table, resolution)) return 0;
  const values = valuesOf(table);
  return db.run(
    `UPDATE main.${table} AS here SET (${values.join(', ')}) = (${values.map((column) => `staged.${column}`).join(', ')})
     FROM ${INCOMING}.${table} AS staged WHERE ${isReplaced(table)}`,
  ).changes;
}

/** Whether the row `staged` takes the place of the row `here`. */
function isReplaced(table: Replaceable): string {
  const differs = valuesOf(table).map((column) => `staged.${column} IS NOT here.${column}`);
  return `${isSameRow(table)} AND ${hasAge(table) ? 'staged.updated_at > here.updated_at' : `(${differs.join(' OR ')})`}`;
}

function isSameRow(table: Replaceable): string {
  return (KEYS[table] ?? []).map((column) => `here.${column} = staged.${column}`).join(' AND ');
}

function valuesOf(table: Replaceable): string[] {
  return columnsOf(table).filter((column) => !KEYS[table]?.includes(column));
}

/** Their numbers stay where no other row has numbers yet. */
function addUnknown(db: SqlDatabase, table: 'analytics' | 'balance_history' | 'sweeps'): number {
  const isEmpty = rowsIn(db, `main.${table}`) === 0;
  const columns = columnsOf(table).filter((column) => isEmpty || column !== 'id');
  return db.run(
    `INSERT INTO main.${table} (${columns.join(', ')}) SELECT ${columns.join(', ')} FROM ${INCOMING}.${table} AS staged
     WHERE NOT ${isHere(table)} ORDER BY ord`,
  ).changes;
}

/** Whether a row that says the same is in the store. */
function isHere(table: TableName): string {
  const columns = columnsOf(table).filter((column) => column !== 'id');
  return `EXISTS (SELECT 1 FROM main.${table} AS here WHERE ${columns
    .map((column) => `here.${column} ${column === 'timestamp' ? '=' : 'IS'} staged.${column}`)
    .join(' AND ')})`;
}
