import type { BalancePoint } from '../../../lib/protocol/shapes.ts';

const DAY_MS = 24 * 3600 * 1000;

/** What was spent in these last days is taken for what will be. */
export const FORECAST_DAYS = 7;

/** A rate over less says nothing of the days to come. */
const LEAST_SEEN_MS = DAY_MS;

/** Nobody knows that far ahead. */
const FARTHEST_MS = 365 * DAY_MS;

/**
 * How long what is left will last if it goes on as in the last 7 days: `unknown` when too little was seen (fewer than two looks, or
 * less than a day), `unspent`, `used-up`, or `until` a moment (null: longer than a year) at so many US dollars a day.
 */
export type BalanceForecast =
  | { readonly kind: 'unknown' | 'unspent' | 'used-up' }
  | { readonly kind: 'until'; readonly perDayUsd: number; readonly untilMs: number | null };

/** `points` oldest first. What was added meanwhile is not spending less. */
export function forecastBalance(points: readonly BalancePoint[], nowMs: number): BalanceForecast {
  const seen = points.flatMap(({ timestamp, usd }) => {
    const atMs = Date.parse(timestamp);
    return usd !== null && atMs >= nowMs - FORECAST_DAYS * DAY_MS && atMs <= nowMs ? [{ atMs, usd }] : [];
  });
  const [first, last] = [seen[0], seen.at(-1)];
  if (!first || !last) return { kind: 'unknown' };
  if (last.usd <= 0) return { kind: 'used-up' };
  if (seen.length < 2 || nowMs - first.atMs < LEAST_SEEN_MS) return { kind: 'unknown' };
  let spent = 0;
  for (const [index, { usd }] of seen.entries()) spent += Math.max(0, (seen[index - 1]?.usd ?? usd) - usd);
  if (spent < 0.005) return { kind: 'unspent' };
  const perDayUsd = (spent / (nowMs - first.atMs)) * DAY_MS;
  const leftMs = (last.usd / perDayUsd) * DAY_MS;
  return { kind: 'until', perDayUsd, untilMs: leftMs > FARTHEST_MS ? null : nowMs + leftMs };
}
