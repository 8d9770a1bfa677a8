import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { unzipSync } from 'fflate';
import { ROOT } from '../../../scripts/repository.ts';

/** The folder that has one for each released version. */
export const RELEASES = join(ROOT, 'tests', 'releases');

/** What is kept of a release. */
export const FROZEN_FILES = { store: 'store.db.gz', seen: 'expected.json', host: 'host.zip' } as const;

/** A version as it was released. */
export interface FrozenRelease {
  readonly version: string;
  readonly folder: string;
}

/** Every frozen release, oldest first. */
export function frozenReleases(): FrozenRelease[] {
  const versions = readdirSync(RELEASES, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? [entry.name] : [],
  );
  return versions
    .toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true }))
    .map((version) => ({ version, folder: join(RELEASES, version) }));
}

/** The newest frozen release. */
export function newestRelease(): FrozenRelease {
  const newest = frozenReleases().at(-1);
  if (!newest) throw new Error('Nothing was released yet: npm run freeze-release');
  return newest;
}

/** Puts the store of a release into a data folder, as its host left it. Returns its path. */
export function putStore({ folder }: FrozenRelease, home: string): string {
  mkdirSync(home, { recursive: true });
  const path = join(home, 'holdfast.db');
  writeFileSync(path, gunzipSync(readFileSync(join(folder, FROZEN_FILES.store))));
  return path;
}

/** What a person saw of that store in that release. */
export function seenThen({ folder }: FrozenRelease): object {
  return JSON.parse(readFileSync(join(folder, FROZEN_FILES.seen), 'utf8')) as object;
}

/**
 * Unpacks the host of a release into an empty folder. Returns the program that a browser starts. SQLite's native part is the one of
 * this checkout: a release keeps no binaries.
 */
export function unpackHost({ folder }: FrozenRelease, into: string): string {
  const files = unzipSync(readFileSync(join(folder, FROZEN_FILES.host)));
  for (const [name, bytes] of Object.entries(files)) {
    const path = join(into, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, bytes);
  }
  mkdirSync(join(into, 'node_modules'));
  symlinkSync(join(ROOT, 'node_modules', 'better-sqlite3'), join(into, 'node_modules', 'better-sqlite3'), 'junction');
  return join(into, 'main.mjs');
}
