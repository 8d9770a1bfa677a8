import { existsSync } from 'node:fs';
import { openReadOnly } from './database.ts';
import { isLockHeld } from './locks.ts';
import type { DataPaths } from './paths.ts';
import { workerLockName } from './reply-locks.ts';
import { hasTable } from './stats.ts';

/** A reply that the store says is being made. Length in code points, times ISO 8601. */
export interface ReplyInMaking {
  readonly replyId: string;
  readonly sessionId: string;
  readonly sessionTitle: string;
  readonly model: string | null;
  readonly askedAt: string;
  readonly length: number;
  /** A process makes it; else its worker died, and a host calls it interrupted as soon as one looks. */
  readonly hasWorker: boolean;
}

/** What was found; nothing was changed. */
export interface Diagnosis {
  readonly store: string;
  readonly exists: boolean;
  readonly replies: readonly ReplyInMaking[];
  /** Replies that wait for a key or their turn. */
  readonly queuedCount: number;
}

/** Looks at the store and at the processes that use it, read-only. Errors: `store-corrupt`, `read-only`. */
export function diagnose({ database, locks }: Pick<DataPaths, 'database' | 'locks'>): Diagnosis {
  if (!existsSync(database)) return { store: database, exists: false, replies: [], queuedCount: 0 };
  const db = openReadOnly(database);
  try {
    if (!hasTable(db, 'messages') || !knowsStatus(db))
      return { store: database, exists: true, replies: [], queuedCount: 0 };
    // The first condition of both is that of the partial index.
    const rows = db.all<Omit<ReplyInMaking, 'hasWorker'>>(
      `SELECT messages.id AS replyId, session_id AS sessionId, sessions.title AS sessionTitle, messages.model AS model,
         messages.created_at AS askedAt, length(content) AS length
       FROM messages JOIN sessions ON sessions.id = session_id
       WHERE status IN ('queued', 'streaming') AND status = 'streaming' ORDER BY +messages.created_at, messages.id`,
    );
    const queued = db.get<{ count: number }>(
      "SELECT count(*) AS count FROM messages WHERE status IN ('queued', 'streaming') AND status = 'queued'",
    );
    return {
      store: database,
      exists: true,
      replies: rows.map((row) => ({ ...row, hasWorker: isLockHeld(locks, workerLockName(row.replyId)) })),
      queuedCount: queued?.count ?? 0,
    };
  } finally {
    db.close();
  }
}

/** A store of a version before replies had a state has none in the making. */
function knowsStatus(db: ReturnType<typeof openReadOnly>): boolean {
  return db.get("SELECT 1 FROM pragma_table_info('messages') WHERE name = 'status'") !== undefined;
}

/** The same in words, a line each. `now` in ms since 1970. */
export function diagnosisInWords({ store, exists, replies, queuedCount }: Diagnosis, now: number): string[] {
  if (!exists) return [`store    none yet at ${store}; open the panel once to make one`];
  const lines = [`store    ${store}`];
  if (replies.length === 0) lines.push('replies  none is being made');
  for (const { replyId, sessionTitle, model, askedAt, length, hasWorker } of replies) {
    const seconds = Math.max(0, Math.round((now - Date.parse(askedAt)) / 1000));
    const what = `"${sessionTitle}" (${replyId}), ${model ?? 'unknown model'}, asked ${seconds} s ago, ${length} characters so far`;
    lines.push(
      hasWorker
        ? `worker   makes the reply in ${what}`
        : `dead     nobody makes the reply in ${what}; it becomes "interrupted" when a panel is open, its text stays`,
    );
  }
  if (queuedCount > 0) lines.push(`queued   ${queuedCount} waiting for a key or their turn`);
  return lines;
}
