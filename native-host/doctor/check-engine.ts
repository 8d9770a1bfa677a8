import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { atOnce, type Finding, UPDATE } from '../../lib/store/checks/check.ts';
import type { SqlDatabase } from '../../lib/store/sql-database.ts';
import { openDatabase, readSettings } from '../database.ts';
import type { DoctorCheck } from './doctor-check.ts';

/** The first of each line in which processes that share a write-ahead log lose no commits; later lines have it all. */
const SAFE_FROM = [
  [3, 44, 6],
  [3, 50, 7],
  [3, 51, 3],
] as const;

/** SQLite is of a version that loses no commits when several processes share the store. */
export const sqliteVersion: DoctorCheck = {
  name: 'SQLite',
  step: 'reading the version of SQLite',
  examine: (db) =>
    atOnce(() => judgeVersion(db.get<{ version: string }>('SELECT sqlite_version() AS version')?.version ?? '')),
};

/** What a version of SQLite is worth. */
export function judgeVersion(version: string): Finding {
  const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number);
  const isLater = major > 3 || (major === 3 && minor > 51);
  const isSafe = isLater || SAFE_FROM.some((safe) => safe[0] === major && safe[1] === minor && patch >= safe[2]);
  return isSafe
    ? { ok: true, detail: version }
    : { ok: false, detail: `${version} can lose commits where several browsers share a store`, cure: UPDATE };
}

/** SQLite takes every setting on this disk: some need memory that processes share, which network drives do not give. */
export const settings: DoctorCheck = {
  name: 'settings',
  step: 'trying the settings',
  examine: (db, { paths, newId }) => atOnce(() => trySettings(db, join(paths.locks, `doctor-${newId()}.db`))),
};

/** Tried on a file of its own, since opening the store for writing could change it. */
function trySettings(db: SqlDatabase, scratch: string): Finding {
  try {
    const tried = openDatabase(scratch);
    try {
      return judgeSettings(tried, db);
    } finally {
      tried.close();
    }
  } finally {
    for (const suffix of ['', '-wal', '-shm']) rmSync(scratch + suffix, { force: true });
  }
}

/** Whether a connection has the settings that every one must have. `store`: for what is kept in its file. */
export function judgeSettings(connection: SqlDatabase, store: SqlDatabase): Finding {
  const all = readSettings(connection);
  const wrong = all.filter(({ wanted, actual }) => wanted !== actual);
  if (wrong.length > 0) {
    const list = wrong.map(({ name, wanted, actual }) => `${name} is ${String(actual)} instead of ${wanted}`);
    return { ok: false, detail: list.join(', '), cure: 'Move the data folder to a disk of this computer.' };
  }
  const detail = all.map(({ name, actual }) => `${name} ${String(actual)}`).join(', ');
  const keepsRoom = store.get<{ auto_vacuum: number }>('PRAGMA auto_vacuum')?.auto_vacuum !== 2;
  return { ok: true, detail: keepsRoom ? `${detail}; this file does not become smaller when rows go` : detail };
}
