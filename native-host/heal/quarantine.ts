import { createHash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Damage } from '../../lib/protocol/keeping-shapes.ts';
import { formatTimestamp } from '../../lib/protocol/timestamp.ts';
import type { DataPaths } from '../paths.ts';
import { HEALING } from '../store-lock.ts';
import { syncFolder } from '../verified-copy.ts';

/** A store consists of these; what is not there is passed over. */
const SUFFIXES = ['', '-wal', '-shm', '-journal'] as const;

/** What is to be done when everything is prepared. It stands in a file until it is done, whoever does it. */
export interface Exchange {
  /** The store that was made anew, and the folder that goes with it. */
  readonly healed: string;
  readonly work: string;
  readonly damage: Damage;
  /** More than `damage` says, for a person who looks into the quarantine. */
  readonly report: object;
}

/** Where the damaged files will be: named by the time and the first of the file's SHA-256, and not there yet. */
export function quarantineFolder(
  { database, quarantine }: DataPaths,
  nowMs: number,
): { folder: string; sha256: string } {
  const sha256 = hashOf(database);
  const name = `${formatTimestamp(nowMs).replaceAll(':', '-')}-${sha256.slice(0, 12)}`;
  for (let count = 1; ; count++) {
    const folder = join(quarantine, count === 1 ? name : `${name}-${count}`);
    if (!existsSync(folder)) return { folder, sha256 };
  }
}

/**
 * Moves the damaged files away and the healed store to their place. Nobody opens the store from the first moment to the last,
 * also when this process dies in between: `continueExchange` brings it to its end then. Errors: as Node's.
 */
export function exchange(paths: DataPaths, what: Exchange): void {
  const note = join(paths.locks, HEALING);
  writeDurably(note, JSON.stringify(what));
  move(paths, what);
  rmSync(note);
  syncFolder(paths.locks);
}

/** Ends an exchange that a process before began, if one did. What became of the store then. */
export function continueExchange(paths: DataPaths): Damage | undefined {
  const note = join(paths.locks, HEALING);
  if (!existsSync(note)) return undefined;
  const what = JSON.parse(readFileSync(note, 'utf8')) as Exchange;
  move(paths, what);
  rmSync(note);
  syncFolder(paths.locks);
  return what.damage;
}

/** Each step is done or not done yet, and then done again. */
function move({ database, quarantine }: DataPaths, { healed, work, damage, report }: Exchange): void {
  const folder = damage.quarantine;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  syncFolder(quarantine);
  // While the healed store waits, what is in its place is the damaged one.
  if (existsSync(healed)) {
    for (const suffix of SUFFIXES) {
      if (existsSync(database + suffix))
        renameSync(database + suffix, freeName(join(folder, basename(database) + suffix)));
    }
    syncFolder(folder);
    syncFolder(dirname(database));
    renameSync(healed, database);
    syncFolder(dirname(database));
  }
  writeDurably(join(folder, 'report.json'), `${JSON.stringify({ ...damage, ...report }, null, 2)}\n`);
  rmSync(work, { recursive: true, force: true });
}

/** Nothing in the quarantine is ever written over. */
function freeName(file: string): string {
  for (let count = 1; ; count++) {
    const name = count === 1 ? file : `${file}.${count}`;
    if (!existsSync(name)) return name;
  }
}

function writeDurably(file: string, text: string): void {
  const temporary = `${file}.tmp`;
  const descriptor = openSync(temporary, 'w', 0o600);
  try {
    writeFileSync(descriptor, text);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  renameSync(temporary, file);
  syncFolder(dirname(file));
}

function hashOf(file: string): string {
  const hash = createHash('sha256');
  if (!existsSync(file)) return hash.digest('hex');
  const descriptor = openSync(file, 'r');
  try {
    const chunk = Buffer.alloc(1024 * 1024);
    for (let bytes = readSync(descriptor, chunk); bytes > 0; bytes = readSync(descriptor, chunk)) {
      hash.update(chunk.subarray(0, bytes));
    }
    return hash.digest('hex');
  } finally {
    closeSync(descriptor);
  }
}
