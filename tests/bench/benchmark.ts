/** What a benchmark is given. */
export interface Surroundings {
  /** The host's program: built for figures, the source where only the benchmark itself is tried. */
  readonly hostProgram: string;
  /** The built extension. */
  readonly extension: string;
  /** A browser; asked for only by what needs one. */
  readonly browser: () => Promise<string>;
  /** Kept between runs: stores that take long to fill. */
  readonly kept: string;
  /** Empty, removed after the benchmark; on the disk that `kept` is on. */
  readonly folder: string;
  /** `quick`: shows that it works. `smoke`: a few samples on small data, within a second or so. */
  readonly effort: Effort;
}

export type Effort = 'full' | 'quick' | 'smoke';

/** One line of the table. Numbers in `unit`; null where there is nothing to say. */
export interface Row {
  readonly what: string;
  readonly unit: 'ms' | 's' | 'MiB';
  readonly median: number;
  readonly p95: number | null;
  readonly floor: number | null;
  readonly ratio: number | null;
  readonly maxRatio: number | null;
  /** The target of the 95th percentile, where what a person waits for has one whatever the machine. */
  readonly maxP95?: number;
}

/** What one part of it takes by itself, or another figure that explains a row. */
export interface Part {
  readonly what: string;
  readonly value: number;
  readonly unit: 'µs' | 'ms' | 's' | 'MiB' | 'commits/s';
  /** The target, if it has one. */
  readonly most?: number;
}

export interface Figures {
  readonly rows: readonly Row[];
  readonly parts: readonly Part[];
}

export interface Benchmark {
  readonly name: string;
  /** How it is measured, and what the floor is: paragraphs of Markdown. */
  readonly method: string;
  /** Why a target is missed, shown where one is. */
  readonly reason?: string;
  run(surroundings: Surroundings): Promise<Figures>;
}

/** The count for this effort. */
export function countFor(effort: Effort, counts: Readonly<Record<Effort, number>>): number {
  return counts[effort];
}
