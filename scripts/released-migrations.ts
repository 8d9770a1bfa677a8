import { createHash } from 'node:crypto';
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './repository.ts';

const FOLDER = join(ROOT, 'migrations');
const FILE = join(FOLDER, 'released.json');

/** SHA-256 by the migration's file name, by the release that had the migration first. */
export type ReleasedMigrations = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** What was released. */
export function releasedMigrations(): ReleasedMigrations {
  return JSON.parse(readFileSync(FILE, 'utf8')) as ReleasedMigrations;
}

/** Every migration there is now, with its hash, in order. Line ends do not count: git may change them. */
export function migrationHashes(): Record<string, string> {
  const files = globSync('[0-9]*.ts', { cwd: FOLDER }).sort();
  return Object.fromEntries(
    files.map((name) => {
      const text = readFileSync(join(FOLDER, name), 'utf8').replaceAll('\r\n', '\n');
      return [name, createHash('sha256').update(text).digest('hex')];
    }),
  );
}

/** With every migration that no other release had yet as one of `version`. */
export function withRelease(released: ReleasedMigrations, version: string, hashes: Readonly<Record<string, string>>) {
  const { [version]: _, ...others } = released;
  const known = new Set(Object.values(others).flatMap((release) => Object.keys(release)));
  const added = Object.entries(hashes).filter(([name]) => !known.has(name));
  return { ...others, [version]: Object.fromEntries(added) };
}

/** Keeps that this version is released with the migrations there are. */
export function noteReleasedMigrations(version: string): void {
  const released = withRelease(releasedMigrations(), version, migrationHashes());
  writeFileSync(FILE, `${JSON.stringify(released, undefined, 2)}\n`);
}
