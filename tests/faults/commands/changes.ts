import fc from 'fast-check';
import { MESSAGE_ROLES, MESSAGE_STATUSES } from '../../../lib/protocol/shapes.ts';
import { BASE_URL, id as uuidOf } from '../../lib/handlers/samples.ts';
import { type ChangeRequest, draftOf, type Model, messagesOf, timeOf } from './model.ts';

/** What a client wants to change; which rows are meant is settled when it does it. */
export type Intent = (model: Model, newId: () => string) => Omit<ChangeRequest, 'requestId'>;

/** No row has it. */
const NOWHERE = uuidOf(999_999_999);

/** Chooses among the rows there are by then: few of its values mean none of them. */
export const choice = fc.nat(999);
const NONE_BELOW = 25;
/** Ids of new rows are new but for these. */
const TAKEN_BELOW = 40;

const text = fc.string({ unit: 'grapheme', maxLength: 8 });
/** Binary fractions, so that sums are the same in any order. */
const cost = fc.option(fc.nat(640).map((n) => n / 64));
const tokens = fc.option(fc.nat(1000));
const status = fc.constantFrom(...MESSAGE_STATUSES);
const error = fc.option(fc.constant({ code: 'x', message: 'y', retryable: true }));
const uses = { promptTokens: tokens, completionTokens: tokens, cost, durationMs: tokens };

/** The id of one of the rows; a session, or a message. */
export function pickFrom(rows: ReadonlyMap<string, unknown>, chosen: number): string {
  const ids = [...rows.keys()];
  return (chosen < NONE_BELOW ? undefined : ids[chosen % ids.length]) ?? NOWHERE;
}

function newOrTaken(rows: ReadonlyMap<string, unknown>, chosen: number, newId: () => string): string {
  const ids = [...rows.keys()];
  return (chosen < TAKEN_BELOW ? ids[chosen % ids.length] : undefined) ?? newId();
}

const createSession = fc.record({ id: choice, title: text, agoMs: fc.option(fc.nat(5000)) }).map(
  ({ id, title, agoMs }): Intent =>
    (model, newId) => ({
      method: 'sessions/create',
      params: {
        id: newOrTaken(model.sessions, id, newId),
        title,
        model: 'm',
        ...(agoMs !== null && { createdAt: timeOf(model.nowMs - agoMs) }),
      },
    }),
);

const sessionFields = fc.record(
  { title: text, isArchived: fc.boolean(), model: text, branchName: text },
  { requiredKeys: [] },
);
const updateSession = fc.tuple(choice, sessionFields).map(
  ([id, fields]): Intent =>
    (model) => ({ method: 'sessions/update', params: { id: pickFrom(model.sessions, id), ...fields } }),
);

/** One in five for ever: a store that is emptied all the time shows little. */
const isForever = fc.nat(4).map((n) => n === 4);
const deleteSession = fc.tuple(choice, isForever).map(
  ([id, forever]): Intent =>
    (model) => ({ method: 'sessions/delete', params: { id: pickFrom(model.sessions, id), forever } }),
);

const restoreSession = choice.map(
  (id): Intent =>
    (model) => ({ method: 'sessions/restore', params: { id: pickFrom(model.sessions, id) } }),
);

const branchSession = fc
  .tuple(choice, choice, choice, fc.record({ title: text, branchName: text }, { requiredKeys: [] }))
  .map(
    ([id, parent, place, fields]): Intent =>
      (model, newId) => {
        const from = pickFrom(model.sessions, parent);
        const at = place % (messagesOf(model, from).length + 2);
        return {
          method: 'sessions/branch',
          params: { id: newOrTaken(model.sessions, id, newId), from, at, ...fields },
        };
      },
  );

const messageFields = fc.record(
  { ...uses, status, toolCalls: fc.option(fc.constant([{ id: 'call' }])), model: fc.option(text) },
  { requiredKeys: [] },
);
const appendMessage = fc.tuple(choice, choice, fc.constantFrom(...MESSAGE_ROLES), text, messageFields).map(
  ([id, session, role, content, fields]): Intent =>
    (model, newId) => ({
      method: 'messages/append',
      params: {
        ...{ id: newOrTaken(model.messages, id, newId), sessionId: pickFrom(model.sessions, session) },
        ...{ role, content, ...fields },
      },
    }),
);

const messageChanges = fc.record({ ...uses, content: text, status, error }, { requiredKeys: [] });
/** Mostly of what is not complete: of the others little may change. */
const updateMessage = fc.tuple(choice, fc.nat(3), messageChanges).map(
  ([id, any, changes]): Intent =>
    (model) => {
      const open = [...model.messages].filter(([, message]) => message.status !== 'complete');
      const rows = any === 0 || open.length === 0 ? model.messages : new Map(open);
      return { method: 'messages/update', params: { id: pickFrom(rows, id), ...changes } };
    },
);

