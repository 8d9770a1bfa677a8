import { AppError } from '../protocol/errors.ts';
import { MAX_LIST_BYTES } from '../protocol/limits.ts';
import { MESSAGE_ROLES, MESSAGE_STATUSES, type Message, type MessageError } from '../protocol/shapes.ts';
import { contentHash } from './content-hash.ts';
import { checkContentSize } from './content-size.ts';
import { indexMessage, unindexMessage } from './search-index.ts';
import { addToTotals, noSuchSession, requireSession, sessionInTrash } from './sessions.ts';
import type { SqlDatabase } from './sql-database.ts';

interface MessageRow {
  readonly id: string;
  readonly session_id: string;
  readonly role: string;
  readonly content: string;
  readonly created_at: string;
  readonly prompt_tokens: number | null;
  readonly completion_tokens: number | null;
  readonly tool_calls: string | null;
  readonly sequence: number;
  readonly status: string;
  readonly model: string | null;
  readonly cost: number | null;
  readonly duration_ms: number | null;
  readonly error_json: string | null;
  readonly provider_json: string | null;
}

const COLUMNS = `id, session_id, role, content, created_at, prompt_tokens, completion_tokens, tool_calls, sequence, status,
  model, cost, duration_ms, error_json, provider_json`;

/** What only the server and we know of a reply; kept beside it in `provider_json`. */
export interface ProviderDetails {
  readonly baseUrl?: string;
  readonly reasoning?: string;
  /** Id of the answer at the server. */
  readonly requestId?: string;
  readonly finishReason?: string;
  /** Fields that the server wants back unchanged with the next request. */
  readonly sendBack?: Readonly<Record<string, unknown>>;
  /** The tokens are our estimate: the server told none. */
  readonly estimated?: boolean;
  /** Where the cost is from; `none` = nobody knows it. */
  readonly costSource?: 'provider' | 'price-list' | 'none';
}

/** A message that is not there yet. `createdAt` in the stored form; `cost` US dollars. */
export interface NewMessage {
  readonly id: string;
  readonly sessionId: string;
  readonly role: Message['role'];
  readonly content: string;
  readonly createdAt: string;
  readonly status: Message['status'];
  readonly promptTokens?: number | null | undefined;
  readonly completionTokens?: number | null | undefined;
  readonly toolCalls?: readonly unknown[] | null | undefined;
  readonly model?: string | null | undefined;
  readonly cost?: number | null | undefined;
  readonly durationMs?: number | null | undefined;
  readonly provider?: ProviderDetails | undefined;
}

/**
 * Adds a message at the end of its session, with the session's sums, and returns it.
 * Errors: `conflict` (id taken, session in the trash), `not-found`, `too-large`.
 */
export function appendMessage(db: SqlDatabase, message: NewMessage, now: string): Message {
  checkContentSize(message.content);
  const toolCalls = toJson(message.toolCalls);
  if (toolCalls !== null) checkContentSize(toolCalls);
  const row: MessageRow = {
    id: message.id,
    session_id: message.sessionId,
    role: message.role,
    content: message.content,
    created_at: message.createdAt,
    prompt_tokens: message.promptTokens ?? null,
    completion_tokens: message.completionTokens ?? null,
    tool_calls: toolCalls,
    sequence: nextPlace(db, message.sessionId),
    status: message.status,
    model: message.model ?? null,
    cost: message.cost ?? null,
    duration_ms: message.durationMs ?? null,
    error_json: null,
    provider_json: message.provider ? JSON.stringify(message.provider) : null,
  };
  insertRow(db, row);
  indexMessage(db, row.id);
  const sums = {
    promptTokens: message.promptTokens ?? 0,
    completionTokens: message.completionTokens ?? 0,
    cost: message.cost ?? 0,
  };
  addToTotals(db, message.sessionId, { messages: 1, ...sums }, now);
  return toMessage(row);
}

/**
 * The place after the last message of a session that can be written to. Errors: `not-found`, `conflict` for one in the
 * trash. The inner query has the session's id from the row, not from the parameter: SQLite prepares a statement anew
 * for each value of a parameter that could decide how an index is walked, which here were 9 of 10 µs.
 */
function nextPlace(db: SqlDatabase, sessionId: string): number {
  const found = db.get<{ title: string; deleted_at: string | null; place: number }>(
    `SELECT title, deleted_at,
       (SELECT coalesce(max(sequence), 0) + 1 FROM messages WHERE session_id = sessions.id) AS place
     FROM sessions WHERE id = ?`,
    [sessionId],
  );
  if (!found) throw noSuchSession(sessionId);
  if (found.deleted_at !== null) throw sessionInTrash(found.title);
  return found.place;
}

