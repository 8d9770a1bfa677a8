import type { Snapshot, SnapshotState } from '../protocol/snapshot-shapes.ts';
import { lastBalance } from './balance-history.ts';
import type { SqlDatabase } from './sql-database.ts';
import { countWork } from './work-counts.ts';

/** Letters of a draft that are told without the state, in UTF-16 units. */
const DRAFT_START = 300;

/** A session as far as a snapshot refers to it. */
export interface SessionNow {
  readonly id: string;
  readonly title: string;
  readonly model: string;
  readonly count: number;
  readonly through: number;
  readonly promptTokens: number;
  readonly completionTokens: number;
  readonly cost: number;
}

/** How a session is now. Undefined: there is none of that id, or none was meant. */
export function sessionNow(db: SqlDatabase, id: string | null): SessionNow | undefined {
  return db.get<SessionNow>(
    `SELECT id, title, model, message_count AS count, coalesce(prompt_tokens, 0) AS promptTokens,
       coalesce(completion_tokens, 0) AS completionTokens, coalesce(cost, 0) AS cost,
       (SELECT coalesce(max(sequence), 0) FROM messages WHERE session_id = sessions.id) AS through
     FROM sessions WHERE id = ?`,
    [id],
  );
}

/** What a snapshot of this moment tells without its state: numbers of the session, the start of the draft, the balance last seen. */
export function summarize(
  db: SqlDatabase,
  session: SessionNow | undefined,
  ui: SnapshotState['ui'],
): Snapshot['summary'] {
  const { title, model, count, promptTokens, completionTokens, cost } = session ?? NO_SESSION;
  return {
    title: title ?? titleIn(ui),
    messageCount: count,
    draft: startOf(ui['draft']),
    ...{ model, promptTokens, completionTokens, cost },
    ...(session ? countWork(db, session.id) : { fileChanges: 0, proofs: 0 }),
    balance: lastBalance(db) ?? null,
  };
}

/** The first letters of a draft, if it is one. */
export function startOf(draft: unknown): string {
  return typeof draft === 'string' ? draft.slice(0, DRAFT_START).toWellFormed() : '';
}

const NO_SESSION = { title: null, model: null, count: 0, promptTokens: 0, completionTokens: 0, cost: 0 };

/** What a panel called its session. */
function titleIn(ui: SnapshotState['ui']): string | null {
  const { title } = (ui['session'] ?? {}) as { title?: unknown };
  return typeof title === 'string' ? title : null;
}
