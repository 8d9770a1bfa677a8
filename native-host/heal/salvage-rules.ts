import * as v from 'valibot';
import * as field from '../../lib/protocol/fields.ts';
import { MESSAGE_STATUSES } from '../../lib/protocol/shapes.ts';
import { FILE_STATUSES, PROOF_STATUSES } from '../../lib/protocol/work-shapes.ts';

const reference = v.pipe(
  v.string(),
  v.check((value) => v.is(field.reference, value)),
);
const timestamp = v.pipe(
  v.string(),
  v.check((value) => v.is(field.timestamp, value)),
  field.timestamp,
);
const whole = v.pipe(v.number(), v.safeInteger());
const count = v.nullish(v.pipe(whole, v.minValue(0)), null);
const amount = v.nullish(v.pipe(v.number(), v.finite()), null);
const text = v.string();
const orNull = <Schema extends v.GenericSchema>(schema: Schema) => v.nullish(schema, null);
const flag = v.nullish(v.picklist([0, 1]), 0);
const json = v.pipe(v.string(), v.check(isJson));

/**
 * What the rows of a damaged store must be to be taken over, by table. Columns that older versions lack have their default.
 * Only messages can prove their text; here stands what a row must be besides.
 */
export const SALVAGE_RULES = {
  sessions: v.object({
    id: reference,
    title: text,
    created_at: timestamp,
    updated_at: timestamp,
    model: text,
    provider: orNull(text),
    prompt_tokens: count,
    completion_tokens: count,
    cost: amount,
    is_archived: flag,
    is_imported: flag,
    branch_name: orNull(text),
    parent_session_id: orNull(reference),
    branch_point: orNull(whole),
    deleted_at: orNull(timestamp),
    source: orNull(text),
    source_id: orNull(text),
    message_count: v.optional(v.pipe(whole, v.minValue(0)), 0),
  }),
  messages: v.object({
    id: reference,
    session_id: reference,
    role: v.pipe(text, v.minLength(1), v.maxLength(50)),
    content: text,
    created_at: timestamp,
    prompt_tokens: count,
    completion_tokens: count,
    tool_calls: orNull(text),
    sequence: v.pipe(whole, v.minValue(1)),
    // Which one it has is told by the hash as well.
    status: v.optional(v.fallback(v.picklist(MESSAGE_STATUSES), 'interrupted'), 'complete'),
    model: orNull(text),
    cost: amount,
    duration_ms: orNull(whole),
    error_json: orNull(json),
    provider_json: orNull(json),
    content_hash: orNull(v.pipe(text, v.regex(/^[0-9a-f]{64}$/))),
  }),
  file_changes: v.object({
    id: reference,
    session_id: reference,
    message_id: orNull(reference),
    path: text,
    old_path: orNull(text),
    status: v.picklist(FILE_STATUSES),
    additions: v.pipe(whole, v.minValue(0)),
    deletions: v.pipe(whole, v.minValue(0)),
    patch: text,
    created_at: timestamp,
  }),
  proofs: v.object({
    id: reference,
    session_id: reference,
    message_id: orNull(reference),
    file: text,
    line: count,
    column_number: count,
    status: v.picklist(PROOF_STATUSES),
    goals_json: json,
    diagnostics_json: json,
    created_at: timestamp,
  }),
  originals: v.object({ id: reference, session_id: reference, source: text, raw_json: text }),
  snapshots: v.object({
    id: reference,
    timestamp,
    type: text,
    trigger: text,
    description: orNull(text),
    starred: flag,
    size_bytes: whole,
    state_json: json,
    summary_json: json,
    session_id: orNull(reference),
  }),
  recordings: v.object({
    id: reference,
    session_id: reference,
    title: text,
    created_at: timestamp,
    duration: whole,
    events_json: json,
    snapshots_json: orNull(json),
    metadata_json: orNull(json),
  }),
  recording_events: v.object({
    recording_id: reference,
    ordinal: v.pipe(whole, v.minValue(0)),
    at_ms: whole,
    type: text,
    data_json: json,
  }),
  analytics: v.object({
    id: v.pipe(whole, v.minValue(1)),
    timestamp,
    event_type: text,
    session_id: orNull(reference),
    model: orNull(text),
    prompt_tokens: count,
    completion_tokens: count,
    cost: amount,
    duration_ms: orNull(whole),
    metadata_json: orNull(json),
  }),
  balance_history: v.object({
    id: v.pipe(whole, v.minValue(1)),
    timestamp,
    diem: amount,
    usd: amount,
    source: text,
  }),
  drafts: v.object({ session_id: v.union([v.literal(''), reference]), content: text, updated_at: timestamp }),
  preferences: v.object({ profile_id: reference, key: reference, value_json: json, updated_at: timestamp }),
  requests: v.object({ id: reference, applied_at: timestamp }),
  sweeps: v.object({
    id: v.pipe(whole, v.minValue(1)),
    started_at: timestamp,
    finished_at: orNull(timestamp),
    reason: text,
    snapshots_deleted: v.pipe(whole, v.minValue(0)),
    analytics_deleted: v.pipe(whole, v.minValue(0)),
    sessions_purged: v.pipe(whole, v.minValue(0)),
    bytes_freed: whole,
    outcome: text,
    detail: orNull(text),
  }),
  store_info: v.object({ key: v.picklist(['id', 'retention', 'lastSeenAt']), value_json: json }),
} as const;

export type SalvagedTable = keyof typeof SALVAGE_RULES;

export function isSalvaged(table: string): table is SalvagedTable {
  return Object.hasOwn(SALVAGE_RULES, table);
}

/** Tables that follow from others, or say what the file is. */
const NOT_SALVAGED = ['schema_version', 'messages_fts'];

/** Whether somebody has decided what becomes of a table's rows. */
export function isDecided(table: string): boolean {
  return isSalvaged(table) || NOT_SALVAGED.some((name) => table.startsWith(name));
}

function isJson(value: string): boolean {
  try {
    JSON.parse(value);
    return true;
  } catch {
    return false;
  }
}
