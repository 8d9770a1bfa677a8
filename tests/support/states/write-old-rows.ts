import { migrate } from '../../../lib/store/migrate.ts';
import { setStoreFact } from '../../../lib/store/store-info.ts';
import { openDatabase } from '../../../native-host/database.ts';
import { writeSession } from './write-session.ts';

const HOUR_MS = 3600 * 1000;
const DAY_MS = 24 * HOUR_MS;

/** Puts rows that the usual rules call old, some that they do not, and earlier sweeps into a store that no browser uses yet. */
export function writeOldRows(database: string, nowMs: number): void {
  const at = (daysAgo: number) => new Date(nowMs - daysAgo * DAY_MS).toISOString();
  for (const [title, daysAgo] of TRASH) {
    const texts = ['What did we call it?', 'The quiet one, as far as I can see.'];
    writeSession(database, { title, texts, lastMs: nowMs - daysAgo * DAY_MS, apartMs: 60_000, isInTrash: true });
  }
  const db = openDatabase(database);
  migrate(db);
  db.exec('BEGIN');
  for (let index = 0; index < 48; index += 1) {
    const state = JSON.stringify({ draft: 'x'.repeat(900 + 37 * index) });
    db.run(
      `INSERT INTO snapshots (id, timestamp, type, trigger, starred, size_bytes, state_json, summary_json)
       VALUES (?, ?, 'auto', '{"type":"interval"}', ?, ?, ?, '{}')`,
      [`snapshot-${index}`, at(1 + index), Number(index === 40), state.length, state],
    );
  }
  for (let index = 0; index < 420; index += 1) {
    db.run(
      `INSERT INTO analytics (timestamp, event_type, model, prompt_tokens, completion_tokens, cost, duration_ms)
       VALUES (?, 'completion', 'llama3.3', 812, 244, 0.0004, 2140)`,
      [at(index / 4)],
    );
  }
  for (const [daysAgo, reason, outcome, snapshots, analytics, sessions, bytes, detail] of SWEEPS(at)) {
    db.run(
      `INSERT INTO sweeps (started_at, finished_at, reason, outcome, snapshots_deleted, analytics_deleted, sessions_purged,
         bytes_freed, detail) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      [at(daysAgo), at(daysAgo), reason, outcome, snapshots, analytics, sessions, bytes, detail],
    );
  }
  db.exec('COMMIT');
  db.close();
}

/** Makes a store, which no host has open, believe that it was in use later than now: no sweep trusts the clock then. */
export function setLastSeen(database: string, ms: number): void {
  const db = openDatabase(database);
  setStoreFact(db, 'lastSeenAt', new Date(ms).toISOString());
  db.close();
}

const TRASH: readonly (readonly [title: string, daysAgo: number])[] = [
  ['Names for the new service', 34],
  ['A plan that nobody needs', 41],
  ['Deleted yesterday', 1],
];

type SweepValues = readonly [number, string, string, number, number, number, number, string | null];

/** The last one is a few hours old, so that none is due. */
const SWEEPS = (at: (daysAgo: number) => string): readonly SweepValues[] => [
  ...Array.from({ length: 9 }, (_, index): SweepValues => {
    return [14 - index, 'scheduled', 'done', (index * 5) % 7, 11 + index, 0, 4096 * (index + 3), null];
  }),
  [4, 'manual', 'cancelled', 120, 0, 0, 0, 'Cancelled; the rest stays until the next run.'],
  [
    ...([3, 'scheduled', 'failed', 0, 0, 0, 0] as const),
    'The disk is full: nothing could be written. Free some space; the next run goes on.',
  ],
  [
    ...([2, 'scheduled', 'refused', 0, 0, 0, 0] as const),
    `The clock says ${at(2)}, which is before ${at(1.5)}, when Holdfast was in use already. Nothing is removed until the clock is right, or you say that it is.`,
  ],
  [1.1, 'manual', 'done', 12, 340, 2, 1_250_000, null],
  [0.2, 'scheduled', 'done', 0, 0, 0, 0, null],
];
