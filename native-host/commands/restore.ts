import { existsSync, rmSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { AppError } from '../../lib/protocol/errors.ts';
import type { Result } from '../../lib/protocol/methods.ts';
import { counted } from '../../lib/store/checks/check.ts';
import { forgetFacts } from '../backups/backup-facts.ts';
import { takeInBackup } from '../backups/take-in-backup.ts';
import type { DataPaths } from '../paths.ts';
import { askOnTerminal } from './ask-on-terminal.ts';
import { runJobHere, workHere } from './run-job-here.ts';

/**
 * `holdfast restore`: shows what would change, asks unless `isAgreed`, restores. Errors: `not-found`; `invalid` when nobody can be
 * asked; as the jobs. Nothing is changed then.
 */
export async function restoreByHand(
  paths: DataPaths,
  copy: string,
  isAgreed: boolean,
  print: (line: string) => void,
): Promise<void> {
  const isListed = basename(copy) === copy && isFile(join(paths.backups, copy));
  if (!isListed && !isFile(copy)) {
    throw new AppError('not-found', `There is neither a copy named ${copy} nor such a file. See: holdfast backups`);
  }
  const name = isListed ? copy : await workHere(paths, (place) => takeInBackup(copy, place));
  try {
    for (const line of await changesInWords(paths, name)) print(line);
    if (!isAgreed) await ask();
    const { safetyBackup } = await runJobHere('restore', { name }, paths);
    print(`restored  from ${name}`);
    print(`before    is kept as ${safetyBackup}; to go back: holdfast restore ${safetyBackup}`);
  } catch (error) {
    // The file that was named is still where it was.
    if (!isListed) removeTaken(join(paths.backups, name));
    throw error;
  }
}

async function changesInWords(paths: DataPaths, name: string): Promise<string[]> {
  if (!existsSync(paths.database)) return [`store     none yet; it is made at ${paths.database}`];
  const { store, backup, sessions, messages } = await runJobHere('compare', { name }, paths);
  const held = ({ sessions, messages, newest }: typeof store) =>
    `${counted(sessions, 'session')}, ${counted(messages, 'message')}, newest ${newest ?? 'none'}`;
  const both = (count: (difference: Result<'backups/compare'>['sessions']) => number) =>
    `${counted(count(sessions), 'session')} and ${counted(count(messages), 'message')}`;
  return [
    `store     ${held(store)}`,
    `copy      ${held(backup)}`,
    `restoring brings ${both((difference) => difference.onlyInBackup)}`,
    `          removes ${both((difference) => difference.onlyInStore)}`,
    `          changes ${both((difference) => difference.changed)}`,
  ];
}

async function ask(): Promise<void> {
  if (!process.stdin.isTTY) {
    throw new AppError('invalid', 'Nothing was changed: nobody can be asked here. Add --yes to restore.');
  }
  const answer = await askOnTerminal('Restore? [y/N] ');
  if (!/^y(es)?$/i.test(answer.trim()))
    throw new AppError('invalid', 'Not restored, as you said; nothing was changed.');
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

function removeTaken(file: string): void {
  rmSync(file, { force: true });
  forgetFacts(file);
}
