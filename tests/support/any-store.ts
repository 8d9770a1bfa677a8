import fc from 'fast-check';
import { contentHash } from '../../lib/store/content-hash.ts';
import type { SqlDatabase, SqlValue } from '../../lib/store/sql-database.ts';

type Row = Record<string, SqlValue>;
export type StoreContent = Record<string, Row[]>;

const time = fc
  .integer({ min: Date.UTC(2020, 0, 1), max: Date.UTC(2030, 0, 1) })
  .map((ms) => new Date(ms).toISOString());
/** Every character but half ones, which no store holds. */
const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  fc.string({ unit: 'binary', maxLength: 40 }).map((value) => value.toWellFormed()),
  fc.constantFrom('', '\u0000', 'a\u0000b', '漢字 👩‍👩‍👧', '"\\\u2028\n```', '[object Object]', 'null'),
);
const word = fc.oneof(
  fc.constantFrom('venice', 'glm', ''),
  fc.string({ maxLength: 20 }).map((value) => value.toWellFormed()),
);
const orNull = <Value>(arbitrary: fc.Arbitrary<Value>) => fc.option(arbitrary, { nil: null });
const tokens = orNull(fc.nat(100_000));
const amount = orNull(
  fc.oneof(
    fc.constantFrom(0, 0.1, 0.2, 1e-9, 3),
    fc.double({ min: 0, max: 100, noNaN: true }).map((value) => value + 0),
  ),
);
const json = fc.json({ maxDepth: 3 });

const message = fc.record({
  role: fc.constantFrom('user', 'assistant', 'system', 'tool', 'developer'),
  content: text,
  created_at: time,
  prompt_tokens: tokens,
  completion_tokens: tokens,
  tool_calls: orNull(fc.oneof(json, fc.constant('no JSON at all'))),
  status: fc.constantFrom('complete', 'complete', 'complete', 'interrupted', 'error'),
  model: orNull(word),
  cost: amount,
  duration_ms: orNull(
    fc.oneof(
      fc.nat(),
      fc.double({ min: 0, max: 1e6, noNaN: true }).map((value) => value + 0),
    ),
  ),
  error_json: orNull(fc.constant('{"code":"timeout","message":"Too slow","retryable":true}')),
  provider_json: orNull(fc.constantFrom('{"reasoning":"Hm"}', '{"requestId":"r","sendBack":{"a":[1]}}')),
  /** Places need not be next to each other. */
  step: fc.integer({ min: 1, max: 3 }),
});

const session = fc.record({
  title: text,
  created_at: time,
  updated_at: time,
  model: word,
  provider: orNull(word),
  branch_name: orNull(word),
  parent: fc.nat(),
  branch_point: orNull(fc.nat(20)),
  is_archived: orNull(fc.constantFrom(0, 1)),
  is_imported: orNull(fc.constantFrom(0, 1)),
  deleted_at: orNull(time),
  source: orNull(fc.constant('holdfast')),
  messages: fc.array(message, { maxLength: 6 }),
  draft: orNull(fc.record({ content: text, updated_at: time })),
});

const snapshot = fc.record({
  timestamp: time,
  type: fc.constantFrom('auto', 'manual', 'system', 'other'),
  trigger: fc.oneof(json, text),
  description: orNull(text),
  starred: orNull(fc.constantFrom(0, 1)),
  state_json: json,
  summary_json: json,
  of: orNull(fc.nat()),
});

const recording = fc.record({
  title: text,
  created_at: time,
  duration: fc.oneof(fc.nat(), fc.constant(12.5)),
  events_json: json,
  snapshots_json: orNull(json),
  metadata_json: orNull(json),
});

const fileChange = fc.record({
  path: fc.constantFrom('a.txt', 'src/ü 漢.ts'),
  old_path: orNull(fc.constant('b.txt')),
  status: fc.constantFrom('created', 'modified', 'deleted', 'renamed'),
  additions: fc.nat(9),
  deletions: fc.nat(9),
  patch: text,
  created_at: time,
  of: orNull(fc.nat(9)),
});

const proof = fc.record({
  file: fc.constantFrom('A.lean', 'B.lean'),
  line: orNull(fc.nat(9)),
  column_number: orNull(fc.nat(9)),
  status: fc.constantFrom('open', 'complete', 'error'),
  goals_json: json,
  diagnostics_json: json,
  created_at: time,
  of: orNull(fc.nat(9)),
});

