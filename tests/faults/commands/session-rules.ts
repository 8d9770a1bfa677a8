import { v5 as uuidFromName } from 'uuid';
import type { Params } from '../../../lib/protocol/methods.ts';
import { type KnownMessage, type Model, messagesOf, Refusal, sessionOf, timeOf } from './model.ts';
import { livingSessionIn, type Rules, refuseTaken, sessionIn } from './rule.ts';

const oneSession = (model: Model, { id }: { id: string }) => ({ session: sessionOf(model, id) });

export const SESSION_RULES: Rules<
  'sessions/create' | 'sessions/update' | 'sessions/delete' | 'sessions/restore' | 'sessions/branch'
> = {
  'sessions/create': {
    check(model, params) {
      refuseTaken(model.sessions, params.id);
      return {
        commit() {
          addSession(model, { ...params, createdAt: params.createdAt ?? timeOf(model.nowMs) });
          return oneSession(model, params);
        },
      };
    },
    current: oneSession,
  },

  'sessions/update': {
    check(model, { id, ...changes }) {
      const session = sessionIn(model, id);
      return {
        commit() {
          Object.assign(session, changes);
          return oneSession(model, { id });
        },
      };
    },
    current: oneSession,
  },

  'sessions/delete': {
    check(model, { id, forever }) {
      const session = sessionIn(model, id);
      return {
        commit() {
          if (forever) removeSession(model, id);
          else session.deletedAt ??= timeOf(model.nowMs);
          return {};
        },
      };
    },
    current: () => ({}),
  },

  'sessions/restore': {
    check(model, { id }) {
      const session = sessionIn(model, id);
      return {
        commit() {
          session.deletedAt = null;
          return oneSession(model, { id });
        },
      };
    },
    current: oneSession,
  },

  'sessions/branch': {
    check(model, { id, from, at, branchName = 'branch', title }) {
      const parent = livingSessionIn(model, from);
      const originals = messagesOf(model, from).filter(({ sequence }) => sequence <= at);
      if (at !== 0 && originals.at(-1)?.sequence !== at) throw new Refusal('not-found');
      refuseTaken(model.sessions, id);
      const { model: name, provider } = parent;
      return {
        commit() {
          const createdAt = timeOf(model.nowMs);
          const branch = addSession(model, { id, title: title ?? parent.title, model: name, createdAt });
          Object.assign(branch, { provider, branchName, parentSessionId: from, branchPoint: at });
          for (const original of originals) copyMessage(model, original, id);
          return oneSession(model, { id });
        },
      };
    },
    current: oneSession,
  },
};

function addSession(model: Model, { id, title, model: name, provider = 'venice', createdAt }: NewSession) {
  const session = {
    ...{ id, title, model: name, provider, createdAt, updatedAt: createdAt },
    ...{ branchName: 'main', parentSessionId: null, branchPoint: null },
    ...{ isArchived: false, isImported: false, deletedAt: null, source: 'holdfast' },
  };
  model.sessions.set(id, session);
  return session;
}

type NewSession = Params<'sessions/create'> & { createdAt: string };

/** Its branches stay, without a parent. */
function removeSession(model: Model, id: string): void {
  for (const message of messagesOf(model, id)) model.messages.delete(message.id);
  for (const session of model.sessions.values()) if (session.parentSessionId === id) session.parentSessionId = null;
  model.drafts.delete(id);
  for (const snapshot of model.snapshots.values()) if (snapshot.sessionId === id) model.snapshots.delete(snapshot.id);
  model.sessions.delete(id);
}

/** Nothing is counted twice: a copy has no tokens and no cost. A reply that is not over is copied as far as it is. */
function copyMessage(model: Model, original: KnownMessage, sessionId: string): void {
  const isOver = original.status !== 'queued' && original.status !== 'streaming';
  const copy: KnownMessage = {
    ...original,
    ...{ id: uuidFromName(original.id, sessionId), sessionId, status: isOver ? original.status : 'interrupted' },
    ...{ promptTokens: null, completionTokens: null, cost: null },
  };
  model.messages.set(copy.id, copy);
}
