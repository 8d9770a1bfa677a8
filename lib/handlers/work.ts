import { addFileChange, listFileChanges, requireFileChange } from '../store/file-changes.ts';
import { addProof, listProofs, requireProof } from '../store/proofs.ts';
import type { Handlers } from './handler.ts';
import { change, type StoreAccess } from './store-access.ts';

/** Answers `file-changes/*` and `proofs/*`. */
export function workHandlers(access: StoreAccess) {
  const { db } = access;
  return {
    'file-changes/add': (params, { requestId }) =>
      change(
        access,
        requestId,
        { tables: ['file_changes'], sessionIds: [params.sessionId] },
        (store, now) => ({ fileChange: addFileChange(store, { ...params, createdAt: params.createdAt ?? now }) }),
        (store) => ({ fileChange: requireFileChange(store, params.id) }),
      ),
    'file-changes/list': (params) => listFileChanges(db(), params),
    'proofs/add': (params, { requestId }) =>
      change(
        access,
        requestId,
        { tables: ['proofs'], sessionIds: [params.sessionId] },
        (store, now) => ({ proof: addProof(store, { ...params, createdAt: params.createdAt ?? now }) }),
        (store) => ({ proof: requireProof(store, params.id) }),
      ),
    'proofs/list': (params) => listProofs(db(), params),
  } satisfies Partial<Handlers>;
}
