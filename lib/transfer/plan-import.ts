import { MAX_TITLE_LENGTH } from '../protocol/limits.ts';
import type { Params } from '../protocol/methods.ts';
import { sha256Of } from '../store/content-hash.ts';
import { BEING_PURGED } from '../store/purge.ts';
import type { SqlDatabase } from '../store/sql-database.ts';
import { derivedId } from './imported-id.ts';
import type { Problems } from './problems.ts';
import { columnsOf, type TableName } from './tables.ts';

export type Resolution = Params<'data/import'>['resolution'];

/** The staged file, as it is attached to the store. */
export const INCOMING = 'incoming';

/** What is recounted, or depends on what else is in a store: a branch may be of a copy here, or of nothing. */
const OWN_OF_STORE = [
  'parent_session_id',
  'is_imported',
  'message_count',
  'prompt_tokens',
  'completion_tokens',
  'cost',
];

/** What our JSON does not tell. */
const NOT_IN_JSON = ['source_id', 'provider_json'];

/** Tables of what goes with a session, beside its messages. */
export const BELONGINGS = ['file_changes', 'proofs', 'originals'] as const satisfies readonly TableName[];
export type Belonging = (typeof BELONGINGS)[number];

/** Added to the titles of copies. */
const COPY = ' (imported)';

/**
 * Decides what becomes of each staged session, in `incoming.plan`: `add`, `same` when everything of it is here already, and
 * for one that is here and differs what the resolution says: `skip`, `replace`, `merge`; `both` gives the staged one ids of its
 * own, always the same ones for the same content, and adds it. Part of a transaction of the store.
 */
export function planImport(db: SqlDatabase, resolution: Resolution, isJson: boolean, problems: Problems): void {
  giveTakenIdsUp(db);
  db.exec(`DELETE FROM ${INCOMING}.plan`);
  db.run(`INSERT INTO ${INCOMING}.plan SELECT id,
      CASE WHEN id NOT IN (SELECT id FROM main.sessions) THEN 'add' WHEN ${isSame(isJson)} THEN 'same' ELSE 'differs' END
    FROM ${INCOMING}.sessions AS staged`);
  leaveWhatIsBeingRemoved(db, problems);
  if (resolution === 'both') for (const id of sessionsPlanned(db, 'differs')) copyAside(db, id);
  if (resolution === 'replace') keepWhatIsBeingWritten(db, problems);
  db.run(`UPDATE ${INCOMING}.plan SET action = ? WHERE action = 'differs'`, [resolution]);
}

/** Its rows go slice by slice; until the last has gone, its id is taken. */
function leaveWhatIsBeingRemoved(db: SqlDatabase, problems: Problems): void {
  const { changes } = db.run(
    `UPDATE ${INCOMING}.plan SET action = 'skip' WHERE session_id IN (SELECT id FROM main.sessions WHERE deleted_at = ?)`,
    [BEING_PURGED],
  );
  if (changes > 0)
    problems.add('sessions', `${changes} sessions are just being removed here. Import them again later.`);
}

/** The sessions that are planned so. */
export function sessionsPlanned(db: SqlDatabase, action: string): string[] {
  const rows = db.all<{ id: string }>(`SELECT session_id AS id FROM ${INCOMING}.plan WHERE action = ? ORDER BY rowid`, [
    action,
  ]);
  return rows.map(({ id }) => id);
}

/** A message whose id another session's message has here gets one that follows from both. */
function giveTakenIdsUp(db: SqlDatabase): void {
  const taken = db.all<{ ord: number; id: string; sessionId: string }>(
    `SELECT staged.ord, staged.id, staged.session_id AS sessionId FROM ${INCOMING}.messages AS staged
     JOIN main.messages AS here ON here.id = staged.id WHERE here.session_id <> staged.session_id`,
  );
  for (const { ord, id, sessionId } of taken) {
    const newId = derivedId('message', sessionId, id);
    db.run(`UPDATE ${INCOMING}.messages SET id = ? WHERE ord = ?`, [newId, ord]);
    for (const table of ['file_changes', 'proofs'] as const) {
      db.run(`UPDATE ${INCOMING}.${table} SET message_id = ? WHERE session_id = ? AND message_id = ?`, [
        ...[newId, sessionId, id],
      ]);
    }
  }
}

function isSame(isJson: boolean): string {
  const ignored = isJson ? NOT_IN_JSON : [];
  const equal = (columns: readonly string[], one: string, other: string) =>
    columns.map((column) => `${one}.${column} IS ${other}.${column}`).join(' AND ');
  const ofSession = columnsOf('sessions').filter((column) => ![...OWN_OF_STORE, ...ignored].includes(column));
  const ofMessage = columnsOf('messages').filter((column) => !ignored.includes(column));
  return `EXISTS (SELECT 1 FROM main.sessions AS here WHERE here.id = staged.id AND ${equal(ofSession, 'here', 'staged')})
    AND (SELECT count(*) FROM main.messages WHERE session_id = staged.id)
      = (SELECT count(*) FROM ${INCOMING}.messages WHERE session_id = staged.id)
    AND NOT EXISTS (SELECT 1 FROM ${INCOMING}.messages AS theirs LEFT JOIN main.messages AS ours ON ours.id = theirs.id
      WHERE theirs.session_id = staged.id AND NOT (ours.id IS NOT NULL AND ${equal(ofMessage, 'ours', 'theirs')}))`;
}

