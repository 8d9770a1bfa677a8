/** The schema as the specification prints it (37-DATA-PERSISTENCE, "SQLite Schema"), word for word. */
export const PRINTED_SCHEMA = `-- Sessions table
CREATE TABLE IF NOT EXISTS sessions (
  id TEXT PRIMARY KEY,
  title TEXT NOT NULL,
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  model TEXT NOT NULL,
  provider TEXT DEFAULT 'venice',
  
  -- Branch info
  branch_name TEXT DEFAULT 'main',
  parent_session_id TEXT REFERENCES sessions(id),
  branch_point INTEGER,
  
  -- Metrics
  prompt_tokens INTEGER DEFAULT 0,
  completion_tokens INTEGER DEFAULT 0,
  cost REAL DEFAULT 0,
  
  -- State
  is_archived INTEGER DEFAULT 0,
  is_imported INTEGER DEFAULT 0,
  
  -- Indexes
  FOREIGN KEY (parent_session_id) REFERENCES sessions(id)
);

CREATE INDEX idx_sessions_updated ON sessions(updated_at DESC);
CREATE INDEX idx_sessions_archived ON sessions(is_archived);

-- Messages table
CREATE TABLE IF NOT EXISTS messages (
  id TEXT PRIMARY KEY,
  session_id TEXT NOT NULL REFERENCES sessions(id) ON DELETE CASCADE,
  role TEXT NOT NULL,
  content TEXT NOT NULL,
  created_at TEXT NOT NULL,
  
  -- Metrics
  prompt_tokens INTEGER,
  completion_tokens INTEGER,
  
  -- Tool calls
  tool_calls TEXT,  -- JSON array
  
  -- Ordering
  sequence INTEGER NOT NULL,
  
  FOREIGN KEY (session_id) REFERENCES sessions(id)
);

CREATE INDEX idx_messages_session ON messages(session_id, sequence);

-- Snapshots table
CREATE TABLE IF NOT EXISTS snapshots (
  id TEXT PRIMARY KEY,
  timestamp TEXT NOT NULL,
  type TEXT NOT NULL,  -- 'auto', 'manual', 'system'
  trigger TEXT NOT NULL,  -- JSON
  description TEXT,
  starred INTEGER DEFAULT 0,
  size_bytes INTEGER NOT NULL,
  state_json TEXT NOT NULL,
  summary_json TEXT NOT NULL
);

CREATE INDEX idx_snapshots_timestamp ON snapshots(timestamp DESC);
CREATE INDEX idx_snapshots_starred ON snapshots(starred);

-- Recordings table
CREATE TABLE IF NOT EXISTS recordings (
  id TEXT PRIMARY KEY,
  session_id TEXT NOT NULL,
  title TEXT NOT NULL,
  created_at TEXT NOT NULL,
  duration INTEGER NOT NULL,
  events_json TEXT NOT NULL,
  snapshots_json TEXT,
  metadata_json TEXT
);

CREATE INDEX idx_recordings_session ON recordings(session_id);

-- Analytics table
CREATE TABLE IF NOT EXISTS analytics (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  timestamp TEXT NOT NULL,
  event_type TEXT NOT NULL,
  session_id TEXT,
  model TEXT,
  prompt_tokens INTEGER,
  completion_tokens INTEGER,
  cost REAL,
  duration_ms INTEGER,
  metadata_json TEXT
);

CREATE INDEX idx_analytics_timestamp ON analytics(timestamp DESC);
CREATE INDEX idx_analytics_session ON analytics(session_id);
`;

/** The specification's own second step, word for word. */
export const PRINTED_SECOND_STEP = `
ALTER TABLE sessions ADD COLUMN branch_name TEXT DEFAULT 'main';
ALTER TABLE sessions ADD COLUMN parent_session_id TEXT;
ALTER TABLE sessions ADD COLUMN branch_point INTEGER;
`;

/** What the printed schema has beyond its first version, as patterns: the second and the third bring it. */
const BRANCH_COLUMNS = /\n {2}-- Branch info\n(.*\n){3}/;
const PARENT_KEY = /,\s+-- Indexes\n {2}FOREIGN KEY \(parent_session_id\).*\n/;
const ANALYTICS = /-- Analytics table\n[\s\S]*$/;

/** The printed schema without what the specification's second and third steps add. */
export const PRINTED_FIRST_VERSION = without(PRINTED_SCHEMA, [BRANCH_COLUMNS, PARENT_KEY, ANALYTICS]);

/** The analytics table alone: the specification's third step brings it without the indexes. */
export const PRINTED_THIRD_STEP = /CREATE TABLE IF NOT EXISTS analytics [^;]+;/.exec(PRINTED_SCHEMA)?.[0] ?? '';

function without(text: string, parts: readonly RegExp[]): string {
  return parts.reduce((rest, part) => {
    if (!part.test(rest)) throw new Error(`The printed schema has no ${part}.`);
    return rest.replace(part, '\n');
  }, text);
}
