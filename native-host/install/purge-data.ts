import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { WORK_FOLDER } from '../heal/work-folder.ts';
import { removeOurs } from '../our-files.ts';
import type { DataPaths } from '../paths.ts';
import { removeIfEmpty } from './remove-if-empty.ts';

/** What a person types to have everything deleted. */
export const PURGE_WORDS = 'delete everything';

/**
 * Deletes every file that Holdfast keeps but its program, for ever, and its folder where nothing else lies in it. Returns what else does.
 */
export function purgeData(paths: DataPaths): string[] {
  const { home, database } = paths;
  const files = ['', '-wal', '-shm', '-journal'].map((suffix) => database + suffix);
  // Left where putting a store right was broken off.
  const works = existsSync(home) ? readdirSync(home).filter((name) => name.startsWith(WORK_FOLDER)) : [];
  const halves = works.map((name) => join(home, name));
  for (const path of [...files, ...halves]) rmSync(path, { recursive: true, force: true, maxRetries: 3 });
  for (const which of ['backups', 'quarantine', 'logs', 'uploads', 'locks'] as const) {
    removeOurs(paths, which);
    removeIfEmpty(paths[which]);
  }
  removeIfEmpty(home);
  return existsSync(home) ? readdirSync(home).map((name) => join(home, name)) : [];
}
