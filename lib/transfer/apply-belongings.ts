import type { SqlDatabase } from '../store/sql-database.ts';
import type { ImportCounts } from './apply-sessions.ts';
import { BELONGINGS, type Belonging, INCOMING } from './plan-import.ts';
import { columnsOf } from './tables.ts';

/**
 * Brings what sessions changed, proved and were made of into the store, after the messages, as it was planned for each session.
 * They follow their session: what is missing is added, and of a session that was replaced nothing else stays. What comes from
 * OpenCode again is taken as it is now. Part of a transaction.
 */
export function applyBelongings(db: SqlDatabase, counts: ImportCounts): void {
  for (const table of BELONGINGS) {
    if (table !== 'originals') loosenMessages(db, table);
    db.run(
      `DELETE FROM main.${table} WHERE session_id IN ${planned('replace')}
         AND id NOT IN (SELECT id FROM ${INCOMING}.${table} AS staged WHERE staged.session_id = ${table}.session_id)`,
    );
    const replaced = update(db, table);
    const added = add(db, table);
    const all = db.get<{ rows: number }>(`SELECT count(*) AS rows FROM ${INCOMING}.${table}`)?.rows ?? 0;
    counts.added[table] = added;
    counts.replaced[table] = replaced;
    counts.skipped[table] = all - added - replaced;
  }
}

const planned = (...actions: readonly string[]) =>
  `(SELECT session_id FROM ${INCOMING}.plan WHERE action IN (${actions.map((action) => `'${action}'`).join(', ')}))`;

/** What OpenCode says of a message grows until it is done; in a store of ours nothing of this changes. */
const TOLD_ANEW = `(SELECT session_id FROM ${INCOMING}.plan JOIN main.sessions ON sessions.id = plan.session_id
  WHERE action = 'merge' AND sessions.source = 'opencode')`;

/** A message may have been left out, or have stayed away. */
function loosenMessages(db: SqlDatabase, table: Exclude<Belonging, 'originals'>): void {
  db.run(
    `UPDATE ${INCOMING}.${table} SET message_id = NULL WHERE message_id IS NOT NULL AND NOT EXISTS (
       SELECT 1 FROM main.messages AS here WHERE here.id = ${table}.message_id AND here.session_id = ${table}.session_id)`,
  );
}

function update(db: SqlDatabase, table: Belonging): number {
  const columns = columnsOf(table).filter((column) => column !== 'id' && column !== 'session_id');
  const differs = columns.map((column) => `staged.${column} IS NOT here.${column}`).join(' OR ');
  return db.run(
    `UPDATE main.${table} AS here SET (${columns.join(', ')}) = (${columns.map((column) => `staged.${column}`).join(', ')})
     FROM ${INCOMING}.${table} AS staged WHERE staged.id = here.id AND staged.session_id = here.session_id
       AND (here.session_id IN ${planned('replace')} OR here.session_id IN ${TOLD_ANEW}) AND (${differs})`,
  ).changes;
}

function add(db: SqlDatabase, table: Belonging): number {
  const columns = columnsOf(table).join(', ');
  return db.run(
    `INSERT INTO main.${table} (${columns}) SELECT ${columns} FROM ${INCOMING}.${table} AS staged
     WHERE session_id IN ${planned('add', 'replace', 'merge', 'same')} AND session_id IN (SELECT id FROM main.sessions)
       AND id NOT IN (SELECT id FROM main.${table}) ORDER BY ord`,
  ).changes;
}
