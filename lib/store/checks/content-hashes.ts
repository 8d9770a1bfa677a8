import { addMissingHashes, checkHashes, countHashedUnfinished } from '../content-hash.ts';
import { write } from '../migrate.ts';
import type { SqlDatabase } from '../sql-database.ts';
import { counted, firstOf, REPAIR, RESTORE, type StoreCheck } from './check.ts';

/** Messages hashed in one transaction. */
const HASHED_AT_ONCE = 500;

/** SQLite's own check passes a quarter of damaged pages that return wrong text: these hashes show them. */
export const contentHashes: StoreCheck = {
  name: 'content hashes',
  step: 'reading every text',
  *examine(db) {
    const all = db.get<{ count: number; last: number | null }>(
      'SELECT count(*) AS count, max(rowid) AS last FROM messages',
    );
    const [messages, end] = [all?.count ?? 0, all?.last ?? 0];
    const damaged: string[] = [];
    let checked = 0;
    for (let after: number | undefined = Number.MIN_SAFE_INTEGER; after !== undefined; ) {
      const slice = checkHashes(db, after);
      damaged.push(...slice.damaged);
      checked += slice.checked;
      // What is written meanwhile is no business of this run, which has to end.
      after = slice.last !== undefined && slice.last < end ? slice.last : undefined;
      yield Math.min(1, checked / Math.max(1, messages));
    }
    if (damaged.length > 0) {
      const what = `${counted(damaged.length, 'message does', 'messages do')} not have the text as it was written`;
      return { ok: false, detail: `${what}: ${firstOf(damaged)}`, cure: RESTORE };
    }
    const unfinished = countHashedUnfinished(db);
    if (unfinished > 0) {
      const what = `${counted(unfinished, 'message has', 'messages have')} a hash, and a status that none with a hash has`;
      return { ok: false, detail: what, cure: RESTORE };
    }
    const missing = countMissing(db);
    if (missing > 0) {
      const what = `${counted(missing, 'complete message has', 'complete messages have')} no hash that would show damage`;
      return { ok: false, detail: what, cure: REPAIR };
    }
    return { ok: true, detail: `${counted(checked, 'text')} as ${checked === 1 ? 'it was' : 'they were'} written` };
  },
  /** A hash that is there stays, whatever it says: it is the evidence. */
  *repair(db) {
    const missing = countMissing(db);
    for (let after: number | undefined = Number.MIN_SAFE_INTEGER; after !== undefined; ) {
      const from: number = after;
      after = write(db, () => addMissingHashes(db, from, HASHED_AT_ONCE));
      yield 0.5;
    }
    const added = missing - countMissing(db);
    return added > 0 ? `gave ${counted(added, 'message')} the hash of the text as it is now` : undefined;
  },
};

function countMissing(db: SqlDatabase): number {
  const sql = "SELECT count(*) AS count FROM messages WHERE status = 'complete' AND content_hash IS NULL";
  return db.get<{ count: number }>(sql)?.count ?? 0;
}
