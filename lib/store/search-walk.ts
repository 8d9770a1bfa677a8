import { MESSAGE_PASSES, messageParams, type SearchFilter } from './search-filter.ts';
import type { Place } from './search-place.ts';
import type { SqlDatabase } from './sql-database.ts';

/** What is looked at in one step; the first is small, since what many messages have stands in the newest of them. */
const FIRST_STEP = 250;
const STEP = 1000;

/** Texts above it are read one by one, so that a step is of bounded size. */
const LONG_BYTES = 16_384;

/** What may still be looked at; a message that is begun is looked at whole. */
export interface Budget {
  rows: number;
  bytes: number;
}

/** A message on the way; `text` undefined where the filter leaves it out. */
export interface WalkedMessage {
  readonly rowid: number;
  readonly id: string;
  readonly createdAt: string;
  readonly text: string | undefined;
}

interface WalkedRow {
  readonly rowid: number;
  readonly id: string;
  readonly createdAt: string;
  /** Of a long one its length in bytes. */
  readonly text: string | number | null;
}

/**
 * The messages after a place, newest first, until the budget is spent. CROSS JOIN: the order of the index is the order of the
 * walk. What a filter leaves out is looked at, too: otherwise one that nothing passes would have it read the whole store.
 */
export function* walkMessages(
  db: SqlDatabase,
  filter: SearchFilter,
  after: Place,
  budget: Budget,
): Generator<WalkedMessage> {
  let place: Pick<Place, 'createdAt' | 'id'> = after;
  for (let step = Math.min(FIRST_STEP, budget.rows); step > 0; step = Math.min(STEP, budget.rows)) {
    const rows = db.all<WalkedRow>(
      `SELECT m.rowid AS rowid, m.id AS id, m.created_at AS createdAt,
         CASE WHEN ${MESSAGE_PASSES} THEN
           CASE WHEN octet_length(m.content) <= ${LONG_BYTES} THEN m.content ELSE octet_length(m.content) END
         END AS text
       FROM messages AS m CROSS JOIN sessions AS s ON s.id = m.session_id
       WHERE (m.created_at, m.id) < (?, ?) AND m.created_at >= ? ORDER BY m.created_at DESC, m.id DESC LIMIT ?`,
      [...messageParams(filter), place.createdAt, place.id, filter.from ?? '', step],
    );
    for (const { text, ...row } of rows) {
      if (budget.bytes <= 0) return;
      budget.rows -= 1;
      budget.bytes -= typeof text === 'string' ? text.length : (text ?? 0);
      yield { ...row, text: typeof text === 'number' ? readText(db, row.rowid) : (text ?? undefined) };
    }
    place = rows.at(-1) ?? place;
    if (rows.length < step) return;
  }
}

/** The text of a message, by its row. */
export function readText(db: SqlDatabase, rowid: number): string {
  return db.get<{ content: string }>('SELECT content FROM messages WHERE rowid = ?', [rowid])?.content ?? '';
}
