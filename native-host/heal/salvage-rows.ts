import * as v from 'valibot';
import { adoptBelongings } from '../../lib/store/adopt-belongings.ts';
import type { SqlDatabase, SqlValue } from '../../lib/store/sql-database.ts';
import type { OnProgress } from '../maintenance-jobs.ts';
import { countLost, type Known, openKnown } from './count-lost.ts';
import { type DamageSource, PLACES } from './damage-source.ts';
import type { DamagedRow } from './read-damaged.ts';
import { type Salvaged, salvageMessage } from './salvage-message.ts';
import { isSalvaged, SALVAGE_RULES, type SalvagedTable } from './salvage-rules.ts';

/** Tables of what a person wrote or wants to keep; the other tables are bookkeeping, and are not counted. */
export const COUNTED: readonly SalvagedTable[] = [
  'sessions',
  'messages',
  'file_changes',
  'proofs',
  'originals',
  'snapshots',
  'recordings',
  'analytics',
  'balance_history',
  'drafts',
  'preferences',
];

/** In one transaction. */
const BATCH = 500;

/** Rows by the name of their table. */
export interface SalvageCounts {
  readonly salvaged: Readonly<Record<string, number>>;
  readonly lost: Readonly<Record<string, number>>;
  /** Sessions that were made for messages whose own is lost. */
  readonly madeUp: number;
}

interface SalvageOptions {
  readonly source: DamageSource;
  /** The copy of the damaged store. */
  readonly file: string;
  /** No count of messages beyond this is believed. */
  readonly mostMessages: number;
  readonly onProgress: OnProgress;
}

/**
 * Takes what a damaged store says over into one that was made from a backup, or that is new: rows that are missing there and rows
 * that are newer. Nothing is removed: that a row is not in the damaged file says nothing. Afterwards every message has a session,
 * sums are right, and no row refers to nothing.
 */
export async function salvageRows(db: SqlDatabase, options: SalvageOptions): Promise<SalvageCounts> {
  const { source, file, onProgress } = options;
  // Rows come one table after the other.
  db.exec('PRAGMA foreign_keys = OFF');
  const known = openKnown(db, options.mostMessages);
  const salvaged: Record<string, number> = {};
  const refused: Record<string, number> = {};
  const tables = [...(Object.keys(SALVAGE_RULES) as SalvagedTable[]), PLACES] as const;
  let reading: string | undefined;
  for await (const batch of inBatches(source.rows(file, tables))) {
    db.transaction(() => {
      for (const [table, row] of batch) {
        if (table === PLACES) known.addPlace(row);
        if (!isSalvaged(table)) continue;
        if (table !== reading) onProgress(tables.indexOf(table) / tables.length, `reading ${table}`);
        reading = table;
        const outcome = salvage(db, table, row, known);
        const counts = outcome === 'salvaged' ? salvaged : outcome === 'refused' ? refused : undefined;
        if (counts) counts[table] = (counts[table] ?? 0) + 1;
      }
    });
  }
  const { madeUp, messages } = db.transaction(() => {
    const madeUp = giveMessagesASession(db) + adoptBelongings(db).sessions;
    dropDanglingParents(db);
    sumUp(db);
    return { madeUp, messages: countLost(db) };
  });
  db.exec('PRAGMA foreign_keys = ON');
  const lost = { ...refused, sessions: Math.max(refused['sessions'] ?? 0, madeUp), messages };
  return { salvaged: counted(salvaged), lost: counted(lost), madeUp };
}

function salvage(db: SqlDatabase, table: SalvagedTable, row: DamagedRow, known: Known): Salvaged {
  const parsed = v.safeParse(SALVAGE_RULES[table], row);
  if (table === 'messages') known.addPlace(row);
  if (!parsed.success) return isThere(db, table, row) ? 'known' : 'refused';
  const valid = parsed.output as Readonly<Record<string, SqlValue>>;
  if (table === 'messages') {
    const outcome = salvageMessage(db, parsed.output as Parameters<typeof salvageMessage>[1]);
    if (outcome === 'salvaged') known.touch(valid['session_id']);
    return outcome;
  }
  if (table === 'sessions') known.addSession(valid);
  return put(db, table, table === 'sessions' ? withFreeSource(db, valid) : valid);
}