/** A row as it is then. Errors: `conflict` when the id is taken. */
function insertRow(db: SqlDatabase, row: MessageRow): void {
  const { changes } = db.run(
    `INSERT INTO messages (${COLUMNS}, content_hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (id) DO NOTHING`,
    [
      row.id,
      row.session_id,
      row.role,
      row.content,
      row.created_at,
      row.prompt_tokens,
      row.completion_tokens,
      row.tool_calls,
      row.sequence,
      row.status,
      row.model,
      row.cost,
      row.duration_ms,
      row.error_json,
      row.provider_json,
      row.status === 'complete' ? contentHash(db, row.role, row.content, row.tool_calls) : null,
    ],
  );
  if (changes === 1) return;
  throw new AppError('conflict', `A message with the id ${row.id} exists already. Use another id.`);
}

/** What may change in a message; absent = stays. */
export interface MessageChanges {
  readonly content?: string | undefined;
  readonly status?: Message['status'] | undefined;
  readonly promptTokens?: number | null | undefined;
  readonly completionTokens?: number | null | undefined;
  readonly toolCalls?: readonly unknown[] | null | undefined;
  readonly cost?: number | null | undefined;
  readonly durationMs?: number | null | undefined;
  readonly error?: MessageError | null | undefined;
  /** Added to what is known already. */
  readonly provider?: ProviderDetails | undefined;
}

/**
 * Changes the fields that are given, with the session's sums, and returns the message.
 * Errors: `not-found`, `too-large`, `conflict` when a complete message's content would change.
 */
export function updateMessage(db: SqlDatabase, id: string, changes: MessageChanges, now: string): Message {
  const row = requireRow(db, id);
  const before = toMessage(row);
  refuseChangeOfComplete(before, changes);
  if (changes.content !== undefined) checkContentSize(changes.content);
  const after = { ...before, ...withoutUndefined(changes) };
  const toolCalls = changes.toolCalls === undefined ? row.tool_calls : toJson(changes.toolCalls);
  if (toolCalls !== null) checkContentSize(toolCalls);
  const provider = changes.provider ? { ...parseObject(row.provider_json), ...changes.provider } : undefined;
  const staysIndexed = after.content === before.content && isSettled(after.status) === isSettled(before.status);
  if (!staysIndexed) unindexMessage(db, id);
  db.run(
    `UPDATE messages SET content = ?, status = ?, prompt_tokens = ?, completion_tokens = ?, tool_calls = ?, cost = ?,
       duration_ms = ?, error_json = ?, provider_json = ?, content_hash = ? WHERE id = ?`,
    [
      after.content,
      after.status,
      after.promptTokens,
      after.completionTokens,
      toolCalls,
      after.cost,
      after.durationMs,
      toJson(after.error),
      provider ? JSON.stringify(provider) : row.provider_json,
      after.status === 'complete' ? contentHash(db, row.role, after.content, toolCalls) : null,
      id,
    ],
  );
  if (!staysIndexed) indexMessage(db, id);
  const delta = {
    messages: 0,
    promptTokens: (after.promptTokens ?? 0) - (before.promptTokens ?? 0),
    completionTokens: (after.completionTokens ?? 0) - (before.completionTokens ?? 0),
    cost: (after.cost ?? 0) - (before.cost ?? 0),
  };
  addToTotals(db, before.sessionId, delta, now);
  return requireMessage(db, id);
}

/** Whether it no longer grows. */
function isSettled(status: Message['status']): boolean {
  return status !== 'queued' && status !== 'streaming';
}

function refuseChangeOfComplete(message: Message, changes: MessageChanges): void {
  if (message.status !== 'complete') return;
  const changesText = changes.content !== undefined && changes.content !== message.content;
  const changesCalls =
    changes.toolCalls !== undefined && JSON.stringify(changes.toolCalls) !== JSON.stringify(message.toolCalls);
  const reopens = changes.status !== undefined && changes.status !== 'complete';
  if (changesText || changesCalls || reopens) {
    throw new AppError('conflict', `Message ${message.id} is complete; its content never changes. Branch to edit it.`);
  }
}

/** A message; undefined when there is none of that id. */
export function findMessage(db: SqlDatabase, id: string): Message | undefined {
  const row = db.get<MessageRow>(`SELECT ${COLUMNS} FROM messages WHERE id = ?`, [id]);
  return row && toMessage(row);
}

