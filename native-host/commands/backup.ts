import { join } from 'node:path';
import { formatBytes } from '../../lib/format-size.ts';
import type { Backup } from '../../lib/protocol/keeping-shapes.ts';
import { counted } from '../../lib/store/checks/check.ts';
import { listBackups } from '../backups/list-backups.ts';
import type { DataPaths } from '../paths.ts';
import { requireStore } from './require-store.ts';
import { runJobHere } from './run-job-here.ts';

/** `holdfast backup`: what to print. Errors: as `requireStore` and the job. */
export async function makeBackupByHand(paths: DataPaths, asJson: boolean): Promise<string> {
  requireStore(paths.database);
  const { backup } = await runJobHere('backup', { reason: 'manual' }, paths);
  return asJson ? json(backup) : `${join(paths.backups, backup.name)}\n${inWords(backup)}`;
}

/** `holdfast backups --verify`: what to print. Errors: as the job. */
export async function verifyByHand(paths: DataPaths, name: string, asJson: boolean): Promise<string> {
  const { backup } = await runJobHere('verify', { name }, paths);
  return asJson ? json(backup) : `${backup.name} is whole\n${inWords(backup)}`;
}

/** `holdfast backups`: what to print. */
export function listByHand(paths: DataPaths, asJson: boolean): string {
  const list = listBackups(paths.backups, Date.now());
  if (asJson) return json(list);
  if (list.backups.length === 0) return `There are no copies in ${list.folder} yet. To make one: holdfast backup`;
  return [list.folder, ...list.backups.flatMap((backup) => [backup.name, `  ${inWords(backup)}`])].join('\n');
}

/** Size, what it holds, and when it was last checked. */
function inWords({ bytes, counts, verifiedAt }: Backup): string {
  const held = counts
    ? `${counted(counts.sessions, 'session')}, ${counted(counts.messages, 'message')}`
    : 'not looked into yet';
  return `${formatBytes(bytes)}, ${held}, ${verifiedAt === null ? 'not verified' : `verified ${verifiedAt}`}`;
}

function json(value: unknown): string {
  return JSON.stringify(value, null, 2);
}
