import { AppError } from '../protocol/errors.ts';
import type { Result } from '../protocol/methods.ts';
import { formatTimestamp } from '../protocol/timestamp.ts';
import type { RequestContext } from '../rpc/connection.ts';
import { getRetentionPolicy, previewSweep, setRetentionPolicy } from '../store/retention.ts';
import { listSweeps } from '../store/sweeps.ts';
import type { Handlers } from './handler.ts';
import { change, type StoreAccess } from './store-access.ts';

export interface SweepRequest {
  readonly reason: string;
  readonly confirmClock: boolean;
  /** Milliseconds since 1970; the present when absent. */
  readonly nowMs: number | undefined;
}

export interface RetentionAccess extends StoreAccess {
  /** Sweeps, wherever that is done. */
  readonly sweep: (request: SweepRequest, context: RequestContext) => Promise<Result<'retention/sweep'>>;
  /** Whether a caller may say what the time is. */
  readonly takesTestClock: boolean;
}

/** Answers `retention/*`. */
export function retentionHandlers(access: RetentionAccess) {
  const { db, now: clock, takesTestClock, sweep } = access;

  function toldNow(now: string | undefined): number | undefined {
    if (now === undefined) return undefined;
    if (takesTestClock) return Date.parse(now);
    throw new AppError('invalid', 'Only a host that was started for tests takes a time from outside. Leave out `now`.');
  }

  return {
    'retention/policy': () => ({ policy: getRetentionPolicy(db()) }),
    'retention/set-policy': (policy, { requestId }) =>
      change(
        access,
        requestId,
        { tables: ['store_info'], sessionIds: [] },
        (store) => ({ policy: setRetentionPolicy(store, policy) }),
        (store) => ({ policy: getRetentionPolicy(store) }),
      ),
    'retention/preview': ({ now }) => previewSweep(db(), formatTimestamp(toldNow(now) ?? clock())),
    'retention/sweep': ({ now, ...request }, context) => sweep({ ...request, nowMs: toldNow(now) }, context),
    'retention/log': (range) => listSweeps(db(), range),
  } satisfies Partial<Handlers>;
}
