/**
 * What a column holds, as the import checks it. `word`: a short name; `amount`: any finite number; `place`: where a message
 * stands; `draftOf`: a session's id or '' for none; a `?` at the end: or null.
 */
export type ColumnKind =
  | 'id'
  | 'reference'
  | 'draftOf'
  | 'title'
  | 'word'
  | 'text'
  | 'json'
  | 'anyJson'
  | 'error'
  | 'provider'
  | 'preferenceKey'
  | 'status'
  | 'fileStatus'
  | 'proofStatus'
  | 'hash'
  | 'time'
  | 'count'
  | 'place'
  | 'amount'
  | 'flag';

export type Column = ColumnKind | `${ColumnKind}?`;

interface Table {
  /** Every column in the order of the schema. */
  readonly columns: Readonly<Record<string, Column>>;
  /** The columns that tell a row from all others. */
  readonly key: readonly string[];
  /** The column that names the session; null: rows of no session, which only a complete bundle holds. */
  readonly session: string | null;
}

/** Every table of user data, in the order in which rows come in: what others refer to first. */
export const TABLES = {
  sessions: {
    key: ['id'],
    session: 'id',
    columns: {
      id: 'id',
      title: 'title',
      created_at: 'time',
      updated_at: 'time',
      model: 'word',
      provider: 'word?',
      prompt_tokens: 'count?',
      completion_tokens: 'count?',
      cost: 'amount?',
      is_archived: 'flag?',
      is_imported: 'flag?',
      branch_name: 'word?',
      parent_session_id: 'reference?',
      branch_point: 'count?',
      deleted_at: 'time?',
      source: 'word?',
      source_id: 'reference?',
      message_count: 'count',
    },
  },
  messages: {
    key: ['id'],
    session: 'session_id',
    columns: {
      id: 'id',
      session_id: 'reference',
      role: 'word',
      content: 'text',
      created_at: 'time',
      prompt_tokens: 'count?',
      completion_tokens: 'count?',
      tool_calls: 'anyJson?',
      sequence: 'place',
      status: 'status',
      model: 'word?',
      cost: 'amount?',
      duration_ms: 'amount?',
      error_json: 'error?',
      provider_json: 'provider?',
      content_hash: 'hash?',
    },
  },
  file_changes: {
    key: ['id'],
    session: 'session_id',
    columns: {
      id: 'id',
      session_id: 'reference',
      message_id: 'reference?',
      path: 'word',
      old_path: 'word?',
      status: 'fileStatus',
      additions: 'count',
      deletions: 'count',
      patch: 'text',
      created_at: 'time',
    },
  },
  proofs: {
    key: ['id'],
    session: 'session_id',
    columns: {
      id: 'id',
      session_id: 'reference',
      message_id: 'reference?',
      file: 'word',
      line: 'count?',
      column_number: 'count?',
      status: 'proofStatus',
      goals_json: 'json',
      diagnostics_json: 'json',
      created_at: 'time',
    },
  },
  originals: {
    key: ['id'],
    session: 'session_id',
    columns: { id: 'id', session_id: 'reference', source: 'word', raw_json: 'anyJson' },
  },
  snapshots: {
    key: ['id'],
    session: 'session_id',
    columns: {
      id: 'id',
      timestamp: 'time',
      type: 'word',
      trigger: 'anyJson',
      description: 'text?',
      starred: 'flag?',
      size_bytes: 'count',
      state_json: 'anyJson',
      summary_json: 'anyJson',
      session_id: 'reference?',
    },
  },
  recordings: {
    key: ['id'],
    session: 'session_id',
    columns: {
      id: 'id',
      session_id: 'reference',
      title: 'title',
      created_at: 'time',
      duration: 'amount',
      events_json: 'json',
      snapshots_json: 'json?',
      metadata_json: 'json?',
    },
  },
  drafts: {
    key: ['session_id'],
    session: 'session_id',
    columns: { session_id: 'draftOf', content: 'text', updated_at: 'time' },
  },
  analytics: {
    key: ['id'],
    session: null,
    columns: {
      id: 'count',
      timestamp: 'time',
      event_type: 'word',
      session_id: 'reference?',
      model: 'word?',
      prompt_tokens: 'count?',
      completion_tokens: 'count?',
      cost: 'amount?',
      duration_ms: 'amount?',
      metadata_json: 'anyJson?',
    },
  },
  balance_history: {
    key: ['id'],
    session: null,
    columns: { id: 'count', timestamp: 'time', diem: 'amount?', usd: 'amount?', source: 'word' },
  },
  preferences: {
    key: ['profile_id', 'key'],
    session: null,
    columns: { profile_id: 'reference', key: 'preferenceKey', value_json: 'json', updated_at: 'time' },
  },
  sweeps: {
    key: ['id'],
    session: null,
    columns: {
      id: 'count',
      started_at: 'time',
      finished_at: 'time?',
      reason: 'title',
      snapshots_deleted: 'count',
      analytics_deleted: 'count',
      sessions_purged: 'count',
      bytes_freed: 'count',
      outcome: 'word',
      detail: 'text?',
    },
  },
} as const satisfies Readonly<Record<string, Table>>;

export type TableName = keyof typeof TABLES;
export const TABLE_NAMES = Object.keys(TABLES) as TableName[];

/** Every other table, and why its rows stay where they are. */
export const TABLES_THAT_STAY: Readonly<Record<string, string>> = {
  requests: 'ids of changes that this one store has applied',
  store_info: 'facts about this one file',
  recording_events: 'leave within the recording that they belong to',
  schema_version: 'the version of this one file',
  messages_fts: 'made from the messages',
  sqlite_sequence: "SQLite's own",
};

/** A table's column names, in the order of the schema. */
export function columnsOf(table: TableName): string[] {
  return Object.keys(TABLES[table].columns);
}

/** The column that names the session of a row; null where rows belong to none. */
export function sessionColumnOf(table: TableName): string | null {
  return TABLES[table].session;
}

/** Whether a name read from a file is one of the tables. */
export function isTableName(name: string): name is TableName {
  return Object.hasOwn(TABLES, name);
}

/** Whether a preference must never leave this machine: keys of model servers, crash records, what was set aside as broken. */
export function isSecretPreference(key: string): boolean {
  return !/^sidepanel\.(?!auth\.|crash\.|quarantine\.)[A-Za-z][A-Za-z.-]*$/.test(key);
}
