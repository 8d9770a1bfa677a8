import { requireAscending } from './require-ascending.ts';
import type { SqlDatabase, SqlParams } from './sql-database.ts';
import { clearStoreFact, getStoreFact, setStoreFact } from './store-info.ts';

/**
 * The full-text index of the host's store: three characters in a row are a term (every script has them), only the rows of
 * each term are kept, and the text stays in `messages`. No trigger fills it: a bulk load would lose a third of its speed, and
 * a reply that grows in sixty steps would be indexed sixty times. So whoever changes messages keeps it right, by what is here.
 *
 * A message is in the index when it no longer grows ({@link IS_SETTLED}) and, while the index is being filled, when the
 * filling has passed it. FTS5 forgets a row only when told the exact text it was given: hence `unindex…` before a text
 * changes, before a reply is taken up again and before messages are deleted, and `index…` after one has settled.
 */
const CREATE = `CREATE VIRTUAL TABLE messages_fts USING fts5(content, content='messages', content_rowid='rowid',
  tokenize='trigram', detail='none', columnsize=0)`;

/**
 * FTS5 merges its segments beside what is written, so many pages at a time; small ones make that short. 600,000 messages: the usual
 * pause of an append that merges is 15 ms instead of 35 with FTS5's own 4050, its questions take as long, it is 4 % larger.
 */
const SMALL_PAGES = "INSERT INTO messages_fts (messages_fts, rank) VALUES ('pgsz', 1000)";

/** A message whose text stays as it is, or that somebody would have to take up again to change it. */
const IS_SETTLED = "status NOT IN ('queued', 'streaming')";

/** Which messages the index holds. The plus keeps the planner from walking rows by number where another index is at hand. */
export const IS_IN_INDEX = `${IS_SETTLED}
  AND +rowid <= coalesce((SELECT CAST(value_json AS INTEGER) FROM store_info WHERE key = 'searchIndexedTo'), rowid)`;

const knownToHaveIt = new WeakSet<SqlDatabase>();

/** Whether this store has a full-text index, filled or not; the browser's engine cannot have one. */
export function hasSearchIndex(db: SqlDatabase): boolean {
  if (knownToHaveIt.has(db)) return true;
  const has = db.get("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'messages_fts'") !== undefined;
  if (has) knownToHaveIt.add(db);
  return has;
}

/** Whether every message can be found through the index; false where there is none. */
export function isSearchIndexComplete(db: SqlDatabase): boolean {
  return hasSearchIndex(db) && getStoreFact(db, 'searchIndexedTo') === undefined;
}

/** Makes the index where there is none; that of a store with messages is still to be filled. Part of a transaction. */
export function createSearchIndex(db: SqlDatabase): void {
  if (hasSearchIndex(db)) return;
  db.exec(CREATE);
  db.exec(SMALL_PAGES);
  // One from an index that somebody dropped would leave out every message up to it.
  clearStoreFact(db, 'searchIndexedTo');
  if (db.get('SELECT 1 FROM messages')) setStoreFact(db, 'searchIndexedTo', 0);
}

/** Adds a message that was inserted or has just settled. Nothing happens for one that grows. Part of its transaction. */
export function indexMessage(db: SqlDatabase, id: string): void {
  index(db, 'id = ?', [id]);
}

/** Adds all messages of a session that has none in the index yet. Part of the transaction that inserts them. */
export function indexMessagesOf(db: SqlDatabase, sessionId: string): void {
  index(db, 'session_id = ?', [sessionId]);
}

/**
 * Says that messages added from here on are not in the index: they follow in slices of their own ({@link fillSearchIndex}), since
 * indexing them within the transaction would let others wait several times as long. Part of that transaction, after messages are
 * removed in it: what is added next may get their numbers.
 */
export function leaveIndexBehind(db: SqlDatabase): void {
  if (!hasSearchIndex(db)) return;
  const last = db.get<{ last: number | null }>('SELECT max(rowid) AS last FROM main.messages')?.last ?? 0;
  setStoreFact(db, 'searchIndexedTo', Math.min(last, getStoreFact(db, 'searchIndexedTo') ?? last));
}

/** Takes a message out, while its row is as it was when it was added. Part of the transaction that changes it. */
export function unindexMessage(db: SqlDatabase, id: string): void {
  unindex(db, 'id = ?', [id]);
}

