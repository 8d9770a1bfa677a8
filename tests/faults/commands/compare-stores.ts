import { getRetentionPolicy } from '../../../lib/store/retention.ts';
import { requireSnapshot } from '../../../lib/store/snapshots.ts';
import type { SqlDatabase } from '../../../lib/store/sql-database.ts';
import { assertSound } from '../../support/assert-sound.ts';
import { compare } from './compare.ts';
import { type Model, messageOf, messagesOf, sessionOf } from './model.ts';

/** The store holds what the model holds, to the last row and in its order, every request once, and is sound. */
export function compareStores(db: SqlDatabase, model: Model): void {
  const sessionIds = [...model.sessions.keys()].toSorted();
  const drafts = [...model.drafts.values()].map((draft) => ({ ...draft, sessionId: draft.sessionId ?? '' }));
  compare(
    'sessions',
    db
      .all<BooleanColumns>(SESSIONS)
      .map((row) => ({ ...row, isArchived: row.isArchived === 1, isImported: row.isImported === 1 })),
    sessionIds.map((id) => sessionOf(model, id)),
  );
  compare(
    'messages',
    db.all<JsonColumns>(MESSAGES).map((row) => ({ ...row, toolCalls: parse(row.toolCalls), error: parse(row.error) })),
    sessionIds.flatMap((sessionId) => messagesOf(model, sessionId)).map(({ id }) => messageOf(model, id)),
  );
  compare(
    'drafts',
    db.all(DRAFTS),
    drafts.toSorted((a, b) => (a.sessionId < b.sessionId ? -1 : 1)),
  );
  compare(
    'snapshots',
    db.all<{ id: string }>('SELECT id FROM snapshots ORDER BY id').map(({ id }) => requireSnapshot(db, id)),
    [...model.snapshots.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1)),
  );
  compare('events', db.all(EVENTS), model.events);
  compare(
    'preferences',
    db.all<{ value: string }>(PREFERENCES).map((row) => ({ ...row, value: parse(row.value) })),
    [...model.preferences].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, kept]) => kept),
  );
  compare('policy', getRetentionPolicy(db), model.policy);
  compare(
    'requests',
    db.all('SELECT id FROM requests ORDER BY id'),
    [...model.requests].toSorted().map((id) => ({ id })),
  );
  assertSound(db);
}

interface BooleanColumns {
  readonly isArchived: number | null;
  readonly isImported: number | null;
}

interface JsonColumns {
  readonly toolCalls: string | null;
  readonly error: string | null;
}

function parse(json: string | null): unknown {
  return json === null ? null : JSON.parse(json);
}

const SESSIONS = `
  SELECT id, title, created_at AS createdAt, updated_at AS updatedAt, model, provider, branch_name AS branchName,
    parent_session_id AS parentSessionId, branch_point AS branchPoint, prompt_tokens AS promptTokens,
    completion_tokens AS completionTokens, cost, is_archived AS isArchived, is_imported AS isImported,
    message_count AS messageCount, deleted_at AS deletedAt, source
  FROM sessions ORDER BY id`;

const MESSAGES = `
  SELECT id, session_id AS sessionId, role, content, created_at AS createdAt, prompt_tokens AS promptTokens,
    completion_tokens AS completionTokens, tool_calls AS toolCalls, sequence, status, model, cost,
    duration_ms AS durationMs, error_json AS error
  FROM messages ORDER BY session_id, sequence`;

const DRAFTS = 'SELECT session_id AS sessionId, content, updated_at AS updatedAt FROM drafts ORDER BY session_id';

const EVENTS = `
  SELECT timestamp, event_type AS eventType, session_id AS sessionId, prompt_tokens AS promptTokens,
    completion_tokens AS completionTokens, cost, duration_ms AS durationMs
  FROM analytics ORDER BY id`;

const PREFERENCES = `
  SELECT profile_id AS profileId, key, value_json AS value, updated_at AS updatedAt
  FROM preferences ORDER BY profile_id, key`;
