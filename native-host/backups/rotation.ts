import type { Backup } from '../../lib/protocol/keeping-shapes.ts';
import { isAutomatic, isSafety } from './backup-name.ts';

/** The newest ones stay, whatever room they take. */
export const KEPT_NEWEST = 2;

/** How many days, ISO weeks and months keep the newest backup of each. */
const KEPT_DAYS = 7;
const KEPT_WEEKS = 4;
export const KEPT_MONTHS = 6;

/** What was done after a safety copy may be found to be wrong only days later. */
const SAFETY_MS = 7 * 24 * 60 * 60 * 1000;

/** All backups together are at most so many times as large as the store. */
const MAX_STORES = 3;

/** How long a store that became smaller counts as large as it was. */
const MISSED_MS = 30 * 24 * 60 * 60 * 1000;

/**
 * How large a store counts for its copies: as large as the largest copy that was made by itself in the last 30 days. One that was lost and begun anew, or of
 * which most was removed by mistake, would else let go within two days of everything that holds what it had.
 */
export function countedBytes(
  backups: readonly Backup[],
  { nowMs, storeBytes }: Pick<RotationOptions, 'nowMs' | 'storeBytes'>,
): number {
  const young = backups.filter(
    ({ reason, createdAt }) => isAutomatic(reason) && Date.parse(createdAt) > nowMs - MISSED_MS,
  );
  return Math.max(storeBytes, ...young.map(({ bytes }) => bytes));
}

export interface RotationOptions {
  readonly nowMs: number;
  /** What the store takes, by {@link countedBytes}. */
  readonly storeBytes: number;
  /** Names of backups that are in use. */
  readonly inUse?: readonly string[];
}

/**
 * Which backups go, oldest first. Of those that Holdfast made by itself, the newest of each of the last 7 days, 4 ISO weeks
 * and 6 months stay, and safety copies for a week; then the oldest go until all together take at most three times the
 * store, safety copies of this week last. The newest two, the newest two verified ones and every one that a person made stay in
 * any case, and none goes that has no newer verified one. Days, weeks and months are those that have backups, in UTC: a
 * clock that was wrong, or a machine that was off, must not empty the folder.
 */
export function backupsToRemove(
  backups: readonly Backup[],
  { nowMs, storeBytes, inUse = [] }: RotationOptions,
): string[] {
  const newestFirst = backups.toSorted((one, other) => (one.createdAt < other.createdAt ? 1 : -1));
  const verified = newestFirst.filter(({ verifiedAt }) => verifiedAt !== null);
  const untouchable = new Set([...newestFirst.slice(0, KEPT_NEWEST), ...verified.slice(0, KEPT_NEWEST)]);
  const oldestFirst = newestFirst
    .filter((backup) => isAutomatic(backup.reason) && !untouchable.has(backup) && !inUse.includes(backup.name))
    // The newest verified one stays, so that whatever goes has a newer verified one.
    .filter(({ createdAt }) => verified.length > 0 && createdAt < (verified[0]?.createdAt ?? ''))
    .reverse();
  const kept = keptByCalendar(newestFirst.filter(({ reason }) => isAutomatic(reason)));
  const isYoungSafety = ({ reason, createdAt }: Backup) =>
    isSafety(reason) && Date.parse(createdAt) > nowMs - SAFETY_MS;

  const going = new Set(oldestFirst.filter((backup) => !kept.has(backup) && !isYoungSafety(backup)));
  const goingForRoom = [
    ...oldestFirst.filter((backup) => !isYoungSafety(backup)),
    ...oldestFirst.filter((backup) => isYoungSafety(backup)),
  ];
  let bytes = sum(backups.filter((backup) => !going.has(backup)));
  for (const backup of goingForRoom) {
    if (bytes <= MAX_STORES * storeBytes) break;
    if (going.has(backup)) continue;
    going.add(backup);
    bytes -= backup.bytes;
  }
  return oldestFirst.filter((backup) => going.has(backup)).map(({ name }) => name);
}

/** The newest of each day, week and month, as far back as each is kept. */
function keptByCalendar(newestFirst: readonly Backup[]): Set<Backup> {
  const newestOfEach = (periodOf: (createdAt: string) => string, count: number) =>
    [...new Map(newestFirst.toReversed().map((backup) => [periodOf(backup.createdAt), backup]))]
      .sort(([one], [other]) => (one < other ? 1 : -1))
      .slice(0, count)
      .map(([, backup]) => backup);
  return new Set([
    ...newestOfEach((createdAt) => createdAt.slice(0, 10), KEPT_DAYS),
    ...newestOfEach(mondayOf, KEPT_WEEKS),
    ...newestOfEach((createdAt) => createdAt.slice(0, 7), KEPT_MONTHS),
  ]);
}

/** The day on which the ISO week of a moment begins. */
function mondayOf(createdAt: string): string {
  const date = new Date(createdAt);
  date.setUTCDate(date.getUTCDate() - ((date.getUTCDay() + 6) % 7));
  return date.toISOString().slice(0, 10);
}

function sum(backups: readonly Backup[]): number {
  return backups.reduce((total, { bytes }) => total + bytes, 0);
}
