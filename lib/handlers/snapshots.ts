import { listDrafts, listInterruptedReplies } from '../store/left-behind.ts';
import {
  createSnapshot,
  deleteSnapshot,
  listSnapshots,
  readSnapshotState,
  requireSnapshot,
  updateSnapshot,
} from '../store/snapshots.ts';
import type { Handlers } from './handler.ts';
import { change, type StoreAccess } from './store-access.ts';

const TOUCHED = { tables: ['snapshots'], sessionIds: [] };

/** Answers `snapshots/*` and `recovery/list`. */
export function snapshotHandlers(access: StoreAccess) {
  const { db } = access;
  return {
    'snapshots/create': (params, { requestId }) =>
      change(
        access,
        requestId,
        TOUCHED,
        (store, now) => ({ snapshot: createSnapshot(store, { ...params, timestamp: now }) }),
        (store) => ({ snapshot: requireSnapshot(store, params.id) }),
      ),
    'snapshots/list': (params) => listSnapshots(db(), params),
    'snapshots/get': ({ id }) => ({ snapshot: requireSnapshot(db(), id), state: readSnapshotState(db(), id) }),
    'snapshots/update': ({ id, ...changes }, { requestId }) =>
      change(
        access,
        requestId,
        TOUCHED,
        (store) => ({ snapshot: updateSnapshot(store, id, changes) }),
        (store) => ({ snapshot: requireSnapshot(store, id) }),
      ),
    'snapshots/delete': ({ id }, { requestId }) =>
      change(
        access,
        requestId,
        TOUCHED,
        (store) => {
          deleteSnapshot(store, id);
          return {};
        },
        () => ({}),
      ),
    'recovery/list': ({ limit }) => ({
      drafts: listDrafts(db(), limit),
      replies: listInterruptedReplies(db(), limit),
    }),
  } satisfies Partial<Handlers>;
}
