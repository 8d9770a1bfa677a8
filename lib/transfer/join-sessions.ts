import type { SqlDatabase } from '../store/sql-database.ts';
import { copyAside, INCOMING, sessionsPlanned } from './plan-import.ts';
import type { Problems } from './problems.ts';

/** By their bytes: SQLite counts the characters of a text up to its first NUL. */
const isStart = (of: string, whole: string) =>
  `CAST(${of}.content AS BLOB) = substr(CAST(${whole}.content AS BLOB), 1, octet_length(${of}.content))
   AND (${of}.tool_calls IS NULL OR ${of}.tool_calls IS ${whole}.tool_calls)`;

const IS_EQUAL = `ours.content IS theirs.content AND ours.tool_calls IS theirs.tool_calls
  AND (theirs.provider_json IS NULL OR theirs.provider_json IS ours.provider_json)`;

/**
 * Has both stay of each session that is to be merged where that would lose something: a message has two texts, and neither is one
 * that broke off where the other goes on. Part of a transaction.
 */
export function keepBothWhereTextsDiffer(db: SqlDatabase): void {
  const differing = db.all<{ id: string }>(
    `SELECT DISTINCT theirs.session_id AS id FROM ${INCOMING}.messages AS theirs
     JOIN main.messages AS ours ON ours.id = theirs.id
     WHERE theirs.session_id IN (SELECT session_id FROM ${INCOMING}.plan WHERE action = 'merge')
       AND NOT (ours.role IS theirs.role AND ((${IS_EQUAL})
         OR (theirs.status = 'complete' AND ours.status IN ('interrupted', 'error') AND ${isStart('ours', 'theirs')})
         OR (theirs.status IN ('interrupted', 'error') AND ${isStart('theirs', 'ours')})))
     ORDER BY 1`,
  );
  for (const { id } of differing) copyAside(db, id);
}

/** What a person gives a session. */
const GIVEN = ['title', 'model', 'provider', 'branch_name', 'is_archived', 'deleted_at'];

/**
 * Gives each session that is merged the title, archive and trash of the side where something was said last; the incoming one's
 * when it was said on both. A title that gives way is told. Part of a transaction, before messages are merged.
 */
export function takeNewerSessions(db: SqlDatabase, problems: Problems): void {
  for (const id of sessionsPlanned(db, 'merge')) {
    const sides = db.get<{ ours: string; theirs: string }>(
      `SELECT here.title AS ours, staged.title AS theirs FROM main.sessions AS here
       JOIN ${INCOMING}.sessions AS staged USING (id) WHERE id = ? AND staged.updated_at >= here.updated_at`,
      [id],
    );
    if (!sides) continue;
    db.run(
      `UPDATE main.sessions SET (${GIVEN.join(', ')}) = (SELECT ${GIVEN.join(', ')} FROM ${INCOMING}.sessions WHERE id = ?)
       WHERE id = ?`,
      [id, id],
    );
    if (sides.ours !== sides.theirs) problems.add(sides.theirs, `Its title was “${sides.ours}” here.`);
  }
}
