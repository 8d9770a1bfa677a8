import { MAX_FAMILY_SESSIONS } from '../protocol/limits.ts';
import { branchSession } from '../store/branch.ts';
import { listFamily } from '../store/family.ts';
import {
  createSession,
  deleteSessionForever,
  listSessions,
  requireSession,
  restoreSession,
  trashSession,
  updateSession,
} from '../store/sessions.ts';
import type { Handlers } from './handler.ts';
import { change, type StoreAccess } from './store-access.ts';

export interface SessionAccess extends StoreAccess {
  /** Told when a person deleted a session for ever: its text may still stand in the file, or rows of a long one. */
  readonly onDeletedForever?: () => void;
}

/** Answers `sessions/*`. */
export function sessionHandlers(access: SessionAccess) {
  const { db, onBranched, onDeletedForever } = access;
  return {
    'sessions/create': (params, { requestId }) =>
      change(
        access,
        requestId,
        { tables: ['sessions'], sessionIds: [params.id] },
        (store, now) => ({ session: createSession(store, { ...params, createdAt: params.createdAt ?? now }) }),
        (store) => ({ session: requireSession(store, params.id) }),
      ),
    'sessions/list': (params) => listSessions(db(), params),
    'sessions/get': ({ id }) => ({ session: requireSession(db(), id) }),
    'sessions/update': ({ id, ...changes }, { requestId }) =>
      change(
        access,
        requestId,
        { tables: ['sessions'], sessionIds: [id] },
        (store) => ({ session: updateSession(store, id, changes) }),
        (store) => ({ session: requireSession(store, id) }),
      ),
    'sessions/delete'({ id, forever }, { requestId }) {
      const result = change(
        access,
        requestId,
        { tables: forever ? ['sessions', 'messages', 'drafts', 'snapshots'] : ['sessions'], sessionIds: [id] },
        (store, now) => {
          if (forever) deleteSessionForever(store, id);
          else trashSession(store, id, now);
          return {};
        },
        () => ({}),
      );
      if (forever) onDeletedForever?.();
      return result;
    },
    'sessions/restore': ({ id }, { requestId }) =>
      change(
        access,
        requestId,
        { tables: ['sessions'], sessionIds: [id] },
        (store) => ({ session: restoreSession(store, id) }),
        (store) => ({ session: requireSession(store, id) }),
      ),
    'sessions/branch'(params, { requestId }) {
      const result = change(
        access,
        requestId,
        // Who shows the parent shows where its branches start.
        { tables: ['sessions', 'messages'], sessionIds: [params.id, params.from] },
        (store, now) => ({ session: branchSession(store, params, now) }),
        (store) => ({ session: requireSession(store, params.id) }),
      );
      onBranched?.();
      return result;
    },
    'sessions/branches': ({ id }) => listFamily(db(), id, MAX_FAMILY_SESSIONS),
  } satisfies Partial<Handlers>;
}
