import { AppError } from '../../lib/protocol/errors.ts';
import type { StoreCounts } from '../../lib/protocol/keeping-shapes.ts';
import { normalizeTimestamp } from '../../lib/protocol/timestamp.ts';
import type { Steps } from '../../lib/steps.ts';
import { checkHashes } from '../../lib/store/content-hash.ts';
import { readSchemaVersion } from '../../lib/store/migrate.ts';
import type { SqlDatabase } from '../../lib/store/sql-database.ts';
import { hasTable } from '../stats.ts';

/** What a database holds that was found whole, or what is wrong with it, in words that go on a sentence. */
export type Proof =
  | { readonly counts: StoreCounts; readonly schemaVersion: number; readonly problem?: never }
  | { readonly problem: string };

/** The search index is made anew from the messages, whenever it is wrong. */
const OF_SEARCH_INDEX = /inverted index for FTS\d/;

/** Of the whole work: SQLite's own check, after which the texts are read. */
const CHECKED = 0.4;

interface ProofOptions {
  /** Whether a search index that is not whole is a problem. */
  readonly withSearchIndex?: boolean;
}

/** Opens nothing and changes nothing: SQLite's check, its version, and the text of every complete message against its hash. */
export function* proveDatabase(db: SqlDatabase, { withSearchIndex = false }: ProofOptions = {}): Steps<Proof> {
  try {
    const found = db.all<{ integrity_check: string }>('PRAGMA integrity_check').map((row) => row.integrity_check);
    const wrongRows = found.find((words) => words !== 'ok' && (withSearchIndex || !OF_SEARCH_INDEX.test(words)));
    if (wrongRows !== undefined) return { problem: `SQLite says "${wrongRows}"` };
    const schemaVersion = readSchemaVersion(db);
    const counts = countStore(db);
    yield CHECKED;
    const wrong = hasHashes(db) ? yield* countWrongTexts(db, counts.messages) : 0;
    if (wrong > 0) return { problem: `${wrong} messages do not have the text they were written with` };
    return { counts, schemaVersion };
  } catch (error) {
    if (error instanceof AppError && error.code === 'store-corrupt') return { problem: 'SQLite cannot read all of it' };
    // A table that lacks a column.
    if (error instanceof Error && 'code' in error && error.code === 'SQLITE_ERROR') {
      return { problem: 'its tables are not those of a store' };
    }
    throw error;
  }
}

function* countWrongTexts(db: SqlDatabase, messages: number): Steps<number> {
  let wrong = 0;
  let seen = 0;
  for (let after: number | undefined = Number.MIN_SAFE_INTEGER; after !== undefined; ) {
    const slice = checkHashes(db, after);
    wrong += slice.damaged.length;
    seen += slice.checked;
    after = slice.last;
    yield CHECKED + (1 - CHECKED) * Math.min(1, seen / Math.max(1, messages));
  }
  return wrong;
}

/** What a store of any version holds; `newest`: when a session last changed. */
function countStore(db: SqlDatabase): StoreCounts {
  const nothing: StoreCounts = { sessions: 0, messages: 0, newest: null };
  if (!hasTable(db, 'sessions') || !hasTable(db, 'messages')) return nothing;
  const counts = db.get<StoreCounts>(
    `SELECT (SELECT count(*) FROM sessions) AS sessions, (SELECT count(*) FROM messages) AS messages,
       (SELECT max(updated_at) FROM sessions) AS newest`,
  );
  // Older stores hold times in forms that say nothing here.
  return counts ? { ...counts, newest: normalizeTimestamp(counts.newest ?? '') ?? null } : nothing;
}

function hasHashes(db: SqlDatabase): boolean {
  return db.get("SELECT 1 FROM pragma_table_info('messages') WHERE name = 'content_hash'") !== undefined;
}
