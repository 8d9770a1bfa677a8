import Database from 'better-sqlite3';
import {
  PRINTED_FIRST_VERSION,
  PRINTED_SCHEMA,
  PRINTED_SECOND_STEP,
  PRINTED_THIRD_STEP,
} from './specification-schema.ts';

/** Times as older programs wrote them, and what each is in the one form; the last ones nobody can read. */
const TIMES: readonly (readonly [stored: string, normal: string | 'unreadable'])[] = [
  ['2026-02-28T23:59:59.999Z', '2026-02-28T23:59:59.999Z'],
  ['2026-01-31 12:00:00', '2026-01-31T12:00:00.000Z'],
  ['2026-01-31T12:00:00Z', '2026-01-31T12:00:00.000Z'],
  ['2026-01-31T12:00:00+02:00', '2026-01-31T10:00:00.000Z'],
  ['2026-01-31 12:00:00.5-0530', '2026-01-31T17:30:00.500Z'],
  ['2026-01-31T12:00:00.123456Z', '2026-01-31T12:00:00.123Z'],
  [' 2026-01-31 12:00 ', '2026-01-31T12:00:00.000Z'],
  ['2026-01-31', '2026-01-31T00:00:00.000Z'],
  ['1769860800', '2026-01-31T12:00:00.000Z'],
  ['1769860800.25', '2026-01-31T12:00:00.250Z'],
  ['1769860800123', '2026-01-31T12:00:00.123Z'],
  ['1769860800123456', '2026-01-31T12:00:00.123Z'],
  ['2026-02-30T12:00:00.000Z', '2026-03-02T12:00:00.000Z'],
  ['yesterday', 'unreadable'],
  ['now', 'unreadable'],
  ['', 'unreadable'],
  ['0', 'unreadable'],
  ['20260131', 'unreadable'],
  ['20260131120000', 'unreadable'],
  ['1.2.3', 'unreadable'],
  ['31.01.2026 12:00', 'unreadable'],
  ['2026-13-45T99:00:00.000Z', 'unreadable'],
  ['Sat Jan 31 2026 12:00:00 GMT+0100', 'unreadable'],
];

const NEWEST = '2026-03-02T12:00:00.000Z';

/** As an older program stored them, or as they must be after the upgrade. */
type Form = 'stored' | 'upgraded';

const timeOf = (form: Form, [stored, normal]: (typeof TIMES)[number], unreadable: string): string =>
  form === 'stored' ? stored : normal === 'unreadable' ? unreadable : normal;

type Row = Record<string, string | number | null>;
export type Rows = Record<'sessions' | 'messages' | 'snapshots' | 'recordings' | 'analytics', Row[]>;

/** Rows of every table of the first three versions, with every oddity; `upgraded`: as they must be in this version. */
function olderRows(form: Form): Rows {
  const upgraded = form === 'upgraded';
  const noon = upgraded ? '2026-01-31T12:00:00.000Z' : '2026-01-31 12:00:00';
  const session = (id: string, changes: Row = {}): Row => ({
    id,
    title: `Title of ${id}`,
    created_at: noon,
    updated_at: noon,
    model: 'zai-org-glm-5-1',
    provider: 'venice',
    prompt_tokens: 10,
    completion_tokens: 20,
    cost: 0.25,
    is_archived: 0,
    is_imported: 1,
    branch_name: 'main',
    parent_session_id: null,
    branch_point: null,
    ...changes,
  });
  const message = (id: string, sessionId: string, sequence: number, changes: Row = {}): Row => ({
    id,
    session_id: sessionId,
    role: 'user',
    content: `Text of ${id}: 漢字 👩‍👩‍👧 \u0000 end`,
    created_at: noon,
    prompt_tokens: null,
    completion_tokens: 7,
    tool_calls: null,
    sequence,
    ...changes,
  });
  return {
    sessions: [
      ...TIMES.map((time, index) =>
        session(`time ${index}`, {
          created_at: timeOf(form, time, NEWEST),
          updated_at: timeOf(form, time, NEWEST),
        }),
      ),
      session('doubled', { provider: null, cost: null }),
      session('from zero'),
      session('child', { parent_session_id: 'doubled', branch_point: upgraded ? 5 : 3, branch_name: 'a branch' }),
      session('dangling', { parent_session_id: upgraded ? null : 'nowhere', branch_point: 2 }),
      ...(upgraded ? [recovered(session)] : []),
    ],
    messages: [
      ...TIMES.map((time, index) =>
        message(`m time ${index}`, 'time 0', (index + 1) * 10, { created_at: timeOf(form, time, NEWEST) }),
      ),
      message('m d1', 'doubled', 1, { tool_calls: '[{"id":"call_1"}]' }),
      message('m d4', 'doubled', upgraded ? 4 : 3, { content: '' }),
      message('m d2', 'doubled', 2, { tool_calls: 'no JSON at all', role: 'developer' }),
      message('m d3', 'doubled', upgraded ? 3 : 2),
      message('m d5', 'doubled', upgraded ? 5 : 3),
      message('m d6', 'doubled', upgraded ? 6 : 9),
      message('m z1', 'from zero', upgraded ? 1 : 0),
      message('m z2', 'from zero', upgraded ? 2 : 1),
      message('m o1', 'gone', 1),
      message('m o2', 'gone', 2, { created_at: upgraded ? '2026-02-01T12:00:00.000Z' : '2026-02-01 12:00:00' }),
    ],
    snapshots: TIMES.map((time, index) => ({
      id: `snapshot ${index}`,
      timestamp: timeOf(form, time, '9999-12-31T23:59:59.999Z'),
      type: 'auto',
      trigger: '{}',
      description: null,
      starred: index % 2,
      size_bytes: 2,
      state_json: '{}',
      summary_json: '{}',
    })),
    recordings: TIMES.map((time, index) => ({
      id: `recording ${index}`,
      session_id: 'a session long gone',
      title: 'A recording',
      created_at: timeOf(form, time, NEWEST),
      duration: 5,
      events_json: '[]',
      snapshots_json: null,
      metadata_json: '{}',
    })),
    analytics: TIMES.map((time, index) => ({
      id: index + 1,
      timestamp: timeOf(form, time, '9999-12-31T23:59:59.999Z'),
      event_type: 'reply',
      session_id: null,
      model: null,
      prompt_tokens: 1,
      completion_tokens: null,
      cost: 0.5,
      duration_ms: 12,
      metadata_json: null,
    })),
  };
}

