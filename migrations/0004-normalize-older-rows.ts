import type { Migration, MigrationDatabase } from './migration.ts';

/** Digits of `YYYY-MM-DDTHH:mm:ss.sssZ`, the one form in which text order is time order. */
const NORMAL_FORM = '0000-00-00T00:00:00.000Z'.replaceAll('0', '[0-9]');

/** Years that nothing sweeps and that sort last: for a swept table whose every timestamp is unreadable. */
const NEVER_SWEPT = '9999-12-31T23:59:59.999Z';
const EARLIEST = '1970-01-01T00:00:00.000Z';

const TIMESTAMPS: readonly (readonly [table: string, column: string, fallback: string])[] = [
  ['sessions', 'created_at', EARLIEST],
  ['sessions', 'updated_at', EARLIEST],
  ['messages', 'created_at', EARLIEST],
  ['recordings', 'created_at', EARLIEST],
  ['snapshots', 'timestamp', NEVER_SWEPT],
  ['analytics', 'timestamp', NEVER_SWEPT],
];

/**
 * Brings what older stores hold into the form that everything later relies on: each foreign key declared once, every
 * message with a session, timestamps in one form, one message at each place of a session.
 */
export const normalizeOlderRows: Migration = {
  version: 4,
  name: 'normalize-older-rows',
  up(db) {
    for (const [table, column, fallback] of TIMESTAMPS) normalizeTimestamps(db, table, column, fallback);
    giveOrphansASession(db);
    declareSessionKeysOnce(db);
    declareMessageKeysOnce(db);
    makePlacesUnique(db);
    const broken = db.get<{ table: string; rowid: number }>('SELECT "table", rowid FROM pragma_foreign_key_check');
    if (broken) throw new Error(`Row ${broken.rowid} of ${broken.table} refers to a row that does not exist.`);
  },
};

/** Reads what SQLite's date functions read, and times since 1970 in seconds or milliseconds. */
function normalizeTimestamps(db: MigrationDatabase, table: string, column: string, fallback: string): void {
  const isNumber = `trim(${column}) <> '' AND trim(${column}) NOT GLOB '*[^0-9.]*'`;
  const seconds = `CASE WHEN CAST(${column} AS REAL) > 1e11 THEN CAST(${column} AS REAL) / 1000 ELSE CAST(${column} AS REAL) END`;
  db.exec(`
    UPDATE ${table} SET ${column} = coalesce(
      CASE
        WHEN ${isNumber} THEN strftime('%Y-%m-%dT%H:%M:%fZ', ${seconds}, 'unixepoch')
        WHEN ${column} GLOB '[0-9][0-9][0-9][0-9]-*' THEN strftime('%Y-%m-%dT%H:%M:%fZ', trim(${column}))
      END,
      (SELECT max(${column}) FROM ${table} WHERE ${column} GLOB '${NORMAL_FORM}'),
      '${fallback}'
    )
    WHERE ${column} NOT GLOB '${NORMAL_FORM}'
  `);
}

/** Older stores were written without enforced keys: a message without its session would be lost from every view. */
function giveOrphansASession(db: MigrationDatabase): void {
  db.exec(`
    INSERT INTO sessions (id, title, created_at, updated_at, model)
      SELECT session_id, 'Recovered conversation', min(created_at), max(created_at), ''
      FROM messages WHERE session_id NOT IN (SELECT id FROM sessions) GROUP BY session_id;
    UPDATE sessions SET parent_session_id = NULL
      WHERE parent_session_id IS NOT NULL AND parent_session_id NOT IN (SELECT id FROM sessions);
  `);
}

function declareSessionKeysOnce(db: MigrationDatabase): void {
  if (hasOneKey(db, 'sessions', 'SET NULL')) return;
  const columns = `id, title, created_at, updated_at, model, provider, prompt_tokens, completion_tokens, cost,
    is_archived, is_imported, branch_name, parent_session_id, branch_point`;
  rebuild(
    db,
    'sessions',
    columns,
    `id TEXT PRIMARY KEY,
    title TEXT NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    model TEXT NOT NULL,
    provider TEXT DEFAULT 'venice',
    prompt_tokens INTEGER DEFAULT 0,
    completion_tokens INTEGER DEFAULT 0,
    cost REAL DEFAULT 0,
    is_archived INTEGER DEFAULT 0,
    is_imported INTEGER DEFAULT 0,
    branch_name TEXT DEFAULT 'main',
    parent_session_id TEXT REFERENCES sessions(id) ON DELETE SET NULL,
    branch_point INTEGER`,
  );
  db.exec(`
    CREATE INDEX idx_sessions_updated ON sessions(updated_at DESC);
    CREATE INDEX idx_sessions_archived ON sessions(is_archived);
  `);
}

function declareMessageKeysOnce(db: MigrationDatabase): void {
  if (hasOneKey(db, 'messages', 'CASCADE')) return;
  rebuild(
    db,
    'messages',
    'id, session_id, role, content, created_at, prompt_tokens, completion_tokens, tool_calls, sequence',
    `id TEXT PRIMARY KEY,
    session_id TEXT NOT NULL REFERENCES sessions(id) ON DELETE CASCADE,
    role TEXT NOT NULL,
    content TEXT NOT NULL,
    created_at TEXT NOT NULL,
    prompt_tokens INTEGER,
    completion_tokens INTEGER,
    tool_calls TEXT,
    sequence INTEGER NOT NULL`,
  );
  db.exec('CREATE INDEX idx_messages_session ON messages(session_id, sequence)');
}

function hasOneKey(db: MigrationDatabase, table: string, onDelete: string): boolean {
  const keys = db.all<{ on_delete: string }>(`SELECT on_delete FROM pragma_foreign_key_list('${table}')`);
  return keys.length === 1 && keys[0]?.on_delete === onDelete;
}

/** A table in a new form, with its rows in stored order. The new one is renamed, never the old: references would follow. */
function rebuild(db: MigrationDatabase, table: string, columns: string, declaration: string): void {
  db.exec(`
    CREATE TABLE rebuilt (${declaration});
    INSERT INTO rebuilt (${columns}) SELECT ${columns} FROM ${table} ORDER BY rowid;
    DROP TABLE ${table};
    ALTER TABLE rebuilt RENAME TO ${table};
  `);
}

/** Two windows could write the same place; such sessions are numbered anew, in the order in which they were read. */
function makePlacesUnique(db: MigrationDatabase): void {
  db.exec(`
    CREATE TEMP TABLE places AS
      SELECT rowid AS message, row_number() OVER (PARTITION BY session_id ORDER BY sequence, rowid) AS place
      FROM messages
      WHERE session_id IN (SELECT session_id FROM messages GROUP BY session_id, sequence HAVING count(*) > 1);
    UPDATE messages SET sequence = (SELECT place FROM temp.places WHERE message = messages.rowid)
      WHERE rowid IN (SELECT message FROM temp.places);
    DROP TABLE temp.places;
    CREATE UNIQUE INDEX idx_messages_place ON messages(session_id, sequence);
  `);
}
