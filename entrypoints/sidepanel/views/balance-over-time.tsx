import { useMemo } from 'preact/hooks';
import type { NotificationSettings } from '../../../lib/preferences/schema.ts';
import type { BalancePoint } from '../../../lib/protocol/shapes.ts';
import { type BalanceForecast, FORECAST_DAYS, forecastBalance } from '../models/balance-forecast.ts';
import type { UsageShown } from '../models/usage-model.ts';
import { NumbersTable } from './numbers-table.tsx';
import { UsageChart } from './usage-chart.tsx';
import { bucketWords, dollars, tickWords } from './usage-words.ts';

interface BalanceOverTimeProps {
  readonly shown: UsageShown;
  /** When the allowance of DIEM begins anew; null = not known. */
  readonly nextEpochAt: string | null;
  readonly notifications: NotificationSettings;
  readonly openNotifications: () => void;
  readonly onSave: () => void;
}

/** What was seen of the balance, how long it will last, and who is told when it is low. */
export function BalanceOverTime({
  shown,
  nextEpochAt,
  notifications,
  openNotifications,
  onSave,
}: BalanceOverTimeProps) {
  const { bucket, balance, summary, to } = shown;
  // Dollars where any were seen; else what there is.
  const unit = balance.some(({ usd }) => usd !== null) ? 'usd' : 'diem';
  const words = unit === 'usd' ? (usd: number) => `$${usd.toFixed(2)}` : (diem: number) => `${diem.toFixed(2)} DIEM`;
  const places = useMemo(() => lastOfEach(summary.buckets, balance, unit), [shown]);
  const ticks = useMemo(() => places.map(({ start }) => tickWords(start, bucket)), [places]);
  const series = useMemo(() => [places.map(({ value }) => value)], [places]);
  const seen = places.filter(({ value }) => value !== null);
  const newest = balance.findLast((point) => point[unit] !== null)?.[unit];
  return (
    <section class="usage-part" aria-label="Balance">
      <h2>Balance</h2>
      {newest === null || newest === undefined ? (
        <p class="muted">No balance seen yet. Venice reports it with each reply; most other servers do not.</p>
      ) : (
        <>
          <p>{forecastWords(forecastBalance(balance, Date.parse(to)))}</p>
          {nextEpochAt !== null && nextEpochAt > to && (
            <p class="muted">The next DIEM epoch begins {momentWords(nextEpochAt)}.</p>
          )}
          <UsageChart
            {...{ ticks, series, isLine: true }}
            axis={unit === 'usd' ? dollars : String}
            label="Balance, over time"
            words={(place) => {
              const at = places[place];
              if (!at) return '';
              return `${bucketWords(at.start, bucket)}: ${at.value === null ? 'not seen' : words(at.value)}`;
            }}
            summary={`Last seen: ${words(newest)}`}
          />
          <NumbersTable
            caption="Balance, over time"
            heads={['When', 'Last seen']}
            rows={seen
              .map(({ start, value }) => [start, bucketWords(start, bucket), value === null ? '–' : words(value)])
              .reverse()}
            note="Times without a reading are not listed."
          />
          <button type="button" class="button usage-export" onClick={onSave}>
            Save balance as CSV
          </button>
        </>
      )}
      <p class="muted">
        {notifications.balanceLow
          ? `You are notified when it falls below $${notifications.balanceLowUsd.toFixed(2)}. `
          : 'You are not notified when it is low. '}
        <button type="button" class="link-button" onClick={openNotifications}>
          Change this in Notifications
        </button>
      </p>
    </section>
  );
}

/** What was seen last in each bucket. */
function lastOfEach(
  buckets: UsageShown['summary']['buckets'],
  points: readonly BalancePoint[],
  unit: 'usd' | 'diem',
): { readonly start: string; readonly value: number | null }[] {
  let next = 0;
  return buckets.map(({ start, end }) => {
    let value: number | null = null;
    for (let point = points[next]; point && point.timestamp < end; point = points[++next]) {
      if (point.timestamp >= start) value = point[unit] ?? value;
    }
    return { start, value };
  });
}

function forecastWords(forecast: BalanceForecast): string {
  switch (forecast.kind) {
    case 'unknown':
      return 'How long it will last: not enough data yet. It takes a day of use.';
    case 'unspent':
      return `Nothing was spent in the last ${FORECAST_DAYS} days.`;
    case 'used-up':
      return 'It is used up.';
    case 'until': {
      const rate = `At the rate of the last ${FORECAST_DAYS} days, ${dollars(forecast.perDayUsd)} a day, it lasts`;
      if (forecast.untilMs === null) return `${rate} for more than a year.`;
      return `${rate} until about ${dayWords(forecast.untilMs)}.`;
    }
  }
}

function dayWords(ms: number): string {
  return new Date(ms).toLocaleDateString(undefined, { day: 'numeric', month: 'long', year: 'numeric' });
}

function momentWords(timestamp: string): string {
  const date = new Date(timestamp);
  if (Number.isNaN(date.getTime())) return timestamp;
  const day = { weekday: 'short', day: 'numeric', month: 'short' } as const;
  return date.toLocaleString(undefined, { ...day, hour: '2-digit', minute: '2-digit' });
}