/** Whether the store has such a row already, from the backup. */
function isThere(db: SqlDatabase, table: SalvagedTable, row: DamagedRow): boolean {
  const key = keyOf(db, table);
  const values = key.map((column) => row[column]);
  if (!values.every((value) => typeof value === 'string' || typeof value === 'number')) return false;
  return (
    db.get(`SELECT 1 FROM ${table} WHERE ${key.map((column) => `${column} IS ?`).join(' AND ')}`, values) !== undefined
  );
}

/** Of a row in both, that of the damaged store is the later one, unless the rows say themselves which is. */
function put(db: SqlDatabase, table: SalvagedTable, row: Readonly<Record<string, SqlValue>>): Salvaged {
  const columns = Object.keys(row);
  const key = keyOf(db, table);
  const others = columns.filter((column) => !key.includes(column));
  const isOther = others.map((column) => `${table}.${column} IS NOT excluded.${column}`).join(' OR ');
  const isLater = table === 'drafts' || table === 'preferences' ? `AND excluded.updated_at > ${table}.updated_at` : '';
  const { changes } = db.run(
    `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})
     ON CONFLICT (${key.join(', ')}) DO UPDATE SET ${others.map((column) => `${column} = excluded.${column}`).join(', ')}
     WHERE (${isOther}) ${isLater}`,
    Object.values(row),
  );
  return changes === 1 ? 'salvaged' : 'known';
}

const keys = new Map<SalvagedTable, string[]>();

function keyOf(db: SqlDatabase, table: SalvagedTable): string[] {
  const found =
    keys.get(table) ??
    db
      .all<{ name: string }>('SELECT name FROM pragma_table_info(?) WHERE pk > 0 ORDER BY pk', [table])
      .map(({ name }) => name);
  keys.set(table, found);
  return found;
}

/** Where another session has the same source already, this one has none. */
function withFreeSource(db: SqlDatabase, row: Readonly<Record<string, SqlValue>>): Readonly<Record<string, SqlValue>> {
  const { id = null, source = null, source_id = null } = row;
  const sql = 'SELECT 1 FROM sessions WHERE source IS ? AND source_id = ? AND id <> ?';
  return db.get(sql, [source, source_id, id]) ? { ...row, source_id: null } : row;
}

/** Their own cannot be read and are in no backup. How many there were. */
function giveMessagesASession(db: SqlDatabase): number {
  return db.run(`
    INSERT INTO sessions (id, title, created_at, updated_at, model)
      SELECT session_id, 'Recovered conversation', min(created_at), max(created_at), ''
      FROM messages WHERE NOT EXISTS (SELECT 1 FROM sessions WHERE id = session_id) GROUP BY session_id
  `).changes;
}

function dropDanglingParents(db: SqlDatabase): void {
  db.exec(`
    UPDATE sessions SET parent_session_id = NULL WHERE parent_session_id IS NOT NULL
      AND NOT EXISTS (SELECT 1 FROM sessions AS parent WHERE parent.id = sessions.parent_session_id)
  `);
}

/**
 * Of sessions that the damaged store had a part in; the others are as the backup has them. Where no message has a number, that
 * of the session stays: programs of before counted its tokens without those of its messages.
 */
function sumUp(db: SqlDatabase): void {
  const sum = (column: string) =>
    `CASE WHEN count(*) = 0 THEN 0 ELSE coalesce(sum(messages.${column}), sessions.${column}) END`;
  db.exec(`
    UPDATE sessions SET (message_count, prompt_tokens, completion_tokens, cost) = (
      SELECT count(*), ${sum('prompt_tokens')}, ${sum('completion_tokens')}, ${sum('cost')}
      FROM messages WHERE session_id = sessions.id
    ) WHERE id IN (SELECT id FROM temp.touched)
      OR message_count <> (SELECT count(*) FROM messages WHERE session_id = sessions.id)
  `);
}

async function* inBatches<Row>(rows: AsyncIterable<Row>): AsyncGenerator<Row[]> {
  let batch: Row[] = [];
  for await (const row of rows) {
    batch.push(row);
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

function counted(counts: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(COUNTED.filter((table) => counts[table]).map((table) => [table, counts[table] ?? 0]));
}
