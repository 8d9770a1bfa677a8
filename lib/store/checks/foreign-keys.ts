import { adoptBelongings } from '../adopt-belongings.ts';
import { write } from '../migrate.ts';
import type { SqlDatabase } from '../sql-database.ts';
import { atOnce, counted, type Finding, REPAIR, type StoreCheck } from './check.ts';

/** Every message has its session, and every branch a parent that is there, or none. */
export const foreignKeys: StoreCheck = {
  name: 'foreign keys',
  step: 'checking what rows refer to',
  examine: (db) => atOnce(() => examine(db)),
  repair: (db) => atOnce(() => repair(db)),
};

function examine(db: SqlDatabase): Finding {
  const broken = db.all<{ table: string; parent: string; rows: number }>(
    'SELECT "table", parent, count(*) AS rows FROM pragma_foreign_key_check GROUP BY 1, 2 ORDER BY 1, 2',
  );
  if (broken.length === 0) return { ok: true, detail: 'every row refers to one that is there' };
  const list = broken.map(({ table, parent, rows }) => `${counted(rows, 'row')} of ${table} to ${parent}`);
  return { ok: false, detail: `rows refer to what is not there: ${list.join(', ')}`, cure: REPAIR };
}

/** A message without its session is in no list: its session is made anew. */
function repair(db: SqlDatabase): string | undefined {
  const { sessions, branches, adopted } = write(db, () => ({
    sessions: db.run(`
      INSERT INTO sessions (id, title, created_at, updated_at, model, message_count, prompt_tokens, completion_tokens, cost)
        SELECT session_id, 'Recovered conversation', min(created_at), max(created_at), '', count(*),
          coalesce(sum(prompt_tokens), 0), coalesce(sum(completion_tokens), 0), coalesce(sum(cost), 0)
        FROM messages WHERE session_id NOT IN (SELECT id FROM sessions) GROUP BY session_id`).changes,
    branches: db.run(`
      UPDATE sessions SET parent_session_id = NULL
        WHERE parent_session_id IS NOT NULL AND parent_session_id NOT IN (SELECT id FROM sessions)`).changes,
    adopted: adoptBelongings(db),
  }));
  const done = [
    ...(sessions > 0 ? [`made ${counted(sessions, 'session')} anew for messages that had none`] : []),
    ...(branches > 0 ? [`let ${counted(branches, 'branch', 'branches')} stand alone whose parent is gone`] : []),
    ...(adopted.sessions > 0
      ? [`made ${counted(adopted.sessions, 'session')} anew for what was changed and proved`]
      : []),
    ...(adopted.loosened > 0 ? [`kept ${counted(adopted.loosened, 'row')} whose message is gone`] : []),
  ];
  return done.length > 0 ? done.join(', ') : undefined;
}
