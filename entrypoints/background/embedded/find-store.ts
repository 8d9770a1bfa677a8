import { AppError } from '../../../lib/protocol/errors.ts';
import { type Keep, type KeptStore, type KeptTo, reachedBy } from './keep.ts';
import type { Witness } from './witness.ts';

/** What there is of the store, and what is known to be missing. */
export interface FoundStore {
  /** Undefined: there is nothing to open; a new store begins. */
  readonly store: KeptStore | undefined;
  /** Higher than that of any image that was ever kept. */
  readonly nextGeneration: number;
  /** Whether the first place can be read. */
  readonly isFirstUsable: boolean;
  /** Whether the second place has all that the first has. */
  readonly isSecondWhole: boolean;
  readonly loss: Loss | undefined;
}

/** Something that was saved is not where it was saved. */
export interface Loss {
  /** A sentence: what was found. */
  readonly cause: string;
  /** Whether the second copy had it. */
  readonly isRestored: boolean;
}

/**
 * Looks for the store in both places. An empty place is a new user's only where nothing else speaks against it. Errors:
 * `read-only` when the first place cannot be read and no other has the store: nobody knows then what it holds; those of a place.
 */
export async function findStore(first: Keep, second: Keep, witness: Witness | undefined): Promise<FoundStore> {
  const one = await attempt(first.load());
  const two = await attempt(second.keptTo());
  const nextGeneration =
    1 + Math.max(0, ...[one.value?.header, two.value, witness].map((known) => known?.generation ?? 0));
  const isSecondWhole =
    !!one.value && two.value?.storeId === one.value.header.storeId && two.value.number === reachedBy(one.value);
  const found = { nextGeneration, isFirstUsable: !one.error, isSecondWhole };
  const cause = whyNotFirst(one, two.value, witness);
  if (cause === undefined) return { ...found, store: one.value, loss: undefined };
  const other = two.value && (await attempt(second.load())).value;
  if (other && (!one.value || reachedBy(other) > reachedBy(one.value))) {
    return { ...found, store: other, loss: { cause, isRestored: reachedBy(other) >= wanted(one, other, witness) } };
  }
  if (one.error) throw unreadable(one.error);
  return { ...found, store: one.value, loss: { cause, isRestored: false } };
}

interface Attempt<Value> {
  readonly value: Value | undefined;
  readonly error: unknown;
}

async function attempt<Value>(work: Promise<Value | undefined>): Promise<Attempt<Value>> {
  try {
    return { value: await work, error: undefined };
  } catch (error) {
    if (error instanceof AppError) throw error;
    return { value: undefined, error };
  }
}

/** Undefined: the first place has all that anybody knows of. */
function whyNotFirst(
  one: Attempt<KeptStore>,
  two: KeptTo | undefined,
  witness: Witness | undefined,
): string | undefined {
  if (one.error) return 'The browser cannot read the database that holds your conversations.';
  if (!one.value) return two || witness ? 'The browser’s database that holds your conversations was empty.' : undefined;
  const { header, lastNumber } = one.value;
  const reached = reachedBy(one.value);
  if (reached < lastNumber) return 'The browser’s database that holds your conversations was damaged.';
  const isBehindWitness = witness?.storeId === header.storeId && header.generation < witness.generation;
  const isBehindOther = two?.storeId === header.storeId && reached < two.number;
  return isBehindWitness || isBehindOther
    ? 'The browser’s database that holds your conversations went back to an earlier state.'
    : undefined;
}

/** The last change that is known to have been there. */
function wanted(one: Attempt<KeptStore>, other: KeptStore, witness: Witness | undefined): number {
  if (witness && witness.storeId === other.header.storeId && other.header.generation < witness.generation) {
    return Number.POSITIVE_INFINITY;
  }
  return Math.max(one.value?.lastNumber ?? 0, other.lastNumber);
}

function unreadable(cause: unknown): AppError {
  return new AppError(
    'read-only',
    'The browser cannot read its database, so your conversations cannot be opened. Restart the browser; nothing was deleted.',
    { cause },
  );
}
