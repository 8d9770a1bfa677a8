import { getDraft, setDraft } from '../store/drafts.ts';
import { requireSession } from '../store/sessions.ts';
import type { Handlers } from './handler.ts';
import { change, type StoreAccess } from './store-access.ts';

/** Answers `drafts/*`. */
export function draftHandlers(access: StoreAccess) {
  return {
    'drafts/get': ({ sessionId }) => ({ draft: getDraft(access.db(), sessionId) }),
    'drafts/set': (params, { requestId }) =>
      change(
        access,
        requestId,
        { tables: ['drafts'], sessionIds: params.sessionId === null ? [] : [params.sessionId] },
        (store) => {
          if (params.sessionId !== null) requireSession(store, params.sessionId);
          return { draft: setDraft(store, params) };
        },
        (store) => ({ draft: getDraft(store, params.sessionId) }),
      ),
  } satisfies Partial<Handlers>;
}
