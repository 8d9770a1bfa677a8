import { isIndexDamage } from './check-search-index.ts';
import { MESSAGE_PASSES, messageParams, type SearchFilter } from './search-filter.ts';
import { isSearchIndexComplete } from './search-index.ts';
import { comparePlaces, type Place } from './search-place.ts';
import type { SqlDatabase } from './sql-database.ts';

/** A message that may have what is searched for. */
export interface Candidate {
  readonly rowid: number;
  readonly id: string;
  readonly createdAt: string;
}

/** A session of so many messages is looked through by itself. */
const MAX_OF_SESSION = 10_000;

/** More would make the question longer than the answer. */
const MAX_TRIGRAMS = 12;

/** Messages that may have all terms, newest first. */
export interface Candidates {
  readonly rows: readonly Candidate[];
  /** The last place of which they are all; undefined: of everything. */
  readonly through: Place | undefined;
}

/** How much is looked through, in messages. */
export interface CandidateLimits {
  /** Of the index; the newest rows where it has more. */
  readonly candidates: number;
  /** What the messages themselves are looked through for in one call. */
  readonly rows: number;
  /** How far candidates may reach back at once. */
  readonly reach: number;
}

/**
 * The messages after a place that may have all terms and pass the filter; undefined where looking at one message after the
 * other gets further: what is searched for is in too many, or there is no index that has all messages.
 */
export function findCandidates(
  db: SqlDatabase,
  terms: readonly string[],
  filter: SearchFilter,
  after: Place,
  limits: CandidateLimits,
): Candidates | undefined {
  const indexed = rowidsOf(db, terms, limits.candidates);
  if (indexed && indexed.below === undefined) {
    return { rows: inOrder(db, indexed.rowids, filter, after), through: undefined };
  }
  const ofSession = filter.sessionId === undefined ? undefined : allOfSession(db, filter.sessionId, filter, after);
  if (ofSession) return { rows: ofSession, through: undefined };
  const through = indexed?.below === undefined ? undefined : reachOf(db, indexed.below, after, limits);
  return indexed && through && { rows: inOrder(db, indexed.rowids, filter, after, through), through };
}

interface Indexed {
  readonly rowids: readonly number[];
  /** There are more, of rows below this one. */
  readonly below: number | undefined;
}

/** From the index, and those that still grow, which are not in it. */
function rowidsOf(db: SqlDatabase, terms: readonly string[], limit: number): Indexed | undefined {
  const trigrams = spread([...new Set(terms.flatMap(trigramsOf))], MAX_TRIGRAMS);
  if (trigrams.length === 0 || !isSearchIndexComplete(db)) return undefined;
  const question = trigrams.map((trigram) => `"${trigram.replaceAll('"', '""')}"`).join(' ');
  try {
    // Before the index: one that settles in between is in both, not in neither.
    const growing = db.all<{ rowid: number }>("SELECT rowid FROM messages WHERE status IN ('queued', 'streaming')");
    const settled = db.all<{ rowid: number }>(
      'SELECT rowid FROM messages_fts WHERE messages_fts MATCH ? ORDER BY rowid DESC LIMIT ?',
      [question, limit + 1],
    );
    const rowids = [...settled.slice(0, limit), ...growing].map(({ rowid }) => rowid);
    return { rowids, below: settled.length > limit ? (settled[limit]?.rowid ?? 0) + 1 : undefined };
  } catch (error) {
    // It is made anew by whoever looks after the store; the messages themselves can be read.
    if (isIndexDamage(error)) return undefined;
    throw error;
  }
}

const INDEX_ORDER = 'ORDER BY created_at DESC, id DESC';
type IndexPlace = Pick<Place, 'createdAt' | 'id'>;

/**
 * The last place before the newest message of a row below `below`: up to it, all that the index has is known. Rows are mostly in
 * the order of time; imported ones are not. Undefined when it is not further than the messages themselves are looked through.
 */
function reachOf(db: SqlDatabase, below: number, after: Place, { rows, reach }: CandidateLimits): Place | undefined {
  const near = nthAfter(db, after, rows);
  if (!near) return undefined;
  const unknown = db.get<IndexPlace>(
    `SELECT created_at AS createdAt, id FROM (
       SELECT rowid AS row, created_at, id FROM messages WHERE (created_at, id) < (?, ?) ${INDEX_ORDER} LIMIT ?
     ) WHERE row < ? LIMIT 1`,
    [after.createdAt, after.id, reach, below],
  );
  const through = unknown
    ? db.get<IndexPlace>(
        `SELECT created_at AS createdAt, id FROM messages WHERE (created_at, id) > (?, ?)
         ORDER BY created_at, id LIMIT 1`,
        [unknown.createdAt, unknown.id],
      )
    : (nthAfter(db, after, reach) ?? lastOf(db));
  const place = through && { ...through, isTitle: false };
  return place && comparePlaces(place, near) > 0 ? place : undefined;
}

/** The place so many messages after another, from 1. */
function nthAfter(db: SqlDatabase, { createdAt, id }: Place, count: number): Place | undefined {
  const row = db.get<IndexPlace>(
    `SELECT created_at AS createdAt, id FROM messages WHERE (created_at, id) < (?, ?) ${INDEX_ORDER} LIMIT 1 OFFSET ?`,
    [createdAt, id, count - 1],
  );
  return row && { ...row, isTitle: false };
}

function lastOf(db: SqlDatabase): IndexPlace | undefined {
  return db.get<IndexPlace>('SELECT created_at AS createdAt, id FROM messages ORDER BY created_at, id LIMIT 1');
}

/** Three characters in a row; FTS5 passes over NULs as if they were not there. */
function trigramsOf(term: string): string[] {
  const characters = [...term.replaceAll('\0', '')];
  return characters.slice(2).map((_, at) => characters.slice(at, at + 3).join(''));
}

/** At most `count` of them, from all over. */
function spread<Value>(values: readonly Value[], count: number): Value[] {
  if (values.length <= count) return [...values];
  return Array.from({ length: count }, (_, index) => values[Math.floor((index * values.length) / count)] as Value);
}

const SELECT = `SELECT m.rowid AS rowid, m.id AS id, m.created_at AS createdAt
  FROM messages AS m CROSS JOIN sessions AS s ON s.id = m.session_id`;
const IN_ORDER = `(m.created_at, m.id) < (?, ?) AND m.created_at >= ? AND ${MESSAGE_PASSES}
  ORDER BY m.created_at DESC, m.id DESC`;

function inOrder(
  db: SqlDatabase,
  rowids: readonly number[],
  filter: SearchFilter,
  after: Place,
  through: IndexPlace = { createdAt: '', id: '' },
): Candidate[] {
  return db.all<Candidate>(
    `${SELECT} WHERE m.rowid IN (SELECT value FROM json_each(?)) AND (m.created_at, m.id) >= (?, ?) AND ${IN_ORDER}`,
    [JSON.stringify(rowids), through.createdAt, through.id, ...orderParams(filter, after)],
  );
}

function allOfSession(db: SqlDatabase, id: string, filter: SearchFilter, after: Place): Candidate[] | undefined {
  const session = db.get<{ count: number }>('SELECT message_count AS count FROM sessions WHERE id = ?', [id]);
  if ((session?.count ?? 0) > MAX_OF_SESSION) return undefined;
  return db.all<Candidate>(`${SELECT} WHERE m.session_id = ? AND ${IN_ORDER}`, [id, ...orderParams(filter, after)]);
}

function orderParams(filter: SearchFilter, { createdAt, id }: Place) {
  return [createdAt, id, filter.from ?? '', ...messageParams(filter)];
}
