import type { Handlers } from '../../../lib/handlers/handler.ts';
import { AppError } from '../../../lib/protocol/errors.ts';
import { getStoreFact } from '../../../lib/store/store-info.ts';
import type { EmbeddedStore } from './embedded-store.ts';
import { examineStore, type StoreExamination } from './examine-store.ts';
import type { OnlyRun } from './only-run.ts';

export interface KeepingAccess extends Omit<StoreExamination, 'repair' | 'signal' | 'onProgress' | 'store'> {
  readonly store: EmbeddedStore;
  readonly asOnlyRun: OnlyRun;
}

/** Answers `doctor/*` and `backups/*`. Copies as files are made by the host alone; here a second copy is kept in the browser. */
export function keepingHandlers({ asOnlyRun, ...access }: KeepingAccess) {
  const refuse = () => {
    throw new AppError(
      'invalid',
      'Without the host there are no backups: install it, or export your conversations to a file.',
    );
  };
  return {
    'backups/list': () => ({ backups: [], folder: '', freeBytes: null, heldUntil: null, keptByHand: 0 }),
    'backups/create': refuse,
    'backups/verify': refuse,
    'backups/compare': refuse,
    'backups/restore': refuse,
    'doctor/run': ({ repair }, { signal, progress }) =>
      asOnlyRun(async () => ({
        checks: await examineStore({
          ...access,
          ...{ repair, signal },
          onProgress: (done, step) => progress({ progress: done, step }),
        }),
      })),
    'doctor/damage': () => ({ damage: getStoreFact(access.store.db(), 'damage') ?? null }),
  } satisfies Partial<Handlers>;
}
