import { indexMessage, unindexMessage, unindexMessagesOf } from '../store/search-index.ts';
import type { SqlDatabase } from '../store/sql-database.ts';
import { leaveIndexBehind } from './index-later.ts';
import { INCOMING, sessionsPlanned } from './plan-import.ts';
import type { Problems } from './problems.ts';
import { columnsOf } from './tables.ts';

/** Rows that an import added, replaced and left as they were, by table. */
export interface ImportCounts {
  readonly added: Record<string, number>;
  readonly replaced: Record<string, number>;
  readonly skipped: Record<string, number>;
}

const planned = (...actions: readonly string[]) =>
  `(SELECT session_id FROM ${INCOMING}.plan WHERE action IN (${actions.map((action) => `'${action}'`).join(', ')}))`;

/**
 * Brings the planned sessions and their messages into the store. `keepsFlags`: they come from a store of one's own that this
 * one is to be, so `is_imported` stays as it was; otherwise what is added or replaced is marked. Part of a transaction.
 */
export function applySessions(db: SqlDatabase, keepsFlags: boolean, problems: Problems, counts: ImportCounts): void {
  const staged = (table: string) => count(db, `${INCOMING}.${table}`);
  const all = { sessions: staged('sessions'), messages: staged('messages') };
  loosenParents(db, problems);
  loosenSources(db, problems);
  // First, since those that are replaced may have left them.
  const added = insertSessions(db, keepsFlags);
  const replaced = replaceSessions(db);
  leaveIndexBehind(db);
  const ofReplaced = insertMessages(db, 'replace');
  const ofAdded = insertMessages(db, 'add');
  const ended = takeEnds(db);
  const merged = mergeMessages(db, problems);
  refuseCircles(db, problems);
  recount(db);
  const tell = (table: 'sessions' | 'messages', ofTable: { added: number; replaced: number }) => {
    counts.added[table] = ofTable.added;
    counts.replaced[table] = ofTable.replaced;
    counts.skipped[table] = all[table] - ofTable.added - ofTable.replaced;
  };
  tell('sessions', { added, replaced });
  tell('messages', { added: ofAdded + merged, replaced: ofReplaced + ended });
}

function count(db: SqlDatabase, from: string): number {
  return db.get<{ rows: number }>(`SELECT count(*) AS rows FROM ${from}`)?.rows ?? 0;
}

/** A session may have been exported without the one it branched from. */
function loosenParents(db: SqlDatabase, problems: Problems): void {
  const { changes } = db.run(
    `UPDATE ${INCOMING}.sessions SET parent_session_id = NULL WHERE parent_session_id IS NOT NULL
       AND id IN ${planned('add', 'replace')}
       AND parent_session_id NOT IN (SELECT id FROM main.sessions) AND parent_session_id NOT IN ${planned('add')}`,
  );
  if (changes > 0) problems.add('sessions', `${changes} branches come without the session that they left.`);
}

/** What comes from elsewhere is here once; under another id it is another session. */
function loosenSources(db: SqlDatabase, problems: Problems): void {
  const { changes } = db.run(
    `UPDATE ${INCOMING}.sessions SET source_id = NULL WHERE source_id IS NOT NULL AND id IN ${planned('add', 'replace')}
       AND EXISTS (SELECT 1 FROM main.sessions AS here WHERE here.source IS sessions.source
         AND here.source_id = sessions.source_id AND here.id <> sessions.id)`,
  );
  if (changes > 0)
    problems.add('sessions', `${changes} sessions are here already under another id; they are kept twice.`);
}

/** The row stays, since branches refer to it; what was not sent stays too. */
function replaceSessions(db: SqlDatabase): number {
  const ids = sessionsPlanned(db, 'replace');
  const columns = columnsOf('sessions').filter((column) => column !== 'id' && column !== 'is_imported');
  for (const id of ids) {
    unindexMessagesOf(db, id, Number.MAX_SAFE_INTEGER);
    db.run('DELETE FROM main.messages WHERE session_id = ?', [id]);
    db.run(
      `UPDATE main.sessions SET (${columns.join(', ')}, is_imported) =
         (SELECT ${columns.join(', ')}, 1 FROM ${INCOMING}.sessions WHERE id = ?) WHERE id = ?`,
      [id, id],
    );
  }
  return ids.length;
}

function insertSessions(db: SqlDatabase, keepsFlags: boolean): number {
  const values = columnsOf('sessions').map((column) => (column === 'is_imported' && !keepsFlags ? '1' : column));
  // One statement: a branch may come before the session that it left.
  return db.run(
    `INSERT INTO main.sessions (${columnsOf('sessions').join(', ')})
     SELECT ${values.join(', ')} FROM ${INCOMING}.sessions WHERE id IN ${planned('add')} ORDER BY ord`,
  ).changes;
}

function insertMessages(db: SqlDatabase, action: 'add' | 'replace'): number {
  const columns = columnsOf('messages').join(', ');
  return db.run(
    // The plus keeps SQLite from looking up sessions by an index and sorting all texts in memory afterwards.
    `INSERT INTO main.messages (${columns})
     SELECT ${columns} FROM ${INCOMING}.messages WHERE +session_id IN ${planned(action)} ORDER BY ord`,
  ).changes;
}

/**
 * Messages that are not here, at their places where these are free; where one is not, both sides went on by themselves, and
 * all that is not here follows what is.
 */
