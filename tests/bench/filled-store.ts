import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { v7 as newId } from 'uuid';
import { contentHash } from '../../lib/store/content-hash.ts';
import { migrate, SCHEMA_VERSION } from '../../lib/store/migrate.ts';
import { createSearchIndex } from '../../lib/store/search-index.ts';
import { createSession } from '../../lib/store/sessions.ts';
import { openDatabase, openFile } from '../../native-host/database.ts';
import { MOMENT, sampleText } from './samples.ts';

/** A data folder with a store of sessions `session-0`, `session-1`, … */
export interface FilledStore {
  readonly home: string;
  readonly database: string;
}

/** What the messages say; `name` tells one kind from another. */
export interface Texts {
  readonly name: string;
  readonly textOf: (sequence: number) => string;
  /** In the stored form; absent = all are of one moment. */
  readonly timeOf?: (sequence: number, session: number) => string;
}

const PLAIN: Texts = { name: 'plain', textOf: sampleText };

/** A store whose sessions have so many messages, made once for each schema, shape and kind of text below `folder`. */
export function filledStore(folder: string, messageCounts: readonly number[], texts: Texts = PLAIN): FilledStore {
  const total = messageCounts.reduce((sum, count) => sum + count, 0);
  const kind = texts === PLAIN ? '' : `-${texts.name}`;
  const home = join(folder, `store-${total}-in-${messageCounts.length}${kind}-schema-${SCHEMA_VERSION}-indexed`);
  const unfinished = `${home}-unfinished`;
  if (!existsSync(home)) {
    rmSync(unfinished, { recursive: true, force: true });
    mkdirSync(unfinished, { recursive: true });
    fill(join(unfinished, 'holdfast.db'), messageCounts, texts);
    renameSync(unfinished, home);
  }
  return { home, database: join(home, 'holdfast.db') };
}

function fill(path: string, messageCounts: readonly number[], { textOf, timeOf = () => MOMENT }: Texts): void {
  const db = openDatabase(path);
  migrate(db);
  db.transaction(() => createSearchIndex(db));
  for (const id of messageCounts.keys()) {
    createSession(db, { id: `session-${id}`, title: `Session ${id}`, model: 'm', createdAt: MOMENT });
  }
  db.close();
  // Neither journal nor syncs: a store that is not filled to its end is thrown away.
  const database = openFile(path, {});
  database.pragma('journal_mode = OFF');
  database.pragma('synchronous = OFF');
  const message = database.prepare(
    `INSERT INTO messages (id, session_id, role, content, created_at, sequence, status, content_hash)
     VALUES (?, ?, ?, ?, ?, ?, 'complete', ?)`,
  );
  const totals = database.prepare('UPDATE sessions SET message_count = ? WHERE id = ?');
  database.exec('BEGIN');
  for (const [session, count] of messageCounts.entries()) {
    for (let sequence = 1; sequence <= count; sequence++) {
      const role = sequence % 2 === 1 ? 'user' : 'assistant';
      const content = textOf(sequence);
      const hash = contentHash({}, role, content, null);
      message.run(newId(), `session-${session}`, role, content, timeOf(sequence, session), sequence, hash);
    }
    totals.run(count, `session-${session}`);
  }
  // Filled at once it has more segments than ever in use, which the first messages after it would have to merge.
  for (const command of ['rebuild', 'optimize']) {
    database.exec(`INSERT INTO messages_fts (messages_fts) VALUES ('${command}')`);
  }
  database.exec('COMMIT');
  database.pragma('journal_mode = WAL');
  database.close();
}

/** A million messages, a hundred thousand of them in the first session; small: a thousandth of it. */
export function millionMessages(isSmall: boolean): number[] {
  return isSmall ? [100, ...Array(100).fill(9)] : [100_000, ...Array(900).fill(1000)];
}
