import { write } from '../migrate.ts';
import { requireAscending } from '../require-ascending.ts';
import type { SqlDatabase } from '../sql-database.ts';
import { type CheckSteps, counted, firstOf, REPAIR, type StoreCheck } from './check.ts';

const SESSIONS_AT_ONCE = 100;

/**
 * What the list shows of each session is the sum of its messages. Where none of them has a number, there is nothing to compare
 * with: programs of before counted a session's tokens without its messages', and those counts are all that is left of them.
 */
export const totals: StoreCheck = {
  name: 'totals',
  step: 'adding up sessions',
  *examine(db) {
    const { wrong, sessions } = yield* findWrong(db, () => {});
    if (wrong.length === 0) return { ok: true, detail: `the sums of ${counted(sessions, 'session')} are right` };
    const which = firstOf(wrong.map(({ title }) => `"${title}"`));
    return {
      ok: false,
      detail: `the sums of ${counted(wrong.length, 'session')} are not those of their messages: ${which}`,
      cure: REPAIR,
    };
  },
  *repair(db) {
    const { wrong } = yield* findWrong(db, (found) => {
      if (found.length > 0) write(db, () => found.forEach(({ id }) => void sumUp(db, id)));
    });
    return wrong.length > 0 ? `added up ${counted(wrong.length, 'session')} anew` : undefined;
  },
};

interface WrongSession {
  readonly id: string;
  readonly title: string;
}

function* findWrong(
  db: SqlDatabase,
  onFound: (wrong: readonly WrongSession[]) => void,
): CheckSteps<{ wrong: WrongSession[]; sessions: number }> {
  const all = db.get<{ count: number; last: number | null }>(
    'SELECT count(*) AS count, max(rowid) AS last FROM sessions',
  );
  const [sessions, end] = [all?.count ?? 0, all?.last ?? 0];
  const wrong: WrongSession[] = [];
  let after = Number.MIN_SAFE_INTEGER;
  for (let seen = 0; ; seen += SESSIONS_AT_ONCE) {
    const last: number | null =
      db.get<{ last: number | null }>(
        'SELECT max(rowid) AS last FROM (SELECT rowid FROM sessions WHERE rowid > ? AND rowid <= ? ORDER BY rowid LIMIT ?)',
        [after, end, SESSIONS_AT_ONCE],
      )?.last ?? null;
    if (last === null) return { wrong, sessions };
    requireAscending(last, after);
    // A sum of nothing is null, and so is what is compared with it. Costs are sums of fractions: the last digits may differ.
    const found = db.all<WrongSession>(
      `SELECT id, title FROM (
         SELECT s.id, s.title, s.message_count, coalesce(s.prompt_tokens, 0) AS prompt_tokens,
           coalesce(s.completion_tokens, 0) AS completion_tokens, coalesce(s.cost, 0) AS cost, count(m.id) AS messages,
           sum(m.prompt_tokens) AS prompts, sum(m.completion_tokens) AS completions, sum(m.cost) AS costs
         FROM sessions AS s LEFT JOIN messages AS m ON m.session_id = s.id
         WHERE s.rowid > ? AND s.rowid <= ? GROUP BY s.rowid
       ) WHERE message_count <> messages OR prompt_tokens <> prompts OR completion_tokens <> completions
         OR abs(cost - costs) > 1e-9 * max(1, abs(costs))`,
      [after, last],
    );
    onFound(found);
    wrong.push(...found);
    after = last;
    yield Math.min(1, (seen + SESSIONS_AT_ONCE) / Math.max(1, sessions));
  }
}

/** Its place in the list stays. */
function sumUp(db: SqlDatabase, sessionId: string): void {
  db.run(
    `UPDATE sessions SET (message_count, prompt_tokens, completion_tokens, cost) = (
       SELECT count(*), coalesce(sum(m.prompt_tokens), sessions.prompt_tokens),
         coalesce(sum(m.completion_tokens), sessions.completion_tokens), coalesce(sum(m.cost), sessions.cost)
       FROM messages AS m WHERE m.session_id = sessions.id
     ) WHERE id = ?`,
    [sessionId],
  );
}
