import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { migrate } from '../../../lib/store/migrate.ts';
import { openDatabase, openFile } from '../../../native-host/database.ts';

const MINUTE_MS = 60_000;

interface SessionsToFill {
  readonly count: number;
  /** Of the newest one; the others are `apartMs` older each. */
  readonly newestMs: number;
  readonly apartMs?: number;
  /** From 0, the newest first. */
  readonly title?: (index: number) => string;
}

/** Writes sessions `s-0`, `s-1`, … into a store file that no browser uses yet. */
export function fillSessions(database: string, sessions: SessionsToFill): void {
  const { count, newestMs, apartMs = 17 * MINUTE_MS, title = (index) => `Session ${index}` } = sessions;
  mkdirSync(dirname(database), { recursive: true });
  const db = openDatabase(database);
  migrate(db);
  db.close();
  const file = openFile(database, {});
  const insert = file.prepare(
    `INSERT INTO sessions (id, title, created_at, updated_at, model, provider, branch_name, source)
     VALUES (?, ?, ?, ?, 'm', 'venice', ?, 'holdfast')`,
  );
  file.exec('BEGIN');
  for (let index = 0; index < count; index += 1) {
    const moment = new Date(newestMs - index * apartMs).toISOString();
    insert.run(`s-${index}`, title(index), moment, moment, index % 10 === 9 ? 'branch-2' : 'main');
  }
  file.exec('COMMIT');
  file.close();
}
