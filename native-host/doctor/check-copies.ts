import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { damagedRows } from '../../lib/damage-words.ts';
import { formatBytes } from '../../lib/format-size.ts';
import type { Damage } from '../../lib/protocol/keeping-shapes.ts';
import { atOnce, counted, type Finding } from '../../lib/store/checks/check.ts';
import type { SqlDatabase } from '../../lib/store/sql-database.ts';
import { getStoreFact } from '../../lib/store/store-info.ts';
import { listSweeps } from '../../lib/store/sweeps.ts';
import { readBackups } from '../backups/list-backups.ts';
import { openReadOnly } from '../database.ts';
import type { Workplace } from '../workplace.ts';
import type { DoctorCheck, FolderCheck } from './doctor-check.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** A backup is made every day that a browser runs; after a week without one, something keeps it from being made. */
const MAX_BACKUP_AGE_MS = 7 * DAY_MS;

/** A copy that was found whole, young enough to be worth going back to. */
export const backups: DoctorCheck = {
  name: 'backups',
  step: 'looking at backups',
  examine: (db, place) => atOnce(() => examineBackups(db, place)),
};

function examineBackups(db: SqlDatabase, { paths, now }: Workplace): Finding {
  const all = readBackups(paths.backups);
  const verified = all.filter(({ verifiedAt }) => verifiedAt !== null);
  const newest = verified[0];
  const cure = 'Make one: Options, Backups, or holdfast backup.';
  if (newest === undefined) {
    const hasSessions = db.get('SELECT 1 FROM sessions LIMIT 1') !== undefined;
    if (!hasSessions) return { ok: true, detail: 'none; there is nothing to copy yet' };
    const unproven = all.length > 0 ? `; ${all.length} that nobody has checked` : '';
    return { ok: false, detail: `there is none that was found whole${unproven}`, cure };
  }
  const ageMs = now() - Date.parse(newest.createdAt);
  const bytes = all.reduce((sum, backup) => sum + backup.bytes, 0);
  const detail = `the newest verified one is ${age(ageMs)} old; ${counted(all.length, 'copy', 'copies')}, ${formatBytes(bytes)}`;
  return ageMs <= MAX_BACKUP_AGE_MS ? { ok: true, detail } : { ok: false, detail, cure };
}

/** Stores that were found damaged, or were replaced while they were open, stay here until somebody removes them. */
export const quarantine: FolderCheck = {
  name: 'quarantine',
  step: 'looking at what was moved away',
  examine({ paths }) {
    const kept = keptIn(paths.quarantine);
    const damage = lastDamage(paths.database);
    if (damage) {
      const last = `the last damage, ${damage.at}: ${damagedRows(damage)}`;
      return { ok: true, detail: `${kept ?? 'empty'}; ${last}` };
    }
    return { ok: true, detail: kept ?? 'empty: no store was found damaged or replaced' };
  },
};

function keptIn(folder: string): string | undefined {
  const entries = readdirIfThere(folder);
  if (entries.length === 0) return undefined;
  const bytes = readdirIfThere(folder, true).reduce((sum, name) => sum + bytesOf(join(folder, name)), 0);
  return `${counted(entries.length, 'damaged or replaced store')} kept, ${formatBytes(bytes)}, in ${folder}`;
}

/** Undefined also where the store cannot tell, whose own checks say why. */
function lastDamage(database: string): Damage | undefined {
  try {
    const db = openReadOnly(database);
    try {
      return getStoreFact(db, 'damage');
    } finally {
      db.close();
    }
  } catch {
    return undefined;
  }
}

/** The last run of retention did what it should, or there was none yet. */
export const sweeps: DoctorCheck = {
  name: 'sweep',
  step: 'looking at the log of clean-ups',
  examine: (db) => atOnce(() => examineSweeps(db)),
};

function examineSweeps(db: SqlDatabase): Finding {
  const last = listSweeps(db, { limit: 1 }).sweeps[0];
  if (!last) return { ok: true, detail: 'none yet' };
  const when = `the last one, ${last.startedAt},`;
  const { outcome, detail } = last;
  if (outcome === 'failed') return { ok: false, detail: `${when} failed: ${detail ?? 'it did not say why'}` };
  if (outcome === 'refused') {
    const cure = 'Set the clock, or run holdfast sweep --confirm-clock.';
    return { ok: false, detail: `${when} was refused: ${detail ?? 'it did not say why'}`, cure };
  }
  return { ok: true, detail: `${when} ${outcome === 'running' ? 'is under way' : `is ${outcome}`}` };
}

function age(ms: number): string {
  if (ms < HOUR_MS) return counted(Math.max(0, Math.floor(ms / MINUTE_MS)), 'minute');
  if (ms < 2 * DAY_MS) return counted(Math.floor(ms / HOUR_MS), 'hour');
  return counted(Math.floor(ms / DAY_MS), 'day');
}

function readdirIfThere(folder: string, recursive = false): string[] {
  try {
    return readdirSync(folder, { recursive, encoding: 'utf8' });
  } catch {
    return [];
  }
}

function bytesOf(path: string): number {
  const found = statSync(path, { throwIfNoEntry: false });
  return found?.isFile() ? found.size : 0;
}
