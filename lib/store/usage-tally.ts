import type { UsageFigures } from '../protocol/usage-shapes.ts';

/** What SQL tells of some events: sums, and the durations of the replies, separated by commas. */
export interface UsageRow {
  readonly key: string | null;
  readonly events: number;
  readonly replies: number;
  readonly errors: number;
  readonly promptTokens: number;
  readonly completionTokens: number;
  readonly cost: number;
  readonly durations: string | null;
}

/** Sums of events, and the durations from which the usual and the long ones are told. */
export interface UsageTally {
  /** What was added so far. */
  readonly sums: UsageSums;
  /** In ms, in parts. */
  readonly durations: readonly (readonly number[])[];
  add(sums: UsageSums, durationsMs: readonly number[]): void;
  figures(): UsageFigures;
}

type UsageSums = Omit<UsageFigures, 'medianMs' | 'p95Ms'>;

export function createUsageTally(): UsageTally {
  const sums = { events: 0, replies: 0, errors: 0, promptTokens: 0, completionTokens: 0, cost: 0 };
  const durations: (readonly number[])[] = [];
  return {
    ...{ sums, durations },
    add(more, durationsMs) {
      for (const name of Object.keys(sums) as (keyof typeof sums)[]) sums[name] += more[name];
      if (durationsMs.length > 0) durations.push(durationsMs);
    },
    figures() {
      const sorted = Float64Array.from(durations.flat()).sort();
      return { ...sums, medianMs: quantile(sorted, 0.5), p95Ms: quantile(sorted, 0.95) };
    },
  };
}

/** The durations of a row, in ms. */
export function durationsOf({ durations }: UsageRow): number[] {
  return durations === null ? [] : durations.split(',').map(Number);
}

/** The value that so large a part of all does not exceed; null of none. */
function quantile(sorted: Float64Array, part: number): number | null {
  return sorted[Math.max(0, Math.ceil(sorted.length * part) - 1)] ?? null;
}
