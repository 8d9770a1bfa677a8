import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../lib/protocol/errors.ts';
import type { Patience } from './begin-immediate.ts';
import { claimLock, shareLock } from './locks.ts';

/** `locks/store.db`: shared by every process that has the store open for writing, owned by whoever moves its file away. */
const STORE = 'store';

/** `locks/store-wanted.db`: owned by the process that asked for the store, so that its death takes the asking back. */
const ASKING = 'store-wanted';

/** How often who asks looks whether all have let go. */
const LOOK_EVERY_MS = 20;

/** Under `locks/`, while a damaged store is exchanged for one that was made anew: until that is done, nobody opens either. */
export const HEALING = 'healing.json';

const wantedFile = (locks: string) => join(locks, 'store.wanted');

/**
 * To be held for as long as this process has the store open for writing, and let go when `isStoreWanted`. Returns what
 * lets go; undefined while another process owns or wants the store, or while an exchange of it is unfinished. Errors: as `claimLock`.
 */
export function holdStore(locks: string): (() => void) | undefined {
  if (isStoreWanted(locks)) return undefined;
  const letGo = shareLock(locks, STORE);
  // Only now nobody can begin one.
  if (!isExchangeUnfinished(locks)) return letGo;
  letGo?.();
  return undefined;
}

/** Whether a damaged store is being exchanged for one that was made anew, or was when that process died. */
export function isExchangeUnfinished(locks: string): boolean {
  return existsSync(join(locks, HEALING));
}

/** Whether a living process asks for the store alone. Costs microseconds while nobody does. */
export function isStoreWanted(locks: string): boolean {
  if (!existsSync(wantedFile(locks))) return false;
  const release = claimLock(locks, ASKING);
  if (!release) return true;
  // Who asked has died.
  rmSync(wantedFile(locks), { force: true });
  release();
  return false;
}

/**
 * Asks every process to close the store and waits until all have, as must happen before its file is moved: a process
 * that still has the old file open would go on acknowledging commits into it. This process must not hold it either.
 * Returns what gives it free again. Errors: `busy` when one has not let go within `limitMs`; as `claimLock`.
 */
export function takeStoreAlone(locks: string, limitMs: number, { now, sleep }: Omit<Patience, 'random'>): () => void {
  const endMs = now() + limitMs;
  const stopAsking = ask();
  try {
    const release = waitFor(() => claimLock(locks, STORE));
    return () => {
      release();
      stopAsking();
    };
  } catch (error) {
    stopAsking();
    throw error;
  }

  function ask(): () => void {
    const release = waitFor(() => claimLock(locks, ASKING));
    writeFileSync(wantedFile(locks), '');
    return () => {
      rmSync(wantedFile(locks), { force: true });
      release();
    };
  }

  function waitFor(claim: () => (() => void) | undefined): () => void {
    for (;;) {
      const release = claim();
      if (release) return release;
      if (now() >= endMs) {
        throw new AppError('busy', 'Another process still uses the store. Close the other browsers, then try again.');
      }
      sleep(LOOK_EVERY_MS);
    }
  }
}