/** A session of its own beside the one that is here; one that an earlier import made is left as it is. */
function copyAside(db: SqlDatabase, id: string): void {
  const newId = derivedId('copy', id, contentOf(db, id));
  moveBelongings(db, id, newId);
  if (db.get('SELECT 1 FROM main.sessions WHERE id = ?', [newId])) {
    db.run(`UPDATE ${INCOMING}.plan SET action = 'same' WHERE session_id = ?`, [id]);
    return;
  }
  db.run(
    `UPDATE ${INCOMING}.sessions SET id = ?, source_id = NULL, title = substr(title, 1, ${MAX_TITLE_LENGTH - COPY.length}) || '${COPY}'
     WHERE id = ?`,
    [newId, id],
  );
  renameRows(db, 'messages', id, newId);
  db.run(`UPDATE ${INCOMING}.plan SET session_id = ?, action = 'add' WHERE session_id = ?`, [newId, id]);
}

/** Also when the copy is here: they are the copy's, and not of the session that was here before. */
function moveBelongings(db: SqlDatabase, id: string, newId: string): void {
  db.run(`UPDATE ${INCOMING}.sessions SET parent_session_id = ? WHERE parent_session_id = ?`, [newId, id]);
  renameRows(db, 'snapshots', id, newId);
  renameRows(db, 'recordings', id, newId);
  renameMentions(db, id, newId);
  for (const table of BELONGINGS) renameRows(db, table, id, newId);
  // What a snapshot holds names its session too.
  db.run(
    `UPDATE ${INCOMING}.snapshots SET state_json = json_replace(state_json, '$.session.sessionId', ?)
     WHERE session_id = ? AND json_valid(state_json)`,
    [newId, newId],
  );
  db.run(`UPDATE ${INCOMING}.snapshots SET size_bytes = octet_length(state_json) WHERE session_id = ?`, [newId]);
  db.run(`UPDATE ${INCOMING}.drafts SET session_id = ? WHERE session_id = ?`, [newId, id]);
}

/** To the names that the messages get. */
function renameMentions(db: SqlDatabase, id: string, newId: string): void {
  for (const table of ['file_changes', 'proofs'] as const) {
    const rows = db.all<{ ord: number; message: string }>(
      `SELECT ord, message_id AS message FROM ${INCOMING}.${table} WHERE session_id = ? AND message_id IS NOT NULL`,
      [id],
    );
    for (const { ord, message } of rows) {
      const renamed = derivedId('messages', newId, message);
      db.run(`UPDATE ${INCOMING}.${table} SET message_id = ? WHERE ord = ?`, [renamed, ord]);
    }
  }
}

type OfSession = 'messages' | 'snapshots' | 'recordings' | Belonging;

function renameRows(db: SqlDatabase, table: OfSession, id: string, newId: string): void {
  const rows = db.all<{ ord: number; id: string }>(`SELECT ord, id FROM ${INCOMING}.${table} WHERE session_id = ?`, [
    id,
  ]);
  for (const row of rows) {
    db.run(`UPDATE ${INCOMING}.${table} SET id = ?, session_id = ? WHERE ord = ?`, [
      derivedId(table, newId, row.id),
      newId,
      row.ord,
    ]);
  }
}

/** Tells contents apart: the same file brings the same copy, one with more messages another. */
function contentOf(db: SqlDatabase, id: string): string {
  const session = db.get(`SELECT title, created_at, updated_at FROM ${INCOMING}.sessions WHERE id = ?`, [id]);
  const messages = db.all(
    `SELECT id, sequence, status, coalesce(content_hash, content) AS text FROM ${INCOMING}.messages
     WHERE session_id = ? ORDER BY sequence`,
    [id],
  );
  return sha256Of(db, JSON.stringify([session, messages]));
}

/** A reply that is being made in a session would come to nothing. */
function keepWhatIsBeingWritten(db: SqlDatabase, problems: Problems): void {
  const busy = db.all<{ id: string; title: string }>(
    `SELECT id, title FROM main.sessions WHERE id IN (SELECT session_id FROM ${INCOMING}.plan WHERE action = 'differs')
       AND id IN (SELECT session_id FROM main.messages WHERE status IN ('queued', 'streaming'))`,
  );
  for (const { id, title } of busy) {
    db.run(`UPDATE ${INCOMING}.plan SET action = 'skip' WHERE session_id = ?`, [id]);
    problems.add(title, 'Not replaced: a reply is being made in it. Import again when it is done.');
  }
}
