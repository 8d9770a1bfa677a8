import type { UsageFigures } from '../protocol/usage-shapes.ts';
import { quantile } from './quantile.ts';

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
  readonly durations: readonly Float64Array[];
  add(sums: UsageSums, ...durations: readonly Float64Array[]): void;
  figures(): UsageFigures;
}

type UsageSums = Omit<UsageFigures, 'medianMs' | 'p95Ms'>;

export function createUsageTally(): UsageTally {
  const sums = { events: 0, replies: 0, errors: 0, promptTokens: 0, completionTokens: 0, cost: 0 };
  const durations: Float64Array[] = [];
  return {
    ...{ sums, durations },
    add(more, ...moreDurations) {
      for (const name of Object.keys(sums) as (keyof typeof sums)[]) sums[name] += more[name];
      durations.push(...moreDurations);
    },
    figures() {
      const all = joined(durations);
      return { ...sums, medianMs: quantile(all, 0.5) ?? null, p95Ms: quantile(all, 0.95) ?? null };
    },
  };
}

/** The durations of a row, in ms. A list of numbers is JSON: read in a fifth of the time that splitting takes. */
export function durationsOf({ durations }: UsageRow): Float64Array {
  return new Float64Array(durations === null ? 0 : JSON.parse(`[${durations}]`));
}

function joined(parts: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(parts.reduce((length, part) => length + part.length, 0));
  let place = 0;
  for (const part of parts) {
    all.set(part, place);
    place += part.length;
  }
  return all;
}
