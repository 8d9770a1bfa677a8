import { formatTimestamp, normalizeTimestamp } from '../../lib/protocol/timestamp.ts';

/** What a backup's name says of it. `createdAt` in the stored form. */
export interface BackupName {
  readonly createdAt: string;
  readonly reason: string;
}

/** Of a file that a person put there, with their own name or by `holdfast restore <path>`. */
export const BY_HAND = 'by-hand';

const NAME = /^(\d{4}-\d\d-\d\dT\d\d)-(\d\d)-(\d\d\.\d{3}Z)-([a-z][\w.-]*)\.db$/;

/** The name of a backup made at a moment: sorted by name is sorted by time, and no system forbids a letter of it. */
export function backupName(nowMs: number, reason: string): string {
  return `${formatTimestamp(nowMs).replaceAll(':', '-')}-${reason}.db`;
}

/** Undefined for a name that is none of ours. */
export function readBackupName(name: string): BackupName | undefined {
  const [, hour, minute, seconds, reason] = NAME.exec(name) ?? [];
  const createdAt = normalizeTimestamp(`${hour}:${minute}:${seconds}`);
  return createdAt === undefined || reason === undefined ? undefined : { createdAt, reason };
}

/** Whether Holdfast made it by itself; only such a backup is ever removed by itself. */
export function isAutomatic(reason: string): boolean {
  return reason === 'daily' || isSafety(reason);
}

/** Whether it was made so that something large can be taken back: `before-restore`, `before-import`, … */
export function isSafety(reason: string): boolean {
  return reason.startsWith('before-');
}
