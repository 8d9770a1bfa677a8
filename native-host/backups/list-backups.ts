import { readdirSync, type Stats, statfsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { AppError } from '../../lib/protocol/errors.ts';
import { backupName as nameOnTheWire } from '../../lib/protocol/keeping-fields.ts';
import type { Backup } from '../../lib/protocol/keeping-shapes.ts';
import type { Result } from '../../lib/protocol/methods.ts';
import { formatTimestamp } from '../../lib/protocol/timestamp.ts';
import { readFacts } from './backup-facts.ts';
import { BY_HAND, readBackupName } from './backup-name.ts';
import { heldByBackups } from './held-by-backups.ts';

/** The copies of the store, newest first, the room on their disk, and how long they hold what is removed now. */
export function listBackups(folder: string, nowMs: number): Result<'backups/list'> {
  const backups = readBackups(folder);
  return { backups, folder, freeBytes: freeBytes(folder) ?? null, ...heldByBackups(backups, nowMs) };
}

/** Every backup in a folder, newest first, by what its name and the facts beside it say; none is opened. */
export function readBackups(folder: string): Backup[] {
  return namesIn(folder)
    .filter((name) => v.is(nameOnTheWire, name))
    .map((name) => readBackup(folder, name))
    .filter((backup) => backup !== undefined)
    .sort((one, other) => compareText(other.createdAt, one.createdAt) || compareText(other.name, one.name));
}

/** One backup. Errors: `not-found`. */
export function requireBackup(folder: string, name: string): Backup {
  const backup = readBackup(folder, name);
  if (backup) return backup;
  throw new AppError('not-found', `There is no backup ${name} in ${folder}. It may have been removed by its rules.`);
}

/** Bytes that this user can write to the disk of a folder; undefined when the system does not say. */
export function freeBytes(folder: string): number | undefined {
  try {
    const { bavail, bsize, blocks } = statfsSync(folder);
    // Some file systems do not count: they say 0 of 0.
    return blocks === 0 ? undefined : bavail * bsize;
  } catch {
    return undefined;
  }
}

function readBackup(folder: string, name: string): Backup | undefined {
  const file = join(folder, name);
  const found = look(file);
  if (!found?.isFile()) return undefined;
  const facts = readFacts(file, found.size);
  const { createdAt, reason } = readBackupName(name) ?? { createdAt: formatTimestamp(found.mtimeMs), reason: BY_HAND };
  return {
    name,
    reason,
    createdAt,
    bytes: found.size,
    schemaVersion: facts?.schemaVersion ?? null,
    counts: facts?.counts ?? null,
    verifiedAt: facts?.verifiedAt ?? null,
  };
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    // There are none in a folder that is not there, and none that could be used in one that cannot be read.
    return [];
  }
}

function look(file: string): Stats | undefined {
  try {
    return statSync(file);
  } catch {
    return undefined;
  }
}

function compareText(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}
