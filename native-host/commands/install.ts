import { existsSync } from 'node:fs';
import { type Command, Option } from 'commander';
import { AppError } from '../../lib/protocol/errors.ts';
import { EXTENSION_KEY } from '../../lib/protocol/extension-key.ts';
import { EXIT } from '../exit-codes.ts';
import { BROWSER_NAMES, type Machine } from '../install/browsers.ts';
import { type Choice, type ChosenPlaces, choosePlaces, placesToClear } from '../install/chosen-places.ts';
import { extensionIdOfKey } from '../install/extension-id.ts';
import { findBrowsers } from '../install/find-browsers.ts';
import type { HostFiles } from '../install/host-files.ts';
import type { Installed, PlaceOutcome } from '../install/install-host.ts';
import { hostsFolder, otherHomeOf, readChoice } from '../install/installed-hosts.ts';
import { launcherToldAt } from '../install/register.ts';
import { dataPaths } from '../paths.ts';
import { addHelp } from './command-help.ts';

/** Where a command takes the host from, and which machine it is on. */
export interface InstallContext {
  readonly machine: () => Machine;
  /** Errors: where nothing was built yet. */
  readonly files: () => HostFiles;
}

/** The options of `install` and `uninstall`. */
export function placeOptions(command: Command): Command {
  return command
    .addOption(new Option('--browser <name...>', 'only these').choices(BROWSER_NAMES).conflicts(['profile', 'all']))
    .addOption(new Option('--profile <dir>', 'only one profile (user data) folder').conflicts('all'))
    .option('--all', 'every browser found on this machine, as without any option');
}

/** Adds `holdfast install`. What needs SQLite is loaded when it runs. */
export function addInstallCommand(program: Command, context: InstallContext): void {
  const command = placeOptions(
    program.command('install').description('copy the host into your data folder, try it, and tell browsers of it'),
  ).action(async (choice: Choice) => {
    const machine = context.machine();
    const paths = dataPaths(machine.env, machine.platform, machine.homedir);
    refuseProfile(machine, choice);
    const before = readChoice(hostsFolder(paths.home))?.profiles ?? [];
    const found = findBrowsers(machine);
    const chosen = choosePlaces(choice, found, before.filter(existsSync));
    if (chosen.places.length === 0) throw nothingToDo(chosen);
    refuseMissingHome(machine);
    refuseOtherHome(machine, paths.home, chosen);
    const { installHost } = await import('../install/install-host.ts');
    const done = await installHost({
      from: context.files(),
      paths,
      defaults: chosenHome(machine),
      places: chosen.places.map(({ place }) => place),
      known: placesToClear({}, found, before).places.map(({ place }) => place),
      profiles: chosen.places.filter(({ isProfile }) => isProfile).map(({ name }) => name),
      extensionId: extensionIdOfKey(EXTENSION_KEY),
      onStep: (step) => void process.stderr.write(`${step}…\n`),
    });
    console.log(inWords(chosen, done).join('\n'));
    if (chosen.isMissed || done.registered.some(isUntold)) process.exitCode = EXIT.failed;
  });
  addHelp(command, {
    notes: [
      'The host, SQLite and the Node that runs them are copied, so that what you installed from can be deleted. Browsers are told only when the copy has answered. Doing it again changes nothing; a newer version is put beside the one that runs.',
      'Profiles that were named once are told of an update, too.',
    ],
    examples: [
      ['holdfast install'],
      ['holdfast install --browser brave chromium'],
      ['holdfast install --profile ./profile'],
    ],
    exits: { done: 'installed', failed: 'not installed, or not for every browser that was named' },
  });
}

/** It would be written, and no browser would ever read it. */
function refuseProfile({ platform }: Machine, { profile }: Choice): void {
  if (platform !== 'win32' || profile === undefined) return;
  throw new AppError(
    'invalid',
    'On Windows browsers read the registry, and no profile folder, so nothing was installed. Without --profile, or with --browser, all profiles of a browser have the host.',
  );
}

/** It would be made, and whoever has none has a reason. */
function refuseMissingHome({ env, homedir }: Machine): void {
  if (env['HOLDFAST_HOME'] || existsSync(homedir)) return;
  throw new Error(
    `Your home folder ${homedir} does not exist, so nothing was installed. Set HOME, or say with HOLDFAST_HOME where your data is to be.`,
  );
}

/** An update that forgets where the data is would leave every conversation behind, and say that all is well. */
function refuseOtherHome({ env }: Machine, home: string, { places }: ChosenPlaces): void {
  // Whoever says where the data is to be means it.
  if (env['HOLDFAST_HOME']) return;
  for (const { name, place } of places) {
    const other = otherHomeOf(launcherToldAt(place) ?? '', home);
    if (other === undefined) continue;
    throw new AppError(
      'conflict',
      `${name} uses the host in ${other}, with the conversations there, so nothing was installed. Set HOLDFAST_HOME to ${other} to update that one, or to ${home} to have it begin anew there.`,
    );
  }
}

/** Browsers do not have this process's variables, so the launcher has them where they chose another data folder. */
function chosenHome({ env, platform, homedir }: Machine): Record<string, string> {
  const { home } = dataPaths(env, platform, homedir);
  const { LOCALAPPDATA } = env;
  const usual = dataPaths(LOCALAPPDATA === undefined ? {} : { LOCALAPPDATA }, platform, homedir).home;
  return home === usual ? {} : { HOLDFAST_HOME: home };
}

function inWords({ places, skipped }: ChosenPlaces, { registered, ...done }: Installed): string[] {
  const { host, store } = done.greeting;
  const lines = [
    `host      ${done.folder}${done.wasThere ? ' (was there already)' : ''}`,
    `answers   version ${host.version}, SQLite ${store.sqliteVersion}`,
    ...registered.map((outcome, index) => `${places[index]?.name ?? ''}: ${outcomeInWords(outcome)}`),
    ...skipped.map(({ name, why }) => `${name}: skipped; ${why}`),
    ...done.removed.map((folder) => `removed   ${folder}, an older host`),
  ];
  if (done.running > 0)
    lines.push(`running   ${done.running} from before; they go on, and the next start is the new one`);
  return [...lines, `by hand   ${done.tool} --help`, 'next      open the side panel; it goes on by itself'];
}

function outcomeInWords(done: PlaceOutcome): string {
  switch (done.outcome) {
    case 'failed':
      return `not told; ${done.why}`;
    case 'foreign':
      return `left alone; ${done.manifestFile} belongs to another program (${done.path}). Move it away and install again.`;
    case 'replaced':
      return `${done.manifestFile} (was ${done.path})`;
    case 'unchanged':
      return `${done.manifestFile} (as it was)`;
    case 'registered':
      return done.manifestFile;
  }
}

function isUntold({ outcome }: PlaceOutcome): boolean {
  return outcome === 'foreign' || outcome === 'failed';
}

function nothingToDo({ skipped }: ChosenPlaces): Error {
  const why = skipped.map(({ name, why }) => `\n  ${name}: ${why}`).join('');
  return new Error(
    `No browser was found that can start the host, so nothing was installed.${why}\nInstall one of them, or name a profile (user data) folder with --profile.`,
  );
}
