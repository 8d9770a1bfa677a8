import type { UsageFigures } from '../../../lib/protocol/usage-shapes.ts';
import type { UsageMeasure } from '../models/usage-model.ts';
import type { UsageRange, UsageUnit } from '../models/usage-range.ts';
import { duration } from './format.ts';

export const RANGE_WORDS: Readonly<Record<UsageRange, string>> = {
  '24h': '24 h',
  '7d': '7 d',
  '30d': '30 d',
  '90d': '90 d',
  all: 'All',
};

/**
 * What can be measured: what is known of each bucket, column by column. The chart has bars of the sum of the columns, or a line for
 * each; `axis` says its numbers in few letters.
 */
export interface MeasureWords {
  readonly name: string;
  readonly isLine: boolean;
  readonly columns: readonly {
    readonly name: string;
    readonly read: (figures: UsageFigures) => number | null;
    readonly words: (value: number) => string;
  }[];
  readonly axis: (value: number) => string;
}

export const MEASURES: Readonly<Record<UsageMeasure, MeasureWords>> = {
  cost: {
    name: 'Cost',
    isLine: false,
    columns: [{ name: 'Cost', read: ({ cost }) => cost, words: dollars }],
    axis: dollars,
  },
  tokens: {
    name: 'Tokens',
    isLine: false,
    columns: [
      { name: 'In', read: ({ promptTokens }) => promptTokens, words: whole },
      { name: 'Out', read: ({ completionTokens }) => completionTokens, words: whole },
    ],
    axis: short,
  },
  replies: {
    name: 'Replies',
    isLine: false,
    columns: [
      { name: 'Done', read: ({ replies }) => replies, words: whole },
      { name: 'Failed', read: ({ errors }) => errors, words: whole },
    ],
    axis: short,
  },
  time: {
    name: 'Time',
    isLine: true,
    columns: [
      { name: 'Half within', read: ({ medianMs }) => medianMs, words: duration },
      { name: '95 % within', read: ({ p95Ms }) => p95Ms, words: duration },
    ],
    axis: (ms) => (ms === 0 ? '0' : duration(ms)),
  },
};

/** US dollars, to the cent where there are whole ones; also what came back. */
export function dollars(usd: number): string {
  const amount = Math.abs(usd);
  const sign = usd < 0 ? '−' : '';
  if (amount === 0) return '$0';
  if (amount < 0.0001) return `${sign}<$0.0001`;
  return `${sign}$${amount < 0.1 ? Number(amount.toPrecision(2)) : grouped(amount.toFixed(2))}`;
}

/** A whole number, in groups of three. */
export function whole(count: number): string {
  return grouped(String(Math.round(count)));
}

/** The same in few letters, where there is little room: 12.4k, 3M. */
export function short(count: number): string {
  for (const [size, letter] of SIZES) {
    const parts = count / size;
    if (Math.abs(parts) >= 1) return `${Number(parts.toPrecision(Math.abs(parts) < 10 ? 2 : 3))}${letter}`;
  }
  return String(Number(count.toPrecision(3)));
}

const SIZES = [
  [1e12, 'T'],
  [1e9, 'G'],
  [1e6, 'M'],
  [1e3, 'k'],
] as const;

function grouped(digits: string): string {
  return digits.replace(/\B(?=(\d{3})+(?!\d))/g, '\u202f');
}

/** When a bucket is, as short as the line below a chart needs it. */
export function tickWords(start: string, unit: UsageUnit): string {
  const date = new Date(start);
  if (unit === 'hour') return date.toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit' });
  if (unit === 'day') return date.toLocaleDateString(undefined, { day: 'numeric', month: 'short' });
  return date.toLocaleDateString(undefined, { month: 'short', year: '2-digit' });
}

/** The same in full. */
export function bucketWords(start: string, unit: UsageUnit): string {
  const date = new Date(start);
  if (unit === 'month') return date.toLocaleDateString(undefined, { month: 'long', year: 'numeric' });
  const day = { weekday: 'short', day: 'numeric', month: 'short' } as const;
  if (unit === 'hour') return date.toLocaleString(undefined, { ...day, hour: '2-digit', minute: '2-digit' });
  return date.toLocaleDateString(undefined, { ...day, year: 'numeric' });
}
