import { rmdirSync } from 'node:fs';

/** Removes a folder where nothing is in it; also where there is none. Returns whether it has removed one. */
export function removeIfEmpty(folder: string): boolean {
  try {
    rmdirSync(folder);
    return true;
  } catch {
    // It is not there, or somebody needs it.
    return false;
  }
}
