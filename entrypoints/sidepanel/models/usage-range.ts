import { formatTimestamp } from '../../../lib/protocol/timestamp.ts';

/** How far back usage is shown, up to now. */
export const USAGE_RANGES = ['24h', '7d', '30d', '90d', 'all'] as const;
export type UsageRange = (typeof USAGE_RANGES)[number];

export type UsageUnit = 'hour' | 'day' | 'month';

export interface UsageSpan {
  readonly from: string;
  readonly to: string;
  readonly bucket: UsageUnit;
}

const DAYS = { '7d': 7, '30d': 30, '90d': 90 } as const;

/** Beyond so many days a chart has no room for one bar each. */
const MOST_DAYS = 400;
/** The store answers at most 1,000 months: nothing of ours is older than this anyway. */
const MOST_YEARS = 80;

/**
 * From when to when a range goes, in whole hours or days of this browser's zone, the present one as the last. `firstAt`: when
 * the first of all events was; null when there is none.
 */
export function usageSpan(range: UsageRange, nowMs: number, firstAt: string | null): UsageSpan {
  const to = formatTimestamp(nowMs);
  const now = new Date(nowMs);
  if (range === '24h') {
    const hour = new Date(nowMs).setMinutes(0, 0, 0);
    return { from: formatTimestamp(hour - 23 * 3600 * 1000), to, bucket: 'hour' };
  }
  const daysAgo = (days: number) => new Date(now.getFullYear(), now.getMonth(), now.getDate() - days);
  const first = firstAt === null ? Number.NaN : Date.parse(firstAt);
  if (range !== 'all' || Number.isNaN(first)) {
    const days = range === 'all' ? DAYS['30d'] : DAYS[range];
    return { from: formatTimestamp(daysAgo(days - 1).getTime()), to, bucket: 'day' };
  }
  const earliest = new Date(now.getFullYear() - MOST_YEARS, 0).getTime();
  const start = new Date(Math.max(first, earliest));
  const firstDay = new Date(start.getFullYear(), start.getMonth(), start.getDate());
  const isLong = firstDay < daysAgo(MOST_DAYS);
  const from = isLong ? new Date(start.getFullYear(), start.getMonth()) : firstDay;
  return { from: formatTimestamp(from.getTime()), to, bucket: isLong ? 'month' : 'day' };
}