/** The session that messages without one get. */
function recovered(session: (id: string, changes: Row) => Row): Row {
  return session('gone', {
    title: 'Recovered conversation',
    updated_at: '2026-02-01T12:00:00.000Z',
    model: '',
    prompt_tokens: 0,
    completion_tokens: 0,
    cost: 0,
    is_imported: 0,
  });
}

const VERSION_TABLE = 'CREATE TABLE schema_version (id INTEGER PRIMARY KEY, version INTEGER);';
const upToVersion = (version: number) =>
  [PRINTED_FIRST_VERSION, PRINTED_SECOND_STEP, PRINTED_THIRD_STEP].slice(0, version).join('\n');

/** How a store of before says, or does not say, which version it is. */
const VERSION_RECORDS: Readonly<Record<string, (version: number) => string>> = {
  'no record': () => '',
  'an empty schema_version': () => VERSION_TABLE,
  schema_version: (version) => `${VERSION_TABLE} INSERT INTO schema_version VALUES (1, ${version});`,
  'schema_version without an id': (version) =>
    `CREATE TABLE schema_version (version INTEGER); INSERT INTO schema_version VALUES (${version});`,
  user_version: (version) => `PRAGMA user_version = ${version};`,
  both: (version) =>
    `${VERSION_TABLE} INSERT INTO schema_version VALUES (1, ${version}); PRAGMA user_version = ${version};`,
};

export interface OlderStore {
  readonly version: 1 | 2 | 3;
  /** `printed`: the whole printed schema, whatever the version says; `stepped`: what the specification's steps make. */
  readonly schema: 'printed' | 'stepped';
  readonly record: string;
}

/** Every version in both schemas, with and without a record of it, and every other record once. */
export const OLDER_STORES: readonly OlderStore[] = [
  ...([1, 2, 3] as const).flatMap((version) =>
    (['printed', 'stepped'] as const).flatMap((schema) =>
      ['no record', 'schema_version'].map((record): OlderStore => ({ version, schema, record })),
    ),
  ),
  ...Object.keys(VERSION_RECORDS)
    .map((record): OlderStore => ({ version: 2, schema: 'stepped', record }))
    .slice(1),
  { version: 3, schema: 'printed', record: 'user_version' },
];

/** Writes a store of before with all its rows, as a program without enforced keys would. */
export function createOlderStore(path: string, { version, schema, record }: OlderStore): Rows {
  const database = new Database(path);
  database.pragma('foreign_keys = OFF');
  database.pragma('synchronous = OFF');
  database.exec(schema === 'printed' ? PRINTED_SCHEMA : upToVersion(version));
  database.exec(VERSION_RECORDS[record]?.(version) ?? '');
  const stored = rowsOf({ version, schema, record }, 'stored');
  for (const [table, rows] of Object.entries(stored)) {
    for (const row of rows) insertRow(database, table, row);
  }
  database.close();
  return stored;
}

/** The rows that a store of this kind can hold: without branches before the second version, without analytics before the third. */
export function rowsOf({ version, schema }: OlderStore, form: Form): Rows {
  const rows = olderRows(form);
  if (schema === 'printed') return rows;
  const sessions =
    version > 1 ? rows.sessions : rows.sessions.map((row) => (form === 'upgraded' ? unbranched(row) : onlyFirst(row)));
  return { ...rows, sessions, analytics: version > 2 ? rows.analytics : [] };
}

function onlyFirst({ branch_name, parent_session_id, branch_point, ...row }: Row): Row {
  return row;
}

function unbranched(row: Row): Row {
  return { ...row, branch_name: 'main', parent_session_id: null, branch_point: null };
}

function insertRow(database: Database.Database, table: string, row: Row): void {
  const columns = Object.keys(row);
  database
    .prepare(`INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`)
    .run(...Object.values(row));
}
