import type { SearchHit } from '../protocol/search-shapes.ts';
import { MESSAGE_ROLES } from '../protocol/shapes.ts';
import { type Candidate, findCandidates } from './search-candidates.ts';
import { ROLE_SQL, type SearchFilter, TITLE_PASSES, titleParams } from './search-filter.ts';
import {
  comparePlaces,
  FIRST_PLACE,
  type Place,
  parseSearchCursor,
  placeBefore,
  toSearchCursor,
} from './search-place.ts';
import { hasAll, parseTerms, type SearchTerm } from './search-terms.ts';
import { type Budget, readText, type WalkedMessage, walkMessages } from './search-walk.ts';
import { requireSession } from './sessions.ts';
import { snippetOf } from './snippet.ts';
import type { SqlDatabase } from './sql-database.ts';

/** What is searched for, and where. `cursor` is one that the same search returned. */
export interface SearchQuery extends SearchFilter {
  readonly query: string;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** `searchedBackTo`: the moment up to which all was looked at, null = to the first; then there is no `nextCursor` either. */
export interface SearchPage {
  readonly hits: SearchHit[];
  readonly nextCursor: string | null;
  readonly searchedBackTo: string | null;
}

/** What one call looks at, at most. */
export interface SearchLimits extends Readonly<Budget> {
  /** The newest messages, which are looked at before the index is asked: what is frequent stands in them. */
  readonly firstRows: number;
  /** What of the index is taken. */
  readonly candidates: number;
  /** How far back that may reach at once, where the index has more. */
  readonly reach: number;
}

/**
 * About 25 ms. With more candidates it is as quick to look at the messages one after the other: a candidate takes 2 µs to be put
 * in its place, a message 1 µs to be looked at, and what 5,000 of 1,000,000 have fills a page of 50 after 10,000 of them. What
 * only older ones have is reached through the index of times: 200,000 entries are 10 ms.
 */
const ONE_CALL: SearchLimits = { rows: 20_000, bytes: 16_000_000, firstRows: 1000, candidates: 5000, reach: 200_000 };

/**
 * The messages in which every term of the query stands, and the sessions in whose titles they do, newest first. A page may end
 * before `limit` hits, even with none, when enough was looked at for one call; `nextCursor` goes on from there. A query without
 * a term finds nothing. Errors: `not-found` (the session), `invalid` (the cursor).
 */
export function searchMessages(db: SqlDatabase, query: SearchQuery, limits: SearchLimits = ONE_CALL): SearchPage {
  if (query.sessionId !== undefined) requireSession(db, query.sessionId);
  const after = startOf(query);
  const terms = parseTerms(query.query);
  if (terms.length === 0) return { hits: [], nextCursor: null, searchedBackTo: null };
  const messages = findMessages(db, terms, query, after, limits);
  const titles = query.role === undefined ? findTitles(db, terms, query, after, messages.end) : [];
  const found = [...messages.found, ...titles].sort((one, other) => comparePlaces(one.place, other.place));
  const page = found.slice(0, query.limit);
  const end = found.length > page.length ? (page.at(-1)?.place ?? null) : messages.end;
  return {
    hits: page.map(({ read }) => read()),
    nextCursor: end && toSearchCursor(end),
    searchedBackTo: end?.createdAt ?? null,
  };
}

function startOf({ cursor, to }: SearchQuery): Place {
  if (cursor !== undefined) return parseSearchCursor(cursor);
  return to === undefined ? FIRST_PLACE : placeBefore(to);
}

/** A hit in its place; it is read when it is on the page. */
interface Found {
  readonly place: Place;
  readonly read: () => SearchHit;
}

interface FoundMessages {
  readonly found: readonly Found[];
  /** Where the search ended, null = there are no further messages. */
  readonly end: Place | null;
}

/**
 * First the newest messages; if those do not fill the page, what the index says; if that is too much, or there is none, the
 * messages one after the other.
 */
function findMessages(
  db: SqlDatabase,
  terms: readonly SearchTerm[],
  query: SearchQuery,
  after: Place,
  limits: SearchLimits,
): FoundMessages {
  const budget = { rows: limits.rows, bytes: limits.bytes };
  const found: Found[] = [];
  let place = after;

  /** Whether the page is full. */
  function lookAt(messages: Iterable<WalkedMessage>): boolean {
    for (const { rowid, id, createdAt, text } of messages) {
      place = { createdAt, id, isTitle: false };
      if (text === undefined || !hasAll(text, terms)) continue;
      found.push({ place, read: () => readHit(db, rowid, text, terms) });
      if (found.length >= query.limit) return true;
    }
    return false;
  }

  if (query.sessionId === undefined) {
    const first = { rows: Math.min(limits.firstRows, budget.rows), bytes: budget.bytes };
    budget.rows -= first.rows;
    if (lookAt(walkMessages(db, query, after, first))) return { found, end: place };
    if (!isSpent(first)) return { found, end: null };
    budget.bytes = first.bytes;
    if (isSpent(budget)) return { found, end: place };
  }
  const texts = terms.map(({ text }) => text);
  const candidates = findCandidates(db, texts, query, place, limits);
  const isFull = lookAt(candidates ? readAll(db, candidates.rows, budget) : walkMessages(db, query, place, budget));
  if (isFull || isSpent(budget)) return { found, end: place };
  return { found, end: candidates?.through ?? null };
}

function isSpent({ rows, bytes }: Budget): boolean {
  return rows <= 0 || bytes <= 0;
}

function* readAll(db: SqlDatabase, candidates: readonly Candidate[], budget: Budget): Generator<WalkedMessage> {
  for (const candidate of candidates) {
    if (isSpent(budget)) return;
    const text = readText(db, candidate.rowid);
    budget.rows -= 1;
    budget.bytes -= text.length;
    yield { ...candidate, text };
  }
}

interface HitRow {
  readonly messageId: string;
  readonly sessionId: string;
  readonly sessionTitle: string;
  readonly createdAt: string;
  readonly sequence: number;
  readonly role: string;
}

function readHit(db: SqlDatabase, rowid: number, text: string, terms: readonly SearchTerm[]): SearchHit {
  const row = db.get<HitRow>(
    `SELECT m.id AS messageId, m.session_id AS sessionId, s.title AS sessionTitle, m.created_at AS createdAt,
       m.sequence AS sequence, ${ROLE_SQL} AS role
     FROM messages AS m JOIN sessions AS s ON s.id = m.session_id WHERE m.rowid = ?`,
    [rowid],
  ) as HitRow;
  return { ...row, role: MESSAGE_ROLES.find((role) => role === row.role) ?? 'system', snippet: snippetOf(text, terms) };
}

interface TitleRow {
  readonly id: string;
  readonly title: string;
  readonly createdAt: string;
}

/** Among the sessions that were made in the time that the messages of the page are of. */
function findTitles(
  db: SqlDatabase,
  terms: readonly SearchTerm[],
  query: SearchQuery,
  after: Place,
  end: Place | null,
): Found[] {
  const { from = '' } = query;
  const since = end !== null && end.createdAt > from ? end.createdAt : from;
  const rows = db.all<TitleRow>(
    `SELECT s.id AS id, s.title AS title, s.created_at AS createdAt FROM sessions AS s
     WHERE s.created_at <= ? AND s.created_at >= ? AND ${TITLE_PASSES}`,
    [after.createdAt, since, ...titleParams(query)],
  );
  return rows.flatMap(({ id, title, createdAt }) => {
    const place = { createdAt, id, isTitle: true };
    const isOnPage = comparePlaces(place, after) > 0 && (end === null || comparePlaces(place, end) < 0);
    return isOnPage && hasAll(title, terms) ? [{ place, read: () => titleHit({ id, title, createdAt }, terms) }] : [];
  });
}

function titleHit({ id, title, createdAt }: TitleRow, terms: readonly SearchTerm[]): SearchHit {
  const nothing = { messageId: null, sequence: null, role: null };
  return { ...nothing, sessionId: id, sessionTitle: title, createdAt, snippet: snippetOf(title, terms) };
}