/** Some were typed before what is there, or for the panel without a session. */
const setDraft = fc.tuple(choice, fc.boolean(), text, fc.integer({ min: -3000, max: 1000 })).map(
  ([session, hasSession, content, sinceMs]): Intent =>
    (model) => ({
      method: 'drafts/set',
      params: {
        ...{ sessionId: hasSession ? pickFrom(model.sessions, session) : null, content },
        updatedAt: timeOf(model.nowMs + sinceMs),
      },
    }),
);

const recordEvent = fc.record({ hasId: fc.boolean(), session: choice, cost, durationMs: tokens }).map(
  ({ hasId, session, ...sums }): Intent =>
    (model, newId) => ({
      method: 'analytics/record',
      params: {
        ...(hasId && { id: newId() }),
        ...{ eventType: 'opened', sessionId: pickFrom(model.sessions, session), ...sums },
      },
    }),
);

/** Two profiles, each with a clock of its own. */
const mirrorPreferences = fc
  .record({
    profile: fc.constantFrom('00000000-0000-4000-8000-00000000000a', '00000000-0000-4000-8000-00000000000b'),
    keys: fc.uniqueArray(fc.constantFrom('sidepanel.theme', 'sidepanel.ui', 'sidepanel.recent.searches')),
    value: fc.oneof(text, fc.constant(null), fc.array(text, { maxLength: 3 })),
    sinceMs: fc.integer({ min: -3000, max: 1000 }),
  })
  .map(
    ({ profile, keys, value, sinceMs }): Intent =>
      (model) => {
        const updatedAt = timeOf(model.nowMs + sinceMs);
        const values = Object.fromEntries(keys.map((key) => [key, { value, updatedAt }]));
        return { method: 'preferences/mirror', params: { profileId: profile, values } };
      },
  );

const days = fc.option(fc.integer({ min: 1, max: 36_500 }));
const setPolicy = fc.record({ snapshotDays: days, analyticsDays: days, trashDays: days }).map(
  (policy): Intent =>
    () => ({ method: 'retention/set-policy', params: policy }),
);

const createSnapshot = fc
  .record({ id: choice, session: choice, hasSession: fc.boolean(), draft: text, starred: fc.boolean() })
  .map(
    ({ id, session, hasSession, draft, starred }): Intent =>
      (model, newId) => ({
        method: 'snapshots/create',
        params: {
          id: newOrTaken(model.snapshots, id, newId),
          sessionId: hasSession ? pickFrom(model.sessions, session) : null,
          ...{ type: 'system', trigger: { type: 'crash_expired' }, starred, ui: { draft } },
        },
      }),
  );
const snapshotChanges = fc.record({ starred: fc.boolean(), description: fc.option(text) }, { requiredKeys: [] });
const updateSnapshot = fc.tuple(choice, snapshotChanges).map(
  ([id, changes]): Intent =>
    (model) => ({ method: 'snapshots/update', params: { id: pickFrom(model.snapshots, id), ...changes } }),
);
const deleteSnapshot = choice.map(
  (id): Intent =>
    (model) => ({ method: 'snapshots/delete', params: { id: pickFrom(model.snapshots, id) } }),
);

/** The model's name is the reply's id: so its server knows which reply is asked for. */
const sendMessage = fc
  .record({ session: choice, question: choice, reply: choice, content: text, isDraft: fc.boolean() })
  .map(
    ({ session, question, reply, content, isDraft }): Intent =>
      (model, newId) => {
        const sessionId = pickFrom(model.sessions, session);
        const replyId = newOrTaken(model.messages, reply, newId);
        const userMessage = {
          id: newOrTaken(model.messages, question, newId),
          content: isDraft ? draftOf(model, sessionId).content + content : content,
        };
        const provider = { baseUrl: BASE_URL, model: replyId };
        return { method: 'chat/send', params: { sessionId, userMessage, replyId, provider, clearsDraft: isDraft } };
      },
  );

/** A store to begin with: much of what can go wrong needs rows. */
export const PROLOGUE: readonly Intent[] = [1, 2, 3].flatMap((n): Intent[] => [
  (_model, newId) => ({ method: 'sessions/create', params: { id: newId(), title: `Session ${n}`, model: 'm' } }),
  (model, newId) => ({
    method: 'messages/append',
    params: { id: newId(), sessionId: [...model.sessions.keys()].at(-1), role: 'user', content: `Question ${n}` },
  }),
]);

/** What clients do most comes most. */
export const intent: fc.Arbitrary<Intent> = fc.oneof(
  { weight: 2, arbitrary: createSession },
  { weight: 1, arbitrary: updateSession },
  { weight: 2, arbitrary: deleteSession },
  { weight: 2, arbitrary: restoreSession },
  { weight: 2, arbitrary: branchSession },
  { weight: 6, arbitrary: appendMessage },
  { weight: 5, arbitrary: updateMessage },
  { weight: 3, arbitrary: setDraft },
  { weight: 1, arbitrary: recordEvent },
  { weight: 1, arbitrary: mirrorPreferences },
  { weight: 1, arbitrary: setPolicy },
  { weight: 2, arbitrary: createSnapshot },
  { weight: 1, arbitrary: updateSnapshot },
  { weight: 1, arbitrary: deleteSnapshot },
  { weight: 6, arbitrary: sendMessage },
);