/** Rows as our code and the migration of older stores leave them, with ids of every making. */
export const anyStore: fc.Arbitrary<StoreContent> = fc
  .record({
    sessions: fc.array(session, { maxLength: 5 }),
    file_changes: fc.array(fileChange, { maxLength: 3 }),
    proofs: fc.array(proof, { maxLength: 3 }),
    originals: fc.array(fc.record({ source: word, raw_json: text }), { maxLength: 2 }),
    snapshots: fc.array(snapshot, { maxLength: 4 }),
    recordings: fc.array(recording, { maxLength: 3 }),
    analytics: fc.array(
      fc.record({
        timestamp: time,
        event_type: word,
        session_id: orNull(fc.constant('gone')),
        model: orNull(word),
        prompt_tokens: tokens,
        completion_tokens: tokens,
        cost: amount,
        duration_ms: orNull(fc.nat()),
        metadata_json: orNull(json),
      }),
      { maxLength: 4 },
    ),
    balance_history: fc.array(fc.record({ timestamp: time, diem: amount, usd: amount, source: word }), {
      maxLength: 4,
    }),
    preferences: fc.uniqueArray(
      fc.record({
        profile_id: fc.constantFrom('p1', 'p2'),
        key: fc.constantFrom('sidepanel.settings', 'sidepanel.ui', 'sidepanel.theme'),
        value_json: json,
        updated_at: time,
      }),
      { maxLength: 4, selector: ({ profile_id, key }) => `${profile_id} ${key}` },
    ),
    sweeps: fc.array(
      fc.record({
        started_at: time,
        finished_at: orNull(time),
        reason: word,
        bytes_freed: fc.nat(),
        outcome: word,
        detail: orNull(text),
      }),
      { maxLength: 3 },
    ),
    untitled: orNull(fc.record({ content: text, updated_at: time })),
    step: fc.integer({ min: 1, max: 5 }),
  })
  .map(toRows);

type Generated = {
  sessions: (Record<string, unknown> & { messages: (Row & { step: number })[]; draft: Row | null; parent: number })[];
  file_changes: (Row & { of: number | null })[];
  proofs: (Row & { of: number | null })[];
  originals: Row[];
  snapshots: (Row & { of: number | null })[];
  step: number;
  untitled: Row | null;
} & Record<'recordings' | 'analytics' | 'balance_history' | 'preferences' | 'sweeps', Row[]>;

const idOf = (kind: string, index: number) =>
  [`${kind} ${index}`, `${kind}-ü-${index}`, `${index}${kind}'"`][index % 3] ?? '';

function toRows(given: unknown): StoreContent {
  const { sessions, snapshots, step, untitled, file_changes, proofs, originals, ...others } = given as Generated;
  const rows: StoreContent = {
    sessions: [],
    messages: [],
    file_changes: [],
    proofs: [],
    originals: [],
    snapshots: [],
    drafts: untitled ? [{ session_id: '', ...untitled }] : [],
    recordings: others.recordings.map((row, index) => ({ id: idOf('r', index), session_id: 'of long ago', ...row })),
    preferences: others.preferences,
  };
  for (const table of ['analytics', 'balance_history', 'sweeps'] as const) {
    rows[table] = others[table].map((row, index) => ({ id: (index + 1) * step, ...row }));
  }
  for (const [index, { messages, draft, parent, ...session }] of sessions.entries()) {
    const id = idOf('s', index);
    const sums = { prompt_tokens: 0, completion_tokens: 0, cost: 0 };
    let sequence = 0;
    for (const [place, { step: gap, ...message }] of messages.entries()) {
      sequence += gap;
      for (const key of Object.keys(sums) as (keyof typeof sums)[]) sums[key] += Number(message[key] ?? 0);
      const isComplete = message['status'] === 'complete';
      rows['messages']?.push({
        id: `${id} m${place}`,
        session_id: id,
        ...message,
        sequence,
        content_hash: isComplete
          ? contentHash({}, String(message['role']), String(message['content']), message['tool_calls'] as string | null)
          : null,
      });
    }
    const parentId = index > 0 && parent % 3 === 0 ? idOf('s', parent % index) : null;
    rows['sessions']?.push({
      id,
      ...(session as Row),
      parent_session_id: parentId,
      ...sums,
      message_count: messages.length,
    });
    if (draft) rows['drafts']?.push({ session_id: id, ...draft });
  }
  // All of the first session; each of a message of it, or of none.
  const first = sessions[0];
  if (first) {
    const messageOf = (of: number | null) =>
      of === null || of >= first.messages.length ? null : `${idOf('s', 0)} m${of}`;
    const ofFirst = (kind: string, index: number) => ({ id: idOf(kind, index), session_id: idOf('s', 0) });
    const withMessage = (kind: string, list: readonly (Row & { of: number | null })[]) =>
      list.map(({ of, ...row }, index) => ({ ...ofFirst(kind, index), message_id: messageOf(of), ...row }));
    rows['file_changes'] = withMessage('c', file_changes);
    rows['proofs'] = withMessage('p', proofs);
    rows['originals'] = originals.map((row, index) => ({ ...ofFirst('o', index), ...row }));
  }
  rows['snapshots'] = snapshots.map(({ of, ...row }, index) => ({
    id: idOf('n', index),
    ...row,
    size_bytes: Buffer.byteLength(String(row['state_json'])),
    session_id: of === null || sessions.length === 0 ? null : idOf('s', of % sessions.length),
  }));
  return rows;
}

/** Writes the rows as they are. */
export function fillStore(db: SqlDatabase, content: StoreContent): void {
  db.transaction(() => {
    for (const [table, rows] of Object.entries(content)) {
      for (const row of rows) {
        const columns = Object.keys(row);
        db.run(
          `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
          Object.values(row),
        );
      }
    }
  });
}
