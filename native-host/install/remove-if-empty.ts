import { rmdirSync } from 'node:fs';

/** Removes a folder where nothing is in it; also where there is none. */
export function removeIfEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // It is not there, or somebody needs it.
  }
}
