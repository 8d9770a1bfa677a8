import type { Backup } from '../../lib/protocol/keeping-shapes.ts';
import { formatTimestamp } from '../../lib/protocol/timestamp.ts';
import { isAutomatic } from './backup-name.ts';
import { KEPT_MONTHS, KEPT_NEWEST } from './rotation.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** How long what the store held until now can still be found in backups. */
export interface Held {
  /**
   * When the last one that Holdfast made by itself goes at the latest, if one is made every day; null when there is none.
   * It goes with a later backup, so on a machine that is not used it stays.
   */
  readonly heldUntil: string | null;
  /** Those that stay until a person removes them. */
  readonly keptByHand: number;
}

/**
 * What is removed from the store now is in every backup there is. The newest one stays longest where it is the last of its
 * month: until that is no longer one of the months that are kept.
 */
export function heldByBackups(backups: readonly Backup[], nowMs: number): Held {
  const automatic = backups.filter(({ reason }) => isAutomatic(reason));
  const newestMs = Math.max(...automatic.map(({ createdAt }) => Date.parse(createdAt)));
  return {
    heldUntil: automatic.length === 0 ? null : formatTimestamp(Math.max(leavesMonths(newestMs), leavesNewest(nowMs))),
    keptByHand: backups.length - automatic.length,
  };
}

/** When the month of a moment is followed by as many as are kept. */
function leavesMonths(ms: number): number {
  const date = new Date(ms);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + KEPT_MONTHS, 1);
}

/** When as many were made since as stay in any case. */
function leavesNewest(nowMs: number): number {
  return nowMs + KEPT_NEWEST * DAY_MS;
}
