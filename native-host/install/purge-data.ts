import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { removeOurs } from '../our-files.ts';
import type { DataPaths } from '../paths.ts';
import { removeIfEmpty } from './remove-if-empty.ts';

/** What a person types to have everything deleted. */
export const PURGE_WORDS = 'delete everything';

/**
 * Deletes every file that Holdfast keeps but its program, for ever, and its folder where nothing else lies in it. Returns what else does.
 */
export function purgeData(paths: DataPaths): string[] {
  for (const which of ['backups', 'quarantine', 'logs', 'uploads', 'locks', 'home'] as const) {
    removeOurs(paths, which);
    removeIfEmpty(paths[which]);
  }
  const { home } = paths;
  return existsSync(home) ? readdirSync(home).map((name) => join(home, name)) : [];
}
