import type { SqlDatabase } from '../sql-database.ts';

/** What was found. `detail`: the evidence, without a full stop; `cure`: what to do, in sentences, where something is wrong. */
export interface Finding {
  readonly ok: boolean;
  readonly detail: string;
  readonly cure?: string;
}

/** Work in slices: each `yield` tells how much of it is done, 0 to 1, and lets others have the store. */
export type CheckSteps<Result> = Generator<number, Result, void>;

/** One thing that must hold for a store. */
export interface StoreCheck {
  readonly name: string;
  /** What is being done while it is looked at. */
  readonly step: string;
  /** Looks; nothing is written. Errors: `store-corrupt`. */
  readonly examine: (db: SqlDatabase) => CheckSteps<Finding>;
  /**
   * Makes anew what follows from the messages, and nothing else, in transactions of its own. Returns what was done, in words;
   * undefined when there was nothing to do.
   */
  readonly repair?: (db: SqlDatabase) => CheckSteps<string | undefined>;
}

/** Work that cannot be cut into slices. */
export function* atOnce<Result>(work: () => Result): CheckSteps<Result> {
  yield 0;
  return work();
}

/** Where only a copy can help. */
export const RESTORE = 'Restore a backup.';

/** Where the doctor can. */
export const REPAIR = 'Repair it in Health, or with holdfast doctor --repair.';

/** Where the program is too old for what it meets. */
export const UPDATE = 'Update the host.';

/** `1 session`, `1,200 sessions`. */
export function counted(count: number, one: string, many: string = `${one}s`): string {
  return `${count.toLocaleString('en-US')} ${count === 1 ? one : many}`;
}

/** The first few of many, for a sentence. */
export function firstOf(items: readonly string[], most = 5): string {
  const shown = items.slice(0, most).join(', ');
  return items.length > most ? `${shown} and ${items.length - most} more` : shown;
}
