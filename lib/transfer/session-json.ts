import type { Message, Session } from '../protocol/shapes.ts';
import { derivedId } from './imported-id.ts';

export const JSON_FORMAT = 'holdfast-json';
export const JSON_FORMAT_VERSION = 1;

/** The parts of a file of sessions, to be written one after the other: no session has to be in memory as a whole. */
export const SESSIONS_JSON = {
  begin: (exportedAt: string): string =>
    `{"format":"${JSON_FORMAT}","formatVersion":${JSON_FORMAT_VERSION},"exportedAt":${JSON.stringify(exportedAt)},"sessions":[`,
  /** `isFirst`: of the file. */
  session: (session: Session, isFirst: boolean): string =>
    `${isFirst ? '' : ','}\n${JSON.stringify(session).slice(0, -1)},"messages":[`,
  /** `isFirst`: of its session. */
  message: (message: Message, isFirst: boolean): string => {
    const { sessionId, ...rest } = message;
    return `${isFirst ? '' : ','}\n${JSON.stringify(rest)}`;
  },
  endSession: '\n]}',
  end: '\n]}\n',
} as const;

type Fields = Readonly<Record<string, unknown>>;

/** A session of such a file as a row that is still to be checked. */
export function sessionRow(given: Fields): Fields {
  const { id, title, createdAt, updatedAt = createdAt, model = '', provider, branchName, parentSessionId } = own(given);
  const { branchPoint, promptTokens, completionTokens, cost, isArchived, deletedAt, source } = own(given);
  return {
    id,
    title,
    created_at: createdAt,
    updated_at: updatedAt,
    model,
    provider,
    branch_name: branchName,
    parent_session_id: parentSessionId,
    branch_point: branchPoint,
    prompt_tokens: promptTokens,
    completion_tokens: completionTokens,
    cost,
    is_archived: typeof isArchived === 'boolean' ? Number(isArchived) : (isArchived ?? 0),
    is_imported: 1,
    deleted_at: deletedAt,
    source,
  };
}

/** A message of such a file as a row that is still to be checked. `index`: from 0 in its session. */
export function messageRow(sessionId: string, index: number, given: unknown): unknown {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return given;
  const { id = derivedId('message', sessionId, String(index)), role, content, createdAt } = own(given as Fields);
  const { promptTokens, completionTokens, toolCalls, sequence = index + 1, status } = own(given as Fields);
  const { model, cost, durationMs, error, reasoning } = own(given as Fields);
  return {
    id,
    session_id: sessionId,
    role,
    content,
    created_at: createdAt,
    prompt_tokens: promptTokens,
    completion_tokens: completionTokens,
    tool_calls: toJson(toolCalls),
    sequence,
    status,
    model,
    cost,
    duration_ms: durationMs,
    error_json: toJson(error),
    provider_json: reasoning === undefined || reasoning === null ? null : JSON.stringify({ reasoning }),
  };
}

/** Without what comes from a prototype, and with none itself: `__proto__` in a file is a name like any other. */
function own(given: Fields): Fields {
  return Object.assign(Object.create(null), given);
}

function toJson(value: unknown): string | null {
  return value === null || value === undefined ? null : JSON.stringify(value);
}
