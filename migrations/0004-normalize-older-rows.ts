import type { Migration, MigrationDatabase } from './migration.ts';

/** The one form in which text order is time order, `YYYY-MM-DDTHH:mm:ss.sssZ`. */
const NORMAL_FORM = "'%Y-%m-%dT%H:%M:%fZ'";

/** Nothing sweeps it: nobody knows how old a row with an unreadable time is. */
const NEVER_SWEPT = '9999-12-31T23:59:59.999Z';

/** For rows that nothing sweeps, where no other row of the table has a time. */
const EARLIEST = '1970-01-01T00:00:00.000Z';

/** Every timestamp, and what an unreadable one becomes: `newest` of its table, where age decides nothing. */
const TIMESTAMPS: readonly (readonly [table: string, column: string, unreadable: 'newest' | 'never swept'])[] = [
  ['sessions', 'created_at', 'newest'],
  ['sessions', 'updated_at', 'newest'],
  ['messages', 'created_at', 'newest'],
  ['recordings', 'created_at', 'newest'],
  ['snapshots', 'timestamp', 'never swept'],
  ['analytics', 'timestamp', 'never swept'],
];

/**
 * Brings what older stores hold into the form that everything later relies on: each foreign key declared once, every
 * message with a session, timestamps in one form, one message at each place of a session.
 */
export const normalizeOlderRows: Migration = {
  version: 4,
  name: 'normalize-older-rows',
  up(db) {
    for (const [table, column, unreadable] of TIMESTAMPS) normalizeTimestamps(db, table, column, unreadable);
    giveOrphansASession(db);
    declareSessionKeysOnce(db);
    declareMessageKeysOnce(db);
    makePlacesUnique(db);
    createMissingIndexes(db);
    const broken = db.get<{ table: string; rowid: number }>('SELECT "table", rowid FROM pragma_foreign_key_check');
    if (broken) throw new Error(`Row ${broken.rowid} of ${broken.table} refers to a row that does not exist.`);
  },
};

function normalizeTimestamps(
  db: MigrationDatabase,
  table: string,
  column: string,
  unreadable: 'newest' | 'never swept',
): void {
  const isOdd = `${column} IS NOT strftime(${NORMAL_FORM}, ${column})`;
  db.exec(`UPDATE ${table} SET ${column} = coalesce(${readTime(`trim(${column})`)}, ${column}) WHERE ${isOdd}`);
  const newest = `(SELECT max(${column}) FROM ${table} WHERE NOT (${isOdd}))`;
  const stand = unreadable === 'newest' ? `coalesce(${newest}, '${EARLIEST}')` : `'${NEVER_SWEPT}'`;
  db.exec(`UPDATE ${table} SET ${column} = ${stand} WHERE ${isOdd}`);
}

/**
 * Reads dates as SQLite does, zones also without a colon, and times since 1970 in seconds, milliseconds or microseconds,
 * told apart by their number of digits: other numbers are no times (20260131 would be a day in 1970).
 */
function readTime(text: string): string {
  const number = `CAST(${text} AS REAL)`;
  const seconds = `CASE
    WHEN ${number} >= 1e9 AND ${number} < 1e10 THEN ${number}
    WHEN ${number} >= 1e12 AND ${number} < 1e13 THEN ${number} / 1e3
    WHEN ${number} >= 1e15 AND ${number} < 1e16 THEN ${number} / 1e6
  END`;
  const withColon = `substr(${text}, 1, length(${text}) - 2) || ':' || substr(${text}, -2)`;
  return `CASE
    WHEN ${text} NOT GLOB '*[^0-9.]*' THEN strftime(${NORMAL_FORM}, ${seconds}, 'unixepoch')
    WHEN ${text} NOT GLOB '[0-9][0-9][0-9][0-9]-*' THEN NULL
    WHEN ${text} GLOB '*:*[+-][0-9][0-9][0-9][0-9]' THEN strftime(${NORMAL_FORM}, ${withColon})
    ELSE strftime(${NORMAL_FORM}, ${text})
  END`;
}

/** Older stores were written without enforced keys: a message without its session would be lost from every view. */
function giveOrphansASession(db: MigrationDatabase): void {
  db.exec(`
    INSERT INTO sessions (id, title, created_at, updated_at, model)
      SELECT session_id, 'Recovered conversation', min(created_at), max(created_at), ''
      FROM messages WHERE NOT EXISTS (SELECT 1 FROM sessions WHERE id = session_id) GROUP BY session_id;
    UPDATE sessions SET parent_session_id = NULL
      WHERE NOT EXISTS (SELECT 1 FROM sessions AS parent WHERE parent.id = sessions.parent_session_id);
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

/** Those of the specification: rebuilding drops them, and stores that its own third step made have none on analytics. */
function createMissingIndexes(db: MigrationDatabase): void {
  db.exec(`
    CREATE INDEX IF NOT EXISTS idx_sessions_updated ON sessions(updated_at DESC);
    CREATE INDEX IF NOT EXISTS idx_sessions_archived ON sessions(is_archived);
    CREATE INDEX IF NOT EXISTS idx_messages_session ON messages(session_id, sequence);
    CREATE INDEX IF NOT EXISTS idx_snapshots_timestamp ON snapshots(timestamp DESC);
    CREATE INDEX IF NOT EXISTS idx_snapshots_starred ON snapshots(starred);
    CREATE INDEX IF NOT EXISTS idx_recordings_session ON recordings(session_id);
    CREATE INDEX IF NOT EXISTS idx_analytics_timestamp ON analytics(timestamp DESC);
    CREATE INDEX IF NOT EXISTS idx_analytics_session ON analytics(session_id);
  `);
}

/**
 * Two windows could write the same place, and some programs counted from 0: such sessions are numbered anew from 1, in
 * the order in which they were read, and so are the points where branches leave them.
 */
function makePlacesUnique(db: MigrationDatabase): void {
  db.exec(`
    CREATE TEMP TABLE places (message INTEGER PRIMARY KEY, session TEXT, sequence INTEGER, place INTEGER);
    INSERT INTO temp.places
      SELECT rowid, session_id, sequence, row_number() OVER (PARTITION BY session_id ORDER BY sequence, rowid)
      FROM messages
      WHERE session_id IN (
        SELECT session_id FROM messages GROUP BY session_id, sequence HAVING count(*) > 1 OR sequence < 1
      );
    UPDATE messages SET sequence = (SELECT place FROM temp.places WHERE message = messages.rowid)
      WHERE rowid IN (SELECT message FROM temp.places);
    UPDATE sessions SET branch_point = coalesce(
      (SELECT max(place) FROM temp.places WHERE session = parent_session_id AND sequence <= branch_point), 0)
      WHERE branch_point IS NOT NULL AND parent_session_id IN (SELECT session FROM temp.places);
    DROP TABLE temp.places;
    CREATE UNIQUE INDEX idx_messages_place ON messages(session_id, sequence);
  `);
}
