import type { Timers } from '../../../lib/clock.ts';
import { formatBytes } from '../../../lib/format-size.ts';
import { AppError } from '../../../lib/protocol/errors.ts';
import type { Check } from '../../../lib/protocol/keeping-shapes.ts';
import type { RequestContext } from '../../../lib/rpc/connection.ts';
import { DATABASE_CHECKS, ROW_CHECKS } from '../../../lib/store/check-store.ts';
import { atOnce, type Finding, type StoreCheck } from '../../../lib/store/checks/check.ts';
import { orphans } from '../../../lib/store/checks/orphans.ts';
import { type ReplyOwners, replyCheck } from '../../../lib/store/checks/replies.ts';
import { searchIndex } from '../../../lib/store/checks/search-index.ts';
import { asCheck } from '../../../lib/store/examined.ts';
import { type BoundCheck, runChecks } from '../../../lib/store/run-checks.ts';
import type { EmbeddedStore } from './embedded-store.ts';

/** Requests get their turn between two slices. */
const TURN_MS = 1;

export interface StoreExamination {
  readonly store: Pick<EmbeddedStore, 'db' | 'settled' | 'places' | 'info' | 'forgetRemoved'>;
  readonly owners: ReplyOwners;
  readonly timers: Timers;
  readonly repair: boolean;
  readonly signal: RequestContext['signal'];
  readonly onProgress: (progress: number, step: string) => void;
}

/**
 * Looks at everything that must hold for the store in the browser; with `repair`, what follows from the messages is made anew where
 * it is wrong, and so is a copy on the disk that lacks something. A store that cannot be opened is told by a check. Errors:
 * `cancelled`, and why the disk does not take a repair.
 */
export async function examineStore(examination: StoreExamination): Promise<Check[]> {
  const { store, owners, timers, repair, signal, onProgress } = examination;
  async function pause(): Promise<void> {
    await store.settled();
    await new Promise<void>((resolve) => timers.set(resolve, TURN_MS));
    if (signal.aborted) throw new AppError('cancelled', 'Cancelled; nothing half done is left.');
  }

  const state = lookAtState(store);
  if (!state.ok) return [state];
  const ofStore = [
    ...DATABASE_CHECKS,
    ...ROW_CHECKS.filter((check) => check !== searchIndex),
    replyCheck(owners),
    orphans,
  ];
  const checks = [...ofStore.map((check) => bind(check, store)), copies(store)];
  const examined = await runChecks(checks, { mayRepair: repair, onProgress, pause });
  return [state, ...examined.map(asCheck)];
}

function lookAtState({ db, info }: StoreExamination['store']): Check {
  try {
    db();
    const { bytes } = info();
    return { name: 'store', ok: true, detail: `in this browser profile, ${formatBytes(bytes ?? 0)}` };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { name: 'store', ok: false, detail: error.message };
  }
}

function bind({ name, step, examine, repair }: StoreCheck, { db, settled }: StoreExamination['store']): BoundCheck {
  return {
    ...{ name, step },
    examine: () => examine(db()),
    repair:
      repair &&
      (async (run) => {
        const repaired = await run(repair(db()));
        await settled();
        return repaired;
      }),
  };
}

/** The two places on the disk, of which either alone is enough. */
function copies({ places, forgetRemoved }: StoreExamination['store']): BoundCheck {
  return {
    name: 'copies',
    step: 'looking at both copies on the disk',
    examine: () => atOnce(() => judgeCopies(places())),
    async repair() {
      await forgetRemoved();
      return 'rewrote both copies';
    },
  };
}

function judgeCopies({ isFirst, isSecond }: ReturnType<EmbeddedStore['places']>): Finding {
  if (isFirst && isSecond) return { ok: true, detail: 'both copies in this browser profile are complete' };
  const [which, other] = isFirst ? ['second', 'first'] : ['first', 'second'];
  return {
    ok: false,
    detail: `the ${which} copy is incomplete; the ${other} is complete`,
    cure: 'It is rewritten automatically soon, or now by Repair.',
  };
}
