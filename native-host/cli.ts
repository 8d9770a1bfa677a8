import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { type Command, CommanderError, Option } from 'commander';
import { EXTENSION_KEY } from '../lib/protocol/extension-key.ts';
import { letReadersLeave } from './closed-output.ts';
import { errorInWords } from './error-words.ts';
import { exitCodeOf } from './exit-codes.ts';
import { BROWSER_NAMES, type BrowserName, browserPlace, type ManifestPlace, profilePlace } from './install/browsers.ts';
import { extensionIdOfKey } from './install/extension-id.ts';
import { launcherFileName } from './install/launcher.ts';
import { register, unregister } from './install/register.ts';
import { dataPaths } from './paths.ts';
import { createProgram } from './program.ts';

interface Where {
  readonly browser?: BrowserName;
  readonly profile?: string;
}

const machine = { env: process.env, platform: process.platform, homedir: homedir() };
const program = createProgram({
  paths: () => dataPaths(machine.env, machine.platform, machine.homedir),
  launcher: builtLauncher,
});

whereOptions(program.command('install').description('tell browsers of this host')).action((where: Where) => {
  const registration = { launcher: builtLauncher(), extensionId: extensionIdOfKey(EXTENSION_KEY) };
  for (const place of places(where)) {
    const done = register(place, registration);
    if (done.outcome === 'foreign') throw foreignManifest(done.manifestFile, done.path);
    console.log(`${done.outcome}: ${done.manifestFile}${done.outcome === 'replaced' ? ` (was ${done.path})` : ''}`);
  }
});

whereOptions(program.command('uninstall').description('take this host back from browsers')).action((where: Where) => {
  for (const place of places(where)) {
    const done = unregister(place);
    if (done.outcome === 'foreign') throw foreignManifest(done.manifestFile, done.path);
    console.log(`${done.outcome}: ${done.manifestFile}`);
  }
});

letReadersLeave(process);
try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = exitCodeOf(error);
  // Commander has told its own already.
  if (!(error instanceof CommanderError)) console.error(`holdfast: ${errorInWords(error)}`);
}

function whereOptions(command: Command): Command {
  return command
    .addOption(new Option('--browser <name>', 'one browser of this user').choices(BROWSER_NAMES).conflicts('profile'))
    .option('--profile <dir>', 'one profile (user data) folder');
}

function places({ browser, profile }: Where): ManifestPlace[] {
  if (profile !== undefined) return [profilePlace(resolve(profile))];
  if (browser !== undefined) return [browserPlace(browser, machine)];
  const found = BROWSER_NAMES.map((name) => browserPlace(name, machine)).filter((place) =>
    existsSync(place.settingsFolder),
  );
  if (found.length > 0) return found;
  throw new Error('No browser has been used by this user yet. Name one with --browser, or a folder with --profile.');
}

/** Where the built program lies: beside this file when it is built itself, else in the checkout's output. */
function builtFolder(): string {
  const here = import.meta.dirname;
  return basename(here) === 'native-host' ? join(dirname(here), '.output', 'host') : here;
}

function builtLauncher(): string {
  const launcher = join(builtFolder(), launcherFileName(process.platform));
  if (!existsSync(launcher)) throw new Error(`Not built yet: ${launcher} is absent. Run: npm run build`);
  return launcher;
}

function foreignManifest(file: string, path: string): Error {
  return new Error(`${file} belongs to another program (${path}); it was left as it is. Move it away to go on.`);
}
