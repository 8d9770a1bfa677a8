import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { AppError } from '../../lib/protocol/errors.ts';
import { EXIT } from '../exit-codes.ts';
import { type Choice, type ChosenPlace, type PlacesToClear, placesToClear } from '../install/chosen-places.ts';
import { findBrowsers } from '../install/find-browsers.ts';
import type { Removed } from '../install/uninstall-host.ts';
import { type DataPaths, dataPaths } from '../paths.ts';
import { howToEnd, runningInWords } from '../running-in-words.ts';
import { addHelp } from './command-help.ts';
import { type InstallContext, placeOptions } from './install.ts';

interface UninstallChoice extends Choice {
  readonly purge?: boolean;
}

/** Adds `holdfast uninstall`. What needs SQLite is loaded when it runs. */
export function addUninstallCommand(program: Command, context: Pick<InstallContext, 'machine'>): void {
  const command = placeOptions(
    program.command('uninstall').description('take the host back from browsers and remove it; your data stays'),
  )
    .option('--purge', 'delete your data as well, for ever, after asking')
    .action(async (choice: UninstallChoice) => {
      const machine = context.machine();
      const paths = dataPaths(machine.env, machine.platform, machine.homedir);
      const isPart = choice.browser !== undefined || choice.profile !== undefined;
      if (choice.purge && isPart)
        throw new AppError('invalid', '--purge deletes everything; it takes no --browser and no --profile.');
      const { hostsFolder, readChoice } = await import('../install/installed-hosts.ts');
      const profiles = readChoice(hostsFolder(paths.home))?.profiles ?? [];
      const { places: chosen, shared } = placesToClear(choice, findBrowsers(machine), profiles);
      const { uninstallHost } = await import('../install/uninstall-host.ts');
      const { purgeData } = await import('../install/purge-data.ts');
      const purge = choice.purge ? await import('./purge.ts') : undefined;
      purge?.refusePurge(paths);
      await purge?.confirmPurge(paths);
      purge?.refusePurge(paths);
      const done = uninstallHost({ paths, places: chosen.map(({ place }) => place), isWhole: !isPart });
      console.log([...shared.map(sharedInWords), ...inWords(chosen, done, paths)].join('\n'));
      // A browser may have started one before it was told.
      purge?.refusePurge(paths);
      console.log(purge ? purgedInWords(purgeData(paths), done.program, paths) : `data      ${whatStays(paths)}`);
      if (shared.length > 0 || ['running', 'left'].includes(done.program) || done.unregistered.some(isLeft))
        process.exitCode = EXIT.failed;
    });
  addHelp(command, {
    notes: [
      'With --browser or --profile only these are told; the host stays for the others. Without, the host goes as soon as no browser runs it. Your conversations, backups and what was set aside stay in the data folder.',
      'With --purge they go, too. A last copy of everything is offered first, and you type words to confirm. What the extension itself keeps (settings, keys) goes when you remove it from the browser.',
    ],
    examples: [['holdfast uninstall'], ['holdfast uninstall --browser edge'], ['holdfast uninstall --purge']],
    exits: { failed: 'something is left, or nothing was deleted' },
    isCancellable: true,
  });
}

function sharedInWords({ name, by }: PlacesToClear['shared'][number]): string {
  return `${name}: left as it is; ${by.join(' and ')} would lose the host as well, since both read one file. Name them, too.`;
}

function inWords(
  chosen: readonly ChosenPlace[],
  { unregistered, program, running }: Removed,
  paths: DataPaths,
): string[] {
  const told = unregistered.flatMap((done, index) => {
    const name = chosen[index]?.name ?? '';
    if (done.outcome === 'failed') return `${name}: not taken back; ${done.why}`;
    if (done.outcome === 'foreign') {
      return `${name}: left alone; ${done.manifestFile} belongs to another program (${done.path})`;
    }
    if (done.outcome === 'elsewhere') {
      return `${name}: left alone; ${done.manifestFile} names the host of another data folder (${done.path})`;
    }
    return done.outcome === 'removed' ? `${name}: removed ${done.manifestFile}` : [];
  });
  const browsers = told.length > 0 ? told : ['browsers  none was told of this host'];
  return [...browsers, `host      ${programInWords(program, running, paths)}`];
}

function programInWords(program: Removed['program'], running: Removed['running'], { home }: DataPaths): string {
  switch (program) {
    case 'kept':
      return 'stays for other browsers';
    case 'absent':
      return 'is not installed';
    case 'removed':
      return 'removed';
    case 'running':
      return `stays for now: ${runningInWords(running)}. ${howToEnd(running)}`;
    case 'left':
      return `stays: this system removes no program that runs. Delete ${join(home, 'host')} by hand.`;
  }
}

function whatStays({ home }: DataPaths): string {
  return existsSync(home) ? `stays in ${home}` : `there was none in ${home}`;
}

function purgedInWords(all: readonly string[], program: Removed['program'], { home }: DataPaths): string {
  // The line of the host has said why that is there.
  const left = all.filter((path) => program !== 'left' || path !== join(home, 'host'));
  return left.length === 0 ? `deleted: ${home}` : `deleted; not ours, and left: ${left.join(', ')}`;
}

function isLeft({ outcome }: Removed['unregistered'][number]): boolean {
  return outcome === 'foreign' || outcome === 'failed';
}
