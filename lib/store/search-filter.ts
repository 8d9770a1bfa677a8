import type { Message } from '../protocol/shapes.ts';
import { BEING_PURGED } from './purge.ts';
import type { SqlParams } from './sql-database.ts';

/** What narrows a search; absent = does not. Moments in the stored form, `from` included, `to` not. */
export interface SearchFilter {
  readonly sessionId?: string | undefined;
  readonly role?: Message['role'] | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly model?: string | undefined;
  readonly archived?: boolean | undefined;
  readonly deleted?: boolean | undefined;
}

/** Older stores may hold words of their own, which are shown as `system`. */
export const ROLE_SQL = "CASE WHEN m.role IN ('user', 'assistant', 'tool') THEN m.role ELSE 'system' END";

/**
 * Whether a session `s` passes, and a message `m` of it. One text for every choice, so that it stays prepared: a parameter of
 * null is no condition. A question counts as asked of its session's model.
 */
const SESSION_PASSES = `s.id = coalesce(?, s.id) AND (s.is_archived IS 1) = coalesce(?, s.is_archived IS 1)
  AND (s.deleted_at IS NOT NULL) = coalesce(?, s.deleted_at IS NOT NULL) AND s.deleted_at IS NOT '${BEING_PURGED}'`;
export const TITLE_PASSES = `${SESSION_PASSES} AND s.model = coalesce(?, s.model)`;
export const MESSAGE_PASSES = `${SESSION_PASSES} AND ${ROLE_SQL} = coalesce(?, ${ROLE_SQL})
  AND coalesce(m.model, s.model) = coalesce(?, m.model, s.model)`;

/** The parameters of {@link TITLE_PASSES}. */
export function titleParams(filter: SearchFilter): SqlParams {
  return [...sessionParams(filter), filter.model ?? null];
}

/** The parameters of {@link MESSAGE_PASSES}. */
export function messageParams(filter: SearchFilter): SqlParams {
  return [...sessionParams(filter), filter.role ?? null, filter.model ?? null];
}

/** The trash is left out unless somebody asks for it, or for one session. */
function sessionParams({ sessionId, archived, deleted }: SearchFilter): SqlParams {
  const isInTrash = deleted ?? (sessionId === undefined ? false : undefined);
  return [sessionId ?? null, toSql(archived), toSql(isInTrash)];
}

function toSql(choice: boolean | undefined): number | null {
  return choice === undefined ? null : Number(choice);
}
