import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import { FIGURES } from '../../support/fault-figures.ts';
import { faultSeed } from '../../support/rounds.ts';
import type { PowerCutResult } from './cut-power.ts';
import type { Recording } from './disk-events.ts';

/** Bad states that are told one by one. */
const MAX_TOLD = 10;

/** A kept recording, by `HOLDFAST_FAULT_RECORDING`: a run that has one looks at nothing else. */
const chosen = process.env['HOLDFAST_FAULT_RECORDING'];

/** The recording of this name: made now, or the one that a failed run kept; undefined when another one is asked for. */
export async function recordOrLoad(
  name: string,
  record: (name: string) => Promise<Recording>,
): Promise<Recording | undefined> {
  if (chosen === undefined) return record(name);
  return isChosen(name) ? deserialize(readFileSync(chosen)) : undefined;
}

/** All rounds of a recording; of the kept one only that of `HOLDFAST_FAULT_ROUND`. */
export function roundsOf(name: string, count: number): number[] {
  const round = process.env['HOLDFAST_FAULT_ROUND'];
  if (isChosen(name) && round !== undefined) return [Number(round)];
  return Array.from({ length: count }, (_, index) => index);
}

function isChosen(name: string): boolean {
  return chosen !== undefined && basename(chosen) === `${name}.recording`;
}

/** Throws when a state is bad; keeps the recording and says how to see the state again. */
export function expectNoneBad(recording: Recording, { rounds, bad }: PowerCutResult): void {
  const [first] = bad;
  if (!first) return;
  const folder = join(FIGURES, 'failed');
  const file = join(folder, `${recording.name}.recording`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, serialize(recording));
  const told = bad.slice(0, MAX_TOLD).map(({ round, afterEvents, problem }) => {
    return `  round ${round}, cut after event ${afterEvents}: ${problem}`;
  });
  const again = `HOLDFAST_FAULT_SEED=${faultSeed} HOLDFAST_FAULT_ROUND=${first.round} HOLDFAST_FAULT_RECORDING=${file}`;
  throw new Error(
    `${recording.name}: ${bad.length} of ${rounds} states are bad.\n${told.join('\n')}\n  The first one again: ${again} npx vitest run tests/faults/power-cut`,
  );
}