/** Takes the messages of a session out, up to a place in it, before they are deleted. Part of that transaction. */
export function unindexMessagesOf(db: SqlDatabase, sessionId: string, throughSequence: number): void {
  unindex(db, 'session_id = ? AND sequence <= ?', [sessionId, throughSequence]);
  if (hasSearchIndex(db)) setStoreFact(db, 'searchIndexHoldsDeleted', true);
}

function index(db: SqlDatabase, which: string, params: SqlParams): void {
  if (!hasSearchIndex(db)) return;
  db.run(
    `INSERT INTO messages_fts (rowid, content) SELECT rowid, content FROM messages WHERE ${which} AND ${IS_IN_INDEX}`,
    params,
  );
}

function unindex(db: SqlDatabase, which: string, params: SqlParams): void {
  if (!hasSearchIndex(db)) return;
  db.run(
    `INSERT INTO messages_fts (messages_fts, rowid, content)
     SELECT 'delete', rowid, content FROM messages WHERE ${which} AND ${IS_IN_INDEX}`,
    params,
  );
}

/** Empties the index, to be filled anew, as when rows have got other numbers or it is damaged. Part of a transaction. */
export function resetSearchIndex(db: SqlDatabase): void {
  createSearchIndex(db);
  db.run("INSERT INTO messages_fts (messages_fts) VALUES ('delete-all')");
  setStoreFact(db, 'searchIndexedTo', 0);
}

/** What one step may take, so that others can write soon and memory is bounded. */
export interface SliceLimits {
  readonly rows: number;
  /** Of text; one message may have more. */
  readonly bytes: number;
}

/** About 50 ms. */
const SHORT: SliceLimits = { rows: 500, bytes: 200_000 };

/**
 * Adds the next messages to an index that is being filled: one step, to be repeated until it returns undefined, which is
 * also said of a full index and of none. Each step is a transaction of the caller's; between two of them others may write,
 * and a process may die. Returns how far it is, 0 to 1.
 */
export function fillSearchIndex(db: SqlDatabase, limits: SliceLimits = SHORT): number | undefined {
  const from = hasSearchIndex(db) ? getStoreFact(db, 'searchIndexedTo') : undefined;
  if (from === undefined) return undefined;
  const to = endOfSlice(db, from, limits);
  db.run(
    `INSERT INTO messages_fts (rowid, content)
     SELECT rowid, content FROM messages WHERE rowid > ? AND rowid <= ? AND ${IS_SETTLED} ORDER BY rowid`,
    [from, to],
  );
  const last = db.get<{ rowid: number | null }>('SELECT max(rowid) AS rowid FROM messages')?.rowid ?? 0;
  if (to >= last) {
    clearStoreFact(db, 'searchIndexedTo');
    return undefined;
  }
  setStoreFact(db, 'searchIndexedTo', to);
  return to / last;
}

/** Whether segments of the index still hold letters of messages that were deleted, so that a merge is worth its while. */
export function holdsDeletedText(db: SqlDatabase): boolean {
  return getStoreFact(db, 'searchIndexHoldsDeleted') !== undefined;
}

/** The rowid of the last of the messages after `from` that keep within the limits, or of the first; `from` where there are none. */
export function endOfSlice(db: SqlDatabase, from: number, limits: SliceLimits): number {
  const rows = db.all<{ rowid: number; bytes: number }>(
    'SELECT rowid, octet_length(content) AS bytes FROM messages WHERE rowid > ? ORDER BY rowid LIMIT ?',
    [from, limits.rows],
  );
  let bytes = 0;
  let to = from;
  for (const row of rows) {
    bytes += row.bytes;
    if (to > from && bytes > limits.bytes) break;
    to = row.rowid;
  }
  if (rows.length > 0) requireAscending(to, from);
  return to;
}

/**
 * Merges the whole index into one segment, which alone rids the file of the terms of texts that were taken out: one step of
 * about `pages` pages, to be repeated until it returns false; others may write in between. `isFirst` begins anew and writes all
 * of the index once more, so it is for when messages were deleted. A transaction of the caller's.
 */