/** A message. Errors: `not-found`. */
export function requireMessage(db: SqlDatabase, id: string): Message {
  return toMessage(requireRow(db, id));
}

/** What only the server and we know of a message. Errors: `not-found`. */
export function getProviderDetails(db: SqlDatabase, id: string): ProviderDetails {
  return parseObject(requireRow(db, id).provider_json);
}

function requireRow(db: SqlDatabase, id: string): MessageRow {
  const row = db.get<MessageRow>(`SELECT ${COLUMNS} FROM messages WHERE id = ?`, [id]);
  if (!row) throw new AppError('not-found', `There is no message ${id}. It may have been deleted with its session.`);
  return row;
}

export interface MessagePage {
  readonly messages: Message[];
  readonly hasMore: boolean;
}

/** Which messages: the newest, those before a place, or those after one (places not included). */
export interface MessageRange {
  readonly sessionId: string;
  readonly limit: number;
  readonly before?: number | undefined;
  readonly after?: number | undefined;
}

/**
 * Messages in order. A page ends at `limit` rows or `maxBytes` of text, with at least one row; `hasMore` tells whether
 * the same direction has others. Errors: `not-found`.
 */
export function listMessages(db: SqlDatabase, range: MessageRange, maxBytes: number = MAX_LIST_BYTES): MessagePage {
  requireSession(db, range.sessionId);
  const forward = range.after !== undefined;
  const sizes = db.all<{ sequence: number; bytes: number }>(
    `SELECT sequence, octet_length(content) + coalesce(octet_length(tool_calls), 0) + coalesce(octet_length(provider_json), 0)
       + coalesce(octet_length(error_json), 0) AS bytes
     FROM messages WHERE session_id = ? AND sequence > ? AND sequence < ?
     ORDER BY sequence ${forward ? 'ASC' : 'DESC'} LIMIT ?`,
    [range.sessionId, range.after ?? Number.MIN_SAFE_INTEGER, range.before ?? Number.MAX_SAFE_INTEGER, range.limit + 1],
  );
  let bytes = 0;
  let fitting = 0;
  while (fitting < Math.min(sizes.length, range.limit)) {
    bytes += sizes[fitting]?.bytes ?? 0;
    if (fitting > 0 && bytes > maxBytes) break;
    fitting++;
  }
  const ends = [sizes[0]?.sequence ?? 0, sizes[fitting - 1]?.sequence ?? -1].sort((a, b) => a - b);
  const rows = db.all<MessageRow>(
    `SELECT ${COLUMNS} FROM messages WHERE session_id = ? AND sequence BETWEEN ? AND ? ORDER BY sequence`,
    fitting > 0 ? [range.sessionId, ends[0] ?? 0, ends[1] ?? 0] : [range.sessionId, 0, -1],
  );
  return { messages: rows.map(toMessage), hasMore: sizes.length > fitting };
}

function toMessage(row: MessageRow): Message {
  const { reasoning } = parseObject(row.provider_json) as ProviderDetails;
  return {
    id: row.id,
    sessionId: row.session_id,
    role: oneOf(MESSAGE_ROLES, row.role, 'system'),
    content: row.content,
    createdAt: row.created_at,
    promptTokens: row.prompt_tokens,
    completionTokens: row.completion_tokens,
    toolCalls: parseArray(row.tool_calls),
    sequence: row.sequence,
    status: oneOf(MESSAGE_STATUSES, row.status, 'complete'),
    model: row.model,
    cost: row.cost,
    durationMs: row.duration_ms,
    error: row.error_json === null ? null : (parseObject(row.error_json) as MessageError),
    ...(reasoning !== undefined && { reasoning }),
  };
}

/** Older stores may hold words of their own. */
function oneOf<Word extends string>(words: readonly Word[], word: string, otherwise: Word): Word {
  return words.find((known) => known === word) ?? otherwise;
}

function toJson(value: unknown): string | null {
  return value === null || value === undefined ? null : JSON.stringify(value);
}

/** Older stores may hold anything here; what is no array is shown as one value. */
function parseArray(json: string | null): unknown[] | null {
  if (json === null) return null;
  try {
    const value: unknown = JSON.parse(json);
    return Array.isArray(value) ? value : value === null ? null : [value];
  } catch {
    return [json];
  }
}

function parseObject(json: string | null): object {
  if (json === null) return {};
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}

function withoutUndefined<T extends object>(value: T): { [Key in keyof T]?: Exclude<T[Key], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined)) as never;
}
