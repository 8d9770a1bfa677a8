import fc from 'fast-check';
import { branchSession } from '../../lib/store/branch.ts';
import { setDraft } from '../../lib/store/drafts.ts';
import { updateMessage } from '../../lib/store/messages.ts';
import { deleteSessionForever, restoreSession, trashSession, updateSession } from '../../lib/store/sessions.ts';
import type { SqlDatabase } from '../../lib/store/sql-database.ts';
import { addMessage, addSession } from '../contract/rows.ts';

/** A change as the handlers make it: it is applied, or refused by one of our errors. */
export type Command = (db: SqlDatabase, now: string) => unknown;

// Few ids, so that commands meet each other.
const uuid = (n: number) => `0000000${n}-0000-4000-8000-000000000000`;
const sessionId = fc.integer({ min: 1, max: 4 }).map(uuid);
const messageId = fc.integer({ min: 1, max: 8 }).map((n) => `m${n}`);
const tokens = fc.option(fc.nat(1000));
const cost = fc.option(fc.double({ min: 0, max: 10, noNaN: true }));
const text = fc.string({ unit: 'binary', maxLength: 20 }).map((value) => value.toWellFormed());
const status = fc.constantFrom('queued', 'streaming', 'complete', 'interrupted', 'error');
const toolCalls = fc.option(fc.array(fc.jsonValue(), { maxLength: 2 }));
const role = fc.constantFrom('user', 'assistant', 'system', 'tool');
const uses = { promptTokens: tokens, completionTokens: tokens, cost, toolCalls, content: text, status };

/** One that is made, or refused, the same way in every store with the same rows. */
export const anyCommand: fc.Arbitrary<Command> = fc.oneof(
  sessionId.map(
    (id): Command =>
      (db) =>
        addSession(db, id),
  ),
  fc.tuple(sessionId, messageId, fc.record({ ...uses, role })).map(
    ([session, id, message]): Command =>
      (db, now) =>
        addMessage(db, session, id, message, now),
  ),
  fc.tuple(messageId, fc.record(uses, { requiredKeys: [] })).map(
    ([id, changes]): Command =>
      (db, now) =>
        updateMessage(db, id, changes, now),
  ),
  fc.tuple(sessionId, sessionId, fc.nat(5)).map(
    ([id, from, place]): Command =>
      (db, now) =>
        branchSession(db, { id, from, at: place }, now),
  ),
  sessionId.map(
    (id): Command =>
      (db, now) =>
        trashSession(db, id, now),
  ),
  sessionId.map(
    (id): Command =>
      (db) =>
        restoreSession(db, id),
  ),
  sessionId.map(
    (id): Command =>
      (db) =>
        deleteSessionForever(db, id),
  ),
  fc.tuple(sessionId, text).map(
    ([id, title]): Command =>
      (db) =>
        updateSession(db, id, { title }),
  ),
  fc.tuple(sessionId, text).map(
    ([id, content]): Command =>
      (db, now) =>
        setDraft(db, { sessionId: id, content, updatedAt: now }),
  ),
);
