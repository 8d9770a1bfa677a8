import { appendMessage, listMessages, requireMessage, updateMessage } from '../store/messages.ts';
import { searchMessages } from '../store/search.ts';
import type { Handlers } from './handler.ts';
import { change, type StoreAccess } from './store-access.ts';

/** Answers `messages/*`. */
export function messageHandlers(access: StoreAccess) {
  return {
    'messages/append': (params, { requestId }) =>
      change(
        access,
        requestId,
        { tables: ['messages', 'sessions'], sessionIds: [params.sessionId] },
        (store, now) => ({ message: appendMessage(store, { ...params, createdAt: params.createdAt ?? now }, now) }),
        (store) => ({ message: requireMessage(store, params.id) }),
      ),
    'messages/update': ({ id, ...changes }, { requestId }) =>
      change(
        access,
        requestId,
        { tables: ['messages', 'sessions'], sessionIds: [requireMessage(access.db(), id).sessionId] },
        (store, now) => ({ message: updateMessage(store, id, changes, now) }),
        (store) => ({ message: requireMessage(store, id) }),
      ),
    'messages/list': (params) => listMessages(access.db(), params),
    'messages/search': (params) => searchMessages(access.db(), params),
  } satisfies Partial<Handlers>;
}
