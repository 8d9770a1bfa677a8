import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { OUTPUT } from '../../scripts/repository.ts';

/** `npm run test:faults` runs: the long counts hold, and figures are kept. */
export const isLongRun = process.env['HOLDFAST_FAULTS'] === 'long';

/** Where the tests leave their figures for `npm run test:faults`. */
export const FIGURES = join(OUTPUT, 'faults');

/** What the rounds of one fault came to. */
export interface FaultFigures {
  /** What is done to the store, in words for a reader of `docs/reliability.md`. */
  readonly fault: string;
  readonly rounds: number;
  /** Writes whose acknowledgement was held against the store afterwards, summed over the rounds. */
  readonly acknowledged: number;
  readonly lost: number;
  /** Absent where nobody looked. */
  readonly duplicated?: number;
  /** Anything else worth a line. */
  readonly note?: string;
}

/** Keeps the figures of a fault, under a name of its own; only a long run does. */
export function recordFigures(name: string, figures: FaultFigures): void {
  if (!isLongRun) return;
  mkdirSync(FIGURES, { recursive: true });
  writeFileSync(
    join(FIGURES, `${name.replaceAll(/[^\w]+/g, '-')}.json`),
    JSON.stringify({ name, ...figures }, null, 2),
  );
}
