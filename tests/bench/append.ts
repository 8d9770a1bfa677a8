import { join } from 'node:path';
import { v7 as newId } from 'uuid';
import { contentHash } from '../../lib/store/content-hash.ts';
import { appendMessage, type NewMessage, requireMessage } from '../../lib/store/messages.ts';
import { migrate } from '../../lib/store/migrate.ts';
import { applyOnce } from '../../lib/store/requests.ts';
import { createSearchIndex } from '../../lib/store/search-index.ts';
import { createSession } from '../../lib/store/sessions.ts';
import type { SqlDatabase } from '../../lib/store/sql-database.ts';
import { openDatabase } from '../../native-host/database.ts';
import { type Benchmark, countFor, type Effort, type Part } from './benchmark.ts';
import { openRawAppend, type RawAppend } from './raw-append.ts';
import { MOMENT, sampleMessage } from './samples.ts';
import { compare, interleave, median, timed } from './statistics.ts';

const SESSION = newId();

/** The store's append beside the least that leaves the same rows. */
export const append: Benchmark = {
  name: 'append',
  method: `**Append in the store**: \`applyOnce\` and \`appendMessage\` for a message of 400 characters, WAL and \`synchronous=FULL\`.
Floor: the same rows in the same tables and indexes of another file on the same disk (the request, the message with its hash,
its text in the search index, the session's sums) by prepared statements of better-sqlite3 in one transaction: nothing checked, nothing hashed, no place
looked up. The second line is the same without syncs: what the store's own work costs where the disk costs nothing.`,

  async run({ folder, effort }) {
    const store = openStore(join(folder, 'store.db'));
    openStore(join(folder, 'raw.db')).close();
    const raw = openRawAppend(join(folder, 'raw.db'), store);
    const count = countFor(effort, { full: 3000, quick: 200, smoke: 5 });
    const warmUpCount = Math.ceil(count / 10);
    const synced = await interleave(samplesOf(store, raw), { count, warmUpCount });
    store.exec('PRAGMA synchronous = OFF');
    raw.database.pragma('synchronous = OFF');
    const unsynced = await interleave(samplesOf(store, raw), { count, warmUpCount });
    const parts = await partsOf(store, effort);
    store.close();
    raw.database.close();
    return {
      rows: [
        compare('append in the store', synced.store, synced.raw, { maxRatio: 1.3 }),
        compare('the same without syncs', unsynced.store, unsynced.raw, { maxRatio: null }),
      ],
      parts,
    };
  },
};

function openStore(path: string): SqlDatabase {
  const db = openDatabase(path);
  migrate(db);
  db.transaction(() => createSearchIndex(db));
  createSession(db, { id: SESSION, title: 'Session', model: 'm', createdAt: MOMENT });
  return db;
}

function samplesOf(store: SqlDatabase, raw: RawAppend) {
  return {
    store: () => {
      const [message, requestId] = [sampleMessage(SESSION), newId()];
      return timed(() => storeAppend(store, message, requestId));
    },
    raw: () => {
      const [message, requestId] = [sampleMessage(SESSION), newId()];
      const hash = contentHash(store, message.role, message.content, null);
      return timed(() => raw.append(message, requestId, hash));
    },
  };
}

function storeAppend(db: SqlDatabase, message: NewMessage, requestId: string): void {
  applyOnce(
    db,
    { requestId, now: MOMENT },
    () => appendMessage(db, message, MOMENT),
    () => requireMessage(db, message.id),
  );
}

/** What the store does and the floor does not, each by itself: what a transaction adds around it is not in these. */
async function partsOf(db: SqlDatabase, effort: Effort): Promise<Part[]> {
  const message = sampleMessage(SESSION);
  storeAppend(db, message, newId());
  const works: Record<string, () => unknown> = {
    'the hash of the content': () => contentHash(db, message.role, message.content, null),
    'the schema is still ours (`PRAGMA user_version`)': () => db.get('PRAGMA user_version'),
    'the session is there and not in the trash, and the next place in it': () =>
      db.get(
        `SELECT title, deleted_at,
           (SELECT coalesce(max(sequence), 0) + 1 FROM messages WHERE session_id = sessions.id) AS place
         FROM sessions WHERE id = ?`,
        [SESSION],
      ),
    'which messages the search index has': () =>
      db.get("SELECT value_json FROM store_info WHERE key = 'searchIndexedTo'"),
    'waiting for the lock in our way, not in SQLite’s': () => {
      db.exec('PRAGMA busy_timeout = 0');
      db.exec('PRAGMA busy_timeout = 5000');
    },
  };
  const samples = Object.fromEntries(Object.entries(works).map(([name, work]) => [name, () => timed(work)]));
  const count = countFor(effort, { full: 2000, quick: 200, smoke: 5 });
  const taken = await interleave(samples, { count, warmUpCount: count });
  return Object.entries(taken).map(([what, values]) => ({ what, value: median(values) * 1000, unit: 'µs' }));
}
