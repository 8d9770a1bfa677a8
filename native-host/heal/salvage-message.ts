import type * as v from 'valibot';
import { contentHash } from '../../lib/store/content-hash.ts';
import { indexMessage, unindexMessage } from '../../lib/store/search-index.ts';
import type { SqlDatabase, SqlValue } from '../../lib/store/sql-database.ts';
import type { SALVAGE_RULES } from './salvage-rules.ts';

type MessageRow = v.InferOutput<typeof SALVAGE_RULES.messages>;

/** What became of a row: it was taken over, was there already, or could not be trusted. */
export type Salvaged = 'salvaged' | 'known' | 'refused';

/** What a message says whose text came from a damaged file and has no hash to prove it. */
const UNPROVEN = {
  status: 'interrupted',
  content_hash: null,
  error_json: JSON.stringify({
    code: 'store-corrupt',
    message: 'This text was saved from a damaged store. It could not be checked: parts may be missing or wrong.',
    retryable: true,
  }),
} as const;

/**
 * Takes a message of a damaged store over. A complete one must have the text it was completed with; the text of any other is
 * marked as unproven, unless it is the one that is there already. A complete message that is there stays as it is, since such a
 * message never changes. Part of a transaction, without enforced keys.
 */
export function salvageMessage(db: SqlDatabase, row: MessageRow): Salvaged {
  // Whatever its status says: only complete messages have a hash.
  const isProven = row.content_hash === contentHash(db, row.role, row.content, row.tool_calls);
  if (row.content_hash !== null && !isProven) return 'refused';
  const there = db.get<MessageRow>('SELECT * FROM messages WHERE id = ?', [row.id]);
  if (there?.status === 'complete') return there.content === row.content ? 'known' : 'refused';
  if (there?.content === row.content && !isProven) return 'known';
  const sequence = there?.sequence ?? placeFor(db, row);
  if (sequence === undefined) return 'known';
  const state = isProven ? ({ status: 'complete' } as const) : UNPROVEN;
  put(db, { ...row, sequence, ...state }, there !== undefined);
  return 'salvaged';
}

/** Its own place, or the last one where another message has it; undefined when that one says the same: it is this message. */
function placeFor(db: SqlDatabase, { session_id, sequence, role, content }: MessageRow): number | undefined {
  const holder = db.get<{ role: string; content: string }>(
    'SELECT role, content FROM messages WHERE session_id = ? AND sequence = ?',
    [session_id, sequence],
  );
  if (!holder) return sequence;
  if (holder.role === role && holder.content === content) return undefined;
  const last = db.get<{ last: number }>('SELECT max(sequence) AS last FROM messages WHERE session_id = ?', [
    session_id,
  ]);
  return (last?.last ?? 0) + 1;
}

function put(db: SqlDatabase, row: MessageRow, isThere: boolean): void {
  if (isThere) unindexMessage(db, row.id);
  const columns = Object.keys(row);
  const values = Object.values(row) as SqlValue[];
  db.run(
    `INSERT INTO messages (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})
     ON CONFLICT (id) DO UPDATE SET ${columns.map((column) => `${column} = excluded.${column}`).join(', ')}`,
    values,
  );
  indexMessage(db, row.id);
}
