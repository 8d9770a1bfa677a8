import { formatTimestamp } from '../protocol/timestamp.ts';
import { compareSnapshots } from '../store/compare-snapshots.ts';
import { listDrafts, listInterruptedReplies } from '../store/left-behind.ts';
import { write } from '../store/migrate.ts';
import { restoreSnapshot } from '../store/restore-snapshot.ts';
import { listSnapshotMarks } from '../store/snapshot-marks.ts';
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
  const { db, now: clock, announce, onBranched } = access;
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
    'snapshots/marks': (params) => listSnapshotMarks(db(), params),
    'snapshots/compare': (params) => compareSnapshots(db(), params),
    'snapshots/restore'(params) {
      const store = db();
      const restored = write(store, () => restoreSnapshot(store, params, formatTimestamp(clock())));
      if (restored.session) {
        announce('changed', { tables: ['sessions', 'messages'], sessionIds: [restored.session.id] });
        onBranched?.();
      }
      return restored;
    },
    'recovery/list': ({ limit }) => ({
      drafts: listDrafts(db(), limit),
      replies: listInterruptedReplies(db(), limit),
    }),
  } satisfies Partial<Handlers>;
}
