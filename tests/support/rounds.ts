import { randomInt } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { relative } from 'node:path';
import { expect, onTestFailed } from 'vitest';
import { isLongRun } from './fault-figures.ts';

/** How often a fault is tried. */
export interface RoundCounts {
  /** In every `npm test`. */
  readonly test: number;
  /** In `npm run test:faults`. */
  readonly faults: number;
}

const SEED_LIMIT = 2 ** 32;

/** Where every choice of this run comes from: `HOLDFAST_FAULT_SEED`, else random. The same seed makes the same choices. */
export const faultSeed = Number(process.env['HOLDFAST_FAULT_SEED'] ?? randomInt(SEED_LIMIT)) >>> 0;

/**
 * How many rounds this run makes of a fault; `HOLDFAST_FAULT_ROUNDS` is the most. To be called within the test: when that
 * fails, the seed is printed with the command that runs it again.
 */
export function rounds(name: string, { test, faults }: RoundCounts): number {
  const file = relative(process.cwd(), expect.getState().testPath ?? '');
  const mode = isLongRun ? 'HOLDFAST_FAULTS=long ' : '';
  onTestFailed(() =>
    console.error(`${name}: again with HOLDFAST_FAULT_SEED=${faultSeed} ${mode}npx vitest run ${file}`),
  );
  return Math.min(isLongRun ? faults : test, Number(process.env['HOLDFAST_FAULT_ROUNDS'] ?? Number.POSITIVE_INFINITY));
}

/**
 * Does every round, as many at once as there are processors: for rounds that wait for programs, and share nothing. Throws the
 * first failure, after which no other round is begun.
 */
export async function eachRound(count: number, act: (round: number) => Promise<void>): Promise<void> {
  let next = 0;
  const failures: unknown[] = [];
  const takeRounds = async () => {
    while (next < count) {
      await act(next++).catch((error: unknown) => {
        failures.push(error);
        next = count;
      });
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, takeRounds));
  if (failures.length > 0) throw failures[0];
}

/** Choices that a seed fixes. */
export interface Random {
  /** From 0 up to 1, 1 not included. */
  next(): number;
  /** A whole number from 0 up to `limit`, not included. */
  below(limit: number): number;
  /** True with this probability. */
  chance(probability: number): boolean;
  pick<Item>(items: readonly Item[]): Item;
}

/** `parts` set the streams of one seed apart: a round's number, a test's name. */
export function createRandom(seed: number, ...parts: readonly (number | string)[]): Random {
  let state = hash(`${seed} ${parts.join(' ')}`);

  // mulberry32
  function next(): number {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / SEED_LIMIT;
  }

  const below = (limit: number) => Math.floor(next() * limit);
  return {
    next,
    below,
    chance: (probability) => next() < probability,
    pick<Item>(items: readonly Item[]): Item {
      if (items.length === 0) throw new Error('There is nothing to choose from.');
      return items[below(items.length)] as Item;
    },
  };
}

/** FNV-1a with a final mix: neighbouring rounds must not begin alike. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return (value ^ (value >>> 16)) >>> 0;
}