function mergeMessages(db: SqlDatabase, problems: Problems): number {
  const isMissing = `session_id IN ${planned('merge')} AND id NOT IN (SELECT id FROM main.messages)`;
  tellDifferences(db, problems);
  db.exec(`
    DROP TABLE IF EXISTS ${INCOMING}.moved;
    CREATE TABLE ${INCOMING}.moved (ord INTEGER PRIMARY KEY, place INTEGER);
    INSERT INTO ${INCOMING}.moved
      SELECT ord, row_number() OVER (PARTITION BY session_id ORDER BY sequence)
        + (SELECT coalesce(max(sequence), 0) FROM main.messages AS here WHERE here.session_id = staged.session_id)
      FROM ${INCOMING}.messages AS staged WHERE ${isMissing} AND session_id IN (
        SELECT theirs.session_id FROM ${INCOMING}.messages AS theirs JOIN main.messages AS ours
          ON ours.session_id = theirs.session_id AND ours.sequence = theirs.sequence
        WHERE theirs.id NOT IN (SELECT id FROM main.messages));
  `);
  const columns = columnsOf('messages').filter((column) => column !== 'sequence');
  const { changes } = db.run(
    `INSERT INTO main.messages (${columns.join(', ')}, sequence)
     SELECT ${columns.join(', ')}, coalesce((SELECT place FROM ${INCOMING}.moved WHERE moved.ord = staged.ord), sequence)
     FROM ${INCOMING}.messages AS staged WHERE ${isMissing.replace('session_id', '+session_id')} ORDER BY ord`,
  );
  db.run(
    `UPDATE main.sessions SET updated_at = max(updated_at, (SELECT updated_at FROM ${INCOMING}.sessions AS staged WHERE staged.id = sessions.id))
     WHERE id IN ${planned('merge')}`,
  );
  return changes;
}

/** A message that broke off here and has its end in the file gets that, at its place. How many did. */
function takeEnds(db: SqlDatabase): number {
  const brokenOff = db.all<{ id: string }>(
    `SELECT ours.id FROM ${INCOMING}.messages AS theirs JOIN main.messages AS ours ON ours.id = theirs.id
     WHERE theirs.session_id IN ${planned('merge')} AND ours.session_id = theirs.session_id AND ours.role = theirs.role
       AND theirs.status = 'complete' AND ours.status IN ('interrupted', 'error')`,
  );
  const columns = columnsOf('messages').filter((column) => !['id', 'session_id', 'sequence'].includes(column));
  for (const { id } of brokenOff) {
    unindexMessage(db, id);
    db.run(
      `UPDATE main.messages SET (${columns.join(', ')}) =
         (SELECT ${columns.join(', ')} FROM ${INCOMING}.messages WHERE id = ?) WHERE id = ?`,
      [id, id],
    );
    indexMessage(db, id);
  }
  return brokenOff.length;
}

function tellDifferences(db: SqlDatabase, problems: Problems): void {
  const differing = db.all<{ title: string; sequence: number }>(
    `SELECT sessions.title, ours.sequence FROM ${INCOMING}.messages AS theirs
     JOIN main.messages AS ours ON ours.id = theirs.id JOIN main.sessions ON sessions.id = ours.session_id
     WHERE theirs.session_id IN ${planned('merge')}
       AND NOT (ours.role IS theirs.role AND ours.content IS theirs.content AND ours.tool_calls IS theirs.tool_calls)`,
  );
  for (const { title, sequence } of differing) {
    problems.add(title, `Message ${sequence} has another text in the file; the one here stays.`);
  }
}

/** Sessions that each left the other cannot be: what was imported leaves none. */
function refuseCircles(db: SqlDatabase, problems: Problems): void {
  const rows = db.all<{ id: string; parent: string }>(
    'SELECT id, parent_session_id AS parent FROM main.sessions WHERE parent_session_id IS NOT NULL',
  );
  const parents = new Map(rows.map(({ id, parent }) => [id, parent]));
  const settled = new Set<string>();
  let circles = 0;
  for (const start of sessionsPlanned(db, 'add').concat(sessionsPlanned(db, 'replace'))) {
    const path = new Set<string>();
    let at: string | undefined = start;
    while (at !== undefined && !settled.has(at) && !path.has(at)) {
      path.add(at);
      at = parents.get(at);
    }
    if (at !== undefined && path.has(at)) {
      parents.delete(start);
      db.run('UPDATE main.sessions SET parent_session_id = NULL WHERE id = ?', [start]);
      circles++;
    }
    for (const id of path) settled.add(id);
  }
  if (circles > 0) problems.add('sessions', `${circles} sessions say that they left each other; they stand alone now.`);
}

/** Sums are those of the messages; where they agree the stored ones stay, whose last digits depend on the order of adding. */
function recount(db: SqlDatabase): void {
  db.exec(`
    DROP TABLE IF EXISTS ${INCOMING}.sums;
    CREATE TABLE ${INCOMING}.sums AS
      SELECT plan.session_id AS id, count(messages.id) AS messages, CAST(total(prompt_tokens) AS INTEGER) AS prompts,
        CAST(total(completion_tokens) AS INTEGER) AS completions, total(cost) AS cost
      FROM ${INCOMING}.plan LEFT JOIN main.messages AS messages ON messages.session_id = plan.session_id
      WHERE action IN ('add', 'replace', 'merge') GROUP BY plan.session_id;
    UPDATE main.sessions SET message_count = sums.messages,
      prompt_tokens = CASE WHEN coalesce(prompt_tokens, 0) = prompts THEN prompt_tokens ELSE prompts END,
      completion_tokens = CASE WHEN coalesce(completion_tokens, 0) = completions THEN completion_tokens ELSE completions END,
      cost = CASE WHEN abs(coalesce(sessions.cost, 0) - sums.cost) <= 1e-9 * max(1, abs(sums.cost)) THEN sessions.cost ELSE sums.cost END
      FROM ${INCOMING}.sums AS sums WHERE sums.id = sessions.id;
  `);
}
