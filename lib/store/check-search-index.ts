import { AppError } from '../protocol/errors.ts';
import { endOfSlice, hasSearchIndex, IS_IN_INDEX } from './search-index.ts';
import type { SqlDatabase } from './sql-database.ts';
import { getStoreFact } from './store-info.ts';

/** Messages that a quick look compares, spread over the whole table. */
const SAMPLES = 6;

/** Of each message's text, from its start to this many characters, and so many pieces of that. */
const SAMPLE_LENGTH = 1000;
const PIECES = 2;

/**
 * A quick look, some milliseconds at 200,000 messages: whether the index finds some messages where they are. It does not
 * when the rows have got other numbers, as by a dump that was read in again: `messages` has no whole number as its key, and
 * SQLite promises their rows no lasting number (VACUUM keeps them today; a test tells when it no longer does). False also
 * for an index that is damaged, true for a store without one.
 */
export function isSearchIndexPlausible(db: SqlDatabase): boolean {
  if (!hasSearchIndex(db)) return true;
  try {
    return pickMessages(db).every(({ rowid, start }) => piecesOf(start).every((piece) => findsAt(db, rowid, piece)));
  } catch (error) {
    if (isIndexDamage(error)) return false;
    throw error;
  }
}

/**
 * Whether an error says that the search index is damaged, and nothing else: it is made anew from the messages
 * (`resetSearchIndex`), where a damaged table has to be restored.
 */
export function isIndexDamage(error: unknown): boolean {
  return error instanceof AppError && error.details['sqliteCode'] === 'SQLITE_CORRUPT_VTAB';
}

interface Sample {
  readonly rowid: number;
  readonly start: string;
}

function pickMessages(db: SqlDatabase): Sample[] {
  const ends = db.get<{ first: number | null; last: number | null }>(
    'SELECT (SELECT min(rowid) FROM messages) AS first, (SELECT max(rowid) FROM messages) AS last',
  );
  const first = ends?.first ?? 0;
  // Going down from the last row would pass all that are not in yet.
  const last = Math.min(ends?.last ?? -1, getStoreFact(db, 'searchIndexedTo') ?? Number.MAX_SAFE_INTEGER);
  const picked = Array.from({ length: SAMPLES }, (_, index) =>
    db.get<Sample>(
      `SELECT rowid, substr(content, 1, ${SAMPLE_LENGTH}) AS start FROM messages
       WHERE rowid <= ? AND length(content) >= 3 AND ${IS_IN_INDEX} ORDER BY rowid DESC LIMIT 1`,
      [Math.ceil(last - ((last - first) * index) / SAMPLES)],
    ),
  );
  return picked.filter((sample) => sample !== undefined);
}

/**
 * What stands in nearly every text says little of a row, and takes 7 ms to look through at 200,000 messages: letters that are
 * frequent in many languages are more usual than other letters, and those than digits and what is no Latin letter.
 */
function rarity(character: string): number {
  if ('etaoinshrdlu '.includes(character.toLowerCase())) return 0;
  return /[a-z]/i.test(character) ? 1 : 2;
}

/** Some of the least usual three characters in a row. */
function piecesOf(text: string): string[] {
  // A query ends at a NUL.
  const characters = [...(text.split('\0', 1)[0] ?? '')];
  const pieces = characters.slice(2).map((_, place) => characters.slice(place, place + 3));
  const rarityOf = (piece: readonly string[]) => piece.reduce((sum, character) => sum + rarity(character), 0);
  return pieces
    .sort((one, other) => rarityOf(other) - rarityOf(one))
    .slice(0, PIECES)
    .map((piece) => piece.join(''));
}

function findsAt(db: SqlDatabase, rowid: number, piece: string): boolean {
  const phrase = `"${piece.replaceAll('"', '""')}"`;
  // SQLite 3.54 overlooks `rowid = ?` beside MATCH.
  const sql = 'SELECT 1 FROM messages_fts WHERE messages_fts MATCH ? AND rowid BETWEEN ? AND ?';
  return db.get(sql, [phrase, rowid, rowid]) !== undefined;
}

/** What one step of the comparison takes: about 50 ms. */
const SLICE = { rows: 500, bytes: 500_000 };
const ENTRIES_AT_ONCE = 400_000;

/** Entries are pairs of a term and a row; `rows` and `terms` are sums over them that another set of pairs hardly has. */
interface Sums {
  entries: number;
  rows: number;
  terms: number;
}

const PRIME = 1_000_003;
const TERM_SUM = '(unicode(term) * 31 + unicode(substr(term, 2))) * 31 + unicode(substr(term, 3))';
const SUMS = `count(*) AS entries, coalesce(sum(doc % ${PRIME}), 0) AS rows,
  coalesce(sum((doc % ${PRIME}) * ((${TERM_SUM}) % ${PRIME}) % ${PRIME}), 0) AS terms`;

