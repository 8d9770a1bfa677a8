import { recordAnalytics } from '../store/analytics.ts';
import { summarizeUsage } from '../store/usage-summary.ts';
import type { Handlers } from './handler.ts';
import { change, type StoreAccess } from './store-access.ts';

/** Answers `analytics/*`. The event's own id, where given, is what makes it count once. */
export function analyticsHandlers(access: StoreAccess) {
  return {
    'analytics/record': (params, { requestId }) =>
      change(
        access,
        params.id ?? requestId,
        { tables: ['analytics'], sessionIds: params.sessionId ? [params.sessionId] : [] },
        (store, now) => {
          recordAnalytics(store, { ...params, timestamp: params.timestamp ?? now });
          return {};
        },
        () => ({}),
      ),
    'analytics/summary': (question) => summarizeUsage(access.db(), question),
  } satisfies Partial<Handlers>;
}
