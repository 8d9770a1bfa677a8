import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { DataPaths } from './paths.ts';

/** With a moment: copies of the store, what is known of them, and what was set aside. */
const STAMPED = /^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d\.\d{3}Z-/;

/** How the names of the folders begin in which a store is put right; they hold copies of it. */
export const WORK_FOLDER = 'holdfast-healing-';

/**
 * How everything but the program is called that Holdfast writes into the data folder and into the folders in it. `HOLDFAST_HOME` may
 * name a folder in which a person has folders of the same names: what else lies there is theirs.
 */
const OURS = {
  home: new RegExp(`^(holdfast\\.db(-wal|-shm|-journal)?|${WORK_FOLDER}.+)$`),
  backups: STAMPED,
  quarantine: STAMPED,
  locks:
    /^((store|store-wanted|maintenance|install|reply-.+|worker-.+|[a-z]+%20\d+%20.*)\.db(-journal)?|store\.wanted|healing\.json(\.tmp)?)$/,
  logs: /^host\.log(\.\d+)?$/,
  uploads: /^([\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}|staging-\d+-.+)$/,
} as const satisfies Partial<Record<keyof DataPaths, RegExp>>;

type OurFolder = keyof typeof OURS;

/** The names in one of our folders of what Holdfast has written there; none where there is no such folder. */
export function ourNames<Which extends OurFolder>(paths: Pick<DataPaths, Which>, which: Which): string[] {
  try {
    return readdirSync(paths[which]).filter((name) => OURS[which].test(name));
  } catch {
    return [];
  }
}

/** Deletes what Holdfast has written into one of its folders, and nothing else. */
export function removeOurs<Which extends OurFolder>(paths: Pick<DataPaths, Which>, which: Which): void {
  for (const name of ourNames(paths, which)) {
    rmSync(join(paths[which], name), { recursive: true, force: true, maxRetries: 3 });
  }
}