/**
 * Compares the whole index with the messages, a step at a time: each yields how far it is, 0 to 1; the end tells whether
 * they agree. FTS5's own comparison would keep everybody from writing while it runs, 5 s at 200,000 messages, and counts
 * replies that still grow as missing. This one reads: on a connection of its own, in one transaction from the first step to
 * the last. It indexes the messages again, a few at a time in memory, and compares sums over all pairs of term and row.
 * Errors: `isIndexDamage`.
 */
export function* compareSearchIndex(db: SqlDatabase): Generator<number, boolean> {
  if (!hasSearchIndex(db)) return true;
  db.exec('BEGIN');
  try {
    if (!isWholeInItself(db)) return false;
    db.exec(`
      CREATE VIRTUAL TABLE temp.indexed_again
        USING fts5(content, content='', tokenize='trigram', detail='none', columnsize=0);
      CREATE VIRTUAL TABLE temp.entries_again USING fts5vocab('temp', 'indexed_again', 'instance');
      CREATE VIRTUAL TABLE temp.index_terms USING fts5vocab('main', 'messages_fts', 'row');
      CREATE VIRTUAL TABLE temp.index_entries USING fts5vocab('main', 'messages_fts', 'instance');
    `);
    const difference: Sums = { entries: 0, rows: 0, terms: 0 };
    for (const part of sumMessages(db, difference)) yield part * 0.6;
    const isInOrder = yield* sumIndex(db, difference);
    return isInOrder && difference.entries === 0 && difference.rows === 0 && difference.terms === 0;
  } finally {
    // The tables in memory go with it.
    db.exec('ROLLBACK');
  }
}

/**
 * SQLite's check of the index's structure, to be asked within a transaction. It goes by what the connection last read of the
 * index, which another one may have changed since: any query before it, in the same transaction, has it read anew.
 */
function isWholeInItself(db: SqlDatabase): boolean {
  db.get("SELECT 1 FROM messages_fts WHERE messages_fts MATCH 'any'");
  const [first] = db.all<{ integrity_check: string }>('PRAGMA integrity_check(messages_fts)');
  return first?.integrity_check === 'ok';
}

function* sumMessages(db: SqlDatabase, sums: Sums): Generator<number> {
  const last = db.get<{ rowid: number | null }>('SELECT max(rowid) AS rowid FROM messages')?.rowid ?? 0;
  for (let from = 0; ; ) {
    const to = endOfSlice(db, from, SLICE);
    if (to === from) return;
    db.run(
      `INSERT INTO temp.indexed_again (rowid, content)
       SELECT rowid, content FROM messages WHERE rowid > ? AND rowid <= ? AND ${IS_IN_INDEX} ORDER BY rowid`,
      [from, to],
    );
    add(sums, db.get<Sums>(`SELECT ${SUMS} FROM temp.entries_again`), 1);
    db.exec("INSERT INTO temp.indexed_again (indexed_again) VALUES ('delete-all')");
    from = to;
    yield to / last;
  }
}

/** Returns false for terms that do not come in their order, as in a damaged index: to follow them could be without an end. */
function* sumIndex(db: SqlDatabase, sums: Sums): Generator<number, boolean> {
  const total = db.get<{ count: number }>('SELECT count(*) AS count FROM temp.index_terms')?.count ?? 0;
  let done = 0;
  for (let from = ''; ; ) {
    const terms = db.all<{ term: string; doc: number }>(
      'SELECT term, doc FROM temp.index_terms WHERE term > ? ORDER BY term LIMIT 2000',
      [from],
    );
    const next =
      terms[
        lastWithin(
          terms.map(({ doc }) => doc),
          ENTRIES_AT_ONCE,
        )
      ];
    if (!next) return true;
    add(
      sums,
      db.get<Sums>(`SELECT ${SUMS} FROM temp.index_entries WHERE term > ? AND term <= ?`, [from, next.term]),
      -1,
    );
    done += terms.indexOf(next) + 1;
    if (done > total) return false;
    from = next.term;
    yield 0.6 + (done / Math.max(done, total)) * 0.4;
  }
}

/** The last place up to which the numbers come to `limit` at most, or the first place; -1 when there are none. */
function lastWithin(numbers: readonly number[], limit: number): number {
  let sum = 0;
  const over = numbers.findIndex((number) => {
    sum += number;
    return sum > limit;
  });
  return over === -1 ? numbers.length - 1 : Math.max(over - 1, 0);
}

function add(sums: Sums, more: Sums | undefined, sign: 1 | -1): void {
  for (const key of ['entries', 'rows', 'terms'] as const) sums[key] += sign * (more?.[key] ?? 0);
}
