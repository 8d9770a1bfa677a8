import { migrate } from '../../lib/store/migrate.ts';
import type { SqlDatabase, SqlValue } from '../../lib/store/sql-database.ts';
import { migrations } from '../../migrations/index.ts';

/** Runs our own migrations up to `version`. */
export function migrateTo(db: SqlDatabase, version: number): void {
  migrate(db, { steps: migrations.slice(0, version) });
}

/** Adds a row as it is. */
export function insert(db: SqlDatabase, table: string, row: Readonly<Record<string, SqlValue>>): void {
  const columns = Object.keys(row);
  db.run(
    `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
    Object.values(row),
  );
}

const NOON = '2026-01-31T12:00:00.000Z';

/** One whole row of each table of the first version. */
export const FIRST_ROWS = {
  sessions: {
    id: 's1',
    title: 'Title',
    created_at: NOON,
    updated_at: NOON,
    model: 'model',
    provider: 'venice',
    prompt_tokens: 1,
    completion_tokens: 2,
    cost: 0.5,
    is_archived: 1,
    is_imported: 1,
  },
  messages: {
    id: 'm1',
    session_id: 's1',
    role: 'user',
    content: 'Text',
    created_at: NOON,
    prompt_tokens: 1,
    completion_tokens: 2,
    tool_calls: '[]',
    sequence: 4,
  },
  snapshots: {
    id: 'n1',
    timestamp: NOON,
    type: 'manual',
    trigger: '{}',
    description: 'What',
    starred: 1,
    size_bytes: 3,
    state_json: '{}',
    summary_json: '{}',
  },
  recordings: {
    id: 'r1',
    session_id: 's1',
    title: 'Title',
    created_at: NOON,
    duration: 5,
    events_json: '[]',
    snapshots_json: '[]',
    metadata_json: '{}',
  },
} as const;

export const ANALYTICS_ROW = {
  id: 7,
  timestamp: NOON,
  event_type: 'reply',
  session_id: 's1',
  model: 'model',
  prompt_tokens: 1,
  completion_tokens: 2,
  cost: 0.5,
  duration_ms: 9,
  metadata_json: '{}',
} as const;

/** Adds one row to each table of the first version. */
export function insertFirstRows(db: SqlDatabase): void {
  for (const [table, row] of Object.entries(FIRST_ROWS)) insert(db, table, row);
}
