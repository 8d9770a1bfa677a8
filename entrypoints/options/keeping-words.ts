import { formatBytes, formatCount } from '../../lib/format-size.ts';
import type { Backup, Sweep } from '../../lib/protocol/keeping-shapes.ts';
import { age } from '../sidepanel/views/format.ts';

/** A count with its noun: `1 snapshot`, `12 snapshots`. */
export function countOf(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(parts: readonly string[]): string {
  if (parts.length < 2) return parts.join('');
  return `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}

/** How long ago a moment was, as the end of a sentence: `just now`, `3 h ago`, `on 3 May`. */
export function agoWords(timestamp: string, nowMs: number): string {
  const words = age(timestamp, nowMs);
  if (words === 'now') return 'just now';
  return /^\d+ (min|h|d)$/.test(words) ? `${words} ago` : `on ${words}`;
}

const MINUTE_MS = 60_000;

/** In how long a moment is, as the end of a sentence: `now`, `in 5 min`, `in 3 h`, `in 2 d`. */
export function untilWords(timestamp: string, nowMs: number): string {
  const minutes = Math.ceil((Date.parse(timestamp) - nowMs) / MINUTE_MS);
  if (Number.isNaN(minutes) || minutes <= 0) return 'now';
  if (minutes < 60) return `in ${minutes} min`;
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `in ${hours} h` : `in ${Math.round(hours / 24)} d`;
}

/** The moment itself: `25 Nov 2026, 14:03`, in the words of the place. */
export function momentWords(timestamp: string): string {
  const date = new Date(timestamp);
  if (Number.isNaN(date.getTime())) return 'an unknown time';
  return date.toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' });
}

/** The day of a moment: `25 Nov 2026`, in the words of the place. */
export function dayWords(timestamp: string): string {
  const date = new Date(timestamp);
  return Number.isNaN(date.getTime()) ? 'an unknown day' : date.toLocaleDateString(undefined, { dateStyle: 'medium' });
}

/** What a sweep removed, without a verb; undefined when it was nothing. */
export function removedWords(sweep: Pick<Sweep, 'snapshotsDeleted' | 'analyticsDeleted' | 'sessionsPurged'>) {
  const { snapshotsDeleted, analyticsDeleted, sessionsPurged } = sweep;
  const parts = [
    snapshotsDeleted > 0 && countOf(snapshotsDeleted, 'snapshot'),
    analyticsDeleted > 0 && countOf(analyticsDeleted, 'usage record'),
    sessionsPurged > 0 && `${countOf(sessionsPurged, 'session')} from the trash`,
  ].filter((part) => part !== false);
  return parts.length === 0 ? undefined : listed(parts);
}

/** The same as a sentence, with what the disk got back. */
export function sweepResult(sweep: Sweep): string {
  const removed = removedWords(sweep);
  const freed = sweep.bytesFreed > 0 ? ` Freed ${formatBytes(sweep.bytesFreed)} of disk space.` : '';
  return removed === undefined ? `Nothing was old enough to be removed.${freed}` : `Removed: ${removed}.${freed}`;
}

const SWEEP_REASONS: Readonly<Record<string, string>> = {
  manual: 'manual',
  'by hand': 'manual, in a terminal',
  scheduled: 'automatic',
  'deleted forever': 'after something was deleted forever',
};

/** Why a sweep was begun; a reason of a later version as it is. */
export function sweepReason(reason: string): string {
  return SWEEP_REASONS[reason] ?? reason;
}

/** A few words of the host as a sentence; a name or a number alone stays as it is. */
export function asSentence(words: string): string {
  const [first = '', ...others] = words.split(' ');
  if (others.length === 0 || first.includes('_')) return words;
  const text = words.charAt(0).toUpperCase() + words.slice(1);
  return /[.…!?]$/.test(text) ? text : `${text}.`;
}

/** A text of the host with its moments as people write them. */
export function withMoments(text: string): string {
  return text.replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, momentWords);
}

const BACKUP_REASONS: Readonly<Record<string, string>> = {
  daily: 'Daily',
  manual: 'Manual',
  'by-hand': 'Added by hand',
  'before-restore': 'Before a restore',
  'before-import': 'Before an import',
};

/** What a backup was made for; a reason of a later version as it is. */
export function backupReason({ reason }: Pick<Backup, 'reason'>): string {
  if (reason.startsWith('before-migration')) return 'Before an update';
  return BACKUP_REASONS[reason] ?? reason;
}