export function mergeSearchIndex(db: SqlDatabase, pages: number, isFirst: boolean): boolean {
  if (!hasSearchIndex(db)) return false;
  if (isFirst) beginMerge(db, pages);
  else merge(db, pages);
  const isMore = isMergingAll(db);
  if (!isMore) endMerge(db);
  return isMore;
}

function beginMerge(db: SqlDatabase, pages: number): void {
  setStoreFact(db, 'searchIndexHoldsDeleted', 'until merged');
  // A merge that was begun is gone on with by whoever writes, by up to 50 ms of it: not while all of the index is merged.
  configure(db, 'automerge', 0);
  // By default FTS5 goes on with nothing while as many segments as are being merged, but fewer than four, were written beside.
  configure(db, 'usermerge', 2);
  // FTS5 drops what was taken out only where the merged segment comes to lie on its last level. Segments that lie on one
  // level are merged where they are, with empty levels above them: `optimize` alone left terms of deleted texts in 45 of 300
  // random indexes. So they are set to lie on two: the merge that was begun has an output above, and a message is added anew.
  merge(db, -pages);
  addAnew(db);
  merge(db, -pages);
}

/** Lets what is written merge again, when a merge of all is not gone on with. A transaction of the caller's. */
export function leaveMerge(db: SqlDatabase): void {
  configure(db, 'automerge', DEFAULT_AUTOMERGE);
}

function endMerge(db: SqlDatabase): void {
  leaveMerge(db);
  // What was deleted meanwhile may be in what was merged before: that is for the next time.
  if (getStoreFact(db, 'searchIndexHoldsDeleted') !== true) clearStoreFact(db, 'searchIndexHoldsDeleted');
}

/** Of FTS5: from how many segments of a level on they are merged beside what is written. */
const DEFAULT_AUTOMERGE = 4;

/** FTS5 keeps it with the index, for all who use it. It takes whole numbers only. */
function configure(db: SqlDatabase, option: 'automerge' | 'usermerge', value: number): void {
  db.run('INSERT INTO messages_fts (messages_fts, rank) VALUES (?, CAST(? AS INTEGER))', [option, value]);
}

/** Below zero: begins to merge all segments. Above: goes on with that, or merges what was written meanwhile. */
function merge(db: SqlDatabase, pages: number): void {
  db.run("INSERT INTO messages_fts (messages_fts, rank) VALUES ('merge', ?)", [pages]);
}

/** FTS5's `FTS5_STRUCTURE_ROWID`: the record of its segments. */
const STRUCTURE = 10;

/**
 * Whether the segments below the last level, into which all are merged, are still being read. The record has four bytes and
 * the numbers of levels, of segments and of pages ever written; then, of each level, how many of its segments are being merged, how
 * many there are, and three numbers of each.
 */
function isMergingAll(db: SqlDatabase): boolean {
  const record = db.get<{ block: Uint8Array }>('SELECT block FROM messages_fts_data WHERE id = ?', [STRUCTURE]);
  const [levels = 0, , , ...rest] = varintsIn(record?.block.subarray(4) ?? new Uint8Array());
  let place = 0;
  for (let level = 0; level < levels - 2; level++) place += 2 + 3 * (rest[place + 1] ?? 0);
  return levels >= 2 && (rest[place] ?? 0) > 0;
}

/** The numbers of SQLite's form, seven bits a byte, of at most 53 bits. */
function varintsIn(bytes: Uint8Array): number[] {
  const numbers: number[] = [];
  let number = 0;
  for (const byte of bytes) {
    number = number * 128 + (byte & 127);
    if (byte >= 128) continue;
    numbers.push(number);
    number = 0;
  }
  return numbers;
}

/** A short one of the last: a long one takes as long as it took when it was saved. */
function addAnew(db: SqlDatabase): void {
  const short = db.get<{ id: string }>(
    `SELECT id FROM (SELECT id, length(content) AS letters FROM messages WHERE ${IS_IN_INDEX} AND letters >= 3
       ORDER BY rowid DESC LIMIT 100) ORDER BY letters LIMIT 1`,
  );
  if (short === undefined) {
    db.run("INSERT INTO messages_fts (messages_fts) VALUES ('delete-all')");
    return;
  }
  unindexMessage(db, short.id);
  indexMessage(db, short.id);
}
