import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FIGURES, isLongRun } from './fault-figures.ts';

/** Where the tests leave them. */
export const RECOVERY_FIGURES = join(FIGURES, 'recovery');

/** What came of one way to end while a person does one thing. */
export interface RecoveryFigures {
  readonly doing: string;
  readonly ending: string;
  readonly rounds: number;
  /** How often somebody was asked whether to restore. */
  readonly prompts: number;
  /** How old the oldest keystroke, or letter of a reply, was that did not come back. */
  readonly worstLostMs: number;
}

/** Keeps the figures; only a long run does. */
export function recordRecovery(figures: RecoveryFigures): void {
  if (!isLongRun) return;
  mkdirSync(RECOVERY_FIGURES, { recursive: true });
  const name = `${figures.doing}-${figures.ending}`.replaceAll(/[^\w]+/g, '-');
  writeFileSync(join(RECOVERY_FIGURES, `${name}.json`), JSON.stringify(figures, null, 2));
}
