import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { v7 as newId } from 'uuid';
import { appendMessage } from '../../lib/store/messages.ts';
import { migrate } from '../../lib/store/migrate.ts';
import { createSession } from '../../lib/store/sessions.ts';
import { openDatabase } from '../../native-host/database.ts';

export const OLDER_TITLE = 'Where to keep the tide table';

const DAY_MS = 24 * 60 * 60 * 1000;

const TALK = [
  [
    'Where should a small weather station keep its tide table: JSON files or SQLite?',
    'In SQLite, once it is written while somebody reads it.\n\n- One file, one backup.\n- A reader never sees half a table.\n- `WAL` lets both go on at the same time.',
  ],
  [
    'And how large may it become?',
    'Larger than your disk. What counts is what you ask of it: an index on `(station, moment)` keeps each question at a few pages, whether there are a thousand rows or a hundred million.',
  ],
  ['מה קורה אם נופל החשמל באמצע?', 'עם `synchronous=FULL` כל מה שאושר נמצא על הדיסק.'],
  [
    'Which columns would you begin with?',
    '```sql\nCREATE TABLE tides (\n  station TEXT NOT NULL,\n  moment  TEXT NOT NULL,\n  height_m REAL NOT NULL,\n  PRIMARY KEY (station, moment)\n) WITHOUT ROWID;\n```\n\nNothing else before there is a question that needs it.',
  ],
] as const;

/** Puts a session of some days ago into a store that nobody has opened yet. */
export function writeOlderSession(home: string, nowMs: number): void {
  mkdirSync(home, { recursive: true });
  const db = openDatabase(join(home, 'holdfast.db'));
  migrate(db);
  const at = (place: number) => new Date(nowMs - (TALK.length - 1 - place) * DAY_MS).toISOString();
  const sessionId = newId();
  createSession(db, { id: sessionId, title: OLDER_TITLE, model: 'demo', createdAt: at(0) });
  for (const [place, [question, answer]] of TALK.entries()) {
    const row = { sessionId, createdAt: at(place), status: 'complete' as const };
    appendMessage(db, { ...row, id: newId(), role: 'user', content: question }, at(place));
    const facts = { promptTokens: 212 + 340 * place, completionTokens: 96, cost: 0.00042, durationMs: 2140 };
    appendMessage(db, { ...row, ...facts, id: newId(), role: 'assistant', model: 'demo', content: answer }, at(place));
  }
  db.close();
}
