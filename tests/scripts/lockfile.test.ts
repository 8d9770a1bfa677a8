import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

interface Entry {
  readonly version?: string;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const lockfile = readFileSync(join(import.meta.dirname, '../../package-lock.json'), 'utf8');
const packages: Readonly<Record<string, Entry>> = JSON.parse(lockfile).packages;

describe('package-lock.json', () => {
  // `npm install` leaves out those that its registry did not have, and `npm ci` then refuses the file on every machine.
  it('names the platform packages of every system', () => {
    const absent = Object.entries(packages).flatMap(([place, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).filter((name) => !isLocked(name, place)),
    );
    expect(absent).toEqual([]);
  });
});

/** Looks where Node would: in the package's own folder, then in each one around it. */
function isLocked(name: string, place: string): boolean {
  if (packages[`${place === '' ? '' : `${place}/`}node_modules/${name}`] !== undefined) return true;
  if (place === '') return false;
  const end = place.lastIndexOf('/node_modules/');
  return isLocked(name, end < 0 ? '' : place.slice(0, end));
}
