import type { Row } from './benchmark.ts';

/** Does one thing and returns how long it took, in any unit. */
export type Sample = () => number | Promise<number>;

/**
 * Takes each sample `count` times after `warmUpCount` that do not count, in turns and each round in another order: what
 * the machine does besides then meets all of them alike.
 */
export async function interleave<Name extends string>(
  samples: Readonly<Record<Name, Sample>>,
  { count, warmUpCount }: { count: number; warmUpCount: number },
): Promise<Record<Name, number[]>> {
  const names = Object.keys(samples) as Name[];
  const taken = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>;
  for (let round = -warmUpCount; round < count; round++) {
    for (let place = 0; place < names.length; place++) {
      const name = names[(place + round + warmUpCount) % names.length] as Name;
      const value = await samples[name]();
      if (round >= 0) taken[name].push(value);
    }
  }
  return taken;
}

/** Milliseconds that `work` takes. */
export function timed(work: () => unknown): number {
  const startedAt = performance.now();
  work();
  return performance.now() - startedAt;
}

/** The same for work that is awaited. */
export async function timedAsync(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

export function median(values: readonly number[]): number {
  return percentile(values, 50);
}

/** By linear interpolation between the two nearest ranks. */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const place = ((sorted.length - 1) * percent) / 100;
  const [low = Number.NaN, high = low] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]];
  return low + (high - low) * (place - Math.floor(place));
}

/** A row that compares samples with those of their floor. */
export function compare(
  what: string,
  values: readonly number[],
  floor: readonly number[],
  { unit = 'ms', maxRatio, maxP95 }: { unit?: Row['unit']; maxRatio: number | null; maxP95?: number },
): Row {
  const floorMedian = median(floor);
  return {
    what,
    unit,
    median: median(values),
    p95: percentile(values, 95),
    floor: floorMedian,
    ratio: median(values) / floorMedian,
    maxRatio,
    ...(maxP95 !== undefined && { maxP95 }),
  };
}
