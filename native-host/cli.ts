import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { Command, CommanderError } from 'commander';
import packageJson from '../package.json' with { type: 'json' };
import { addBackupCommands } from './commands/backup-commands.ts';
import { addDoctorCommand } from './commands/doctor.ts';
import { addExportCommand } from './commands/export.ts';
import { addImportCommand } from './commands/import.ts';
import { addInstallCommand } from './commands/install.ts';
import { addSweepCommand } from './commands/sweep.ts';
import { addUninstallCommand } from './commands/uninstall.ts';
import type { HostFiles } from './install/host-files.ts';
import { launcherFileName } from './install/launcher.ts';
import { dataPaths } from './paths.ts';

const EXIT_USAGE = 2;

const machine = { env: process.env, platform: process.platform, homedir: homedir() };
const program = new Command('holdfast')
  .description('The native host of Holdfast: what the browser starts, and what you do with it by hand.')
  .version(packageJson.version)
  .exitOverride()
  .showHelpAfterError('(holdfast --help shows the commands)')
  .addHelpText(
    'after',
    `
Examples:
  $ holdfast install                       every browser found on this machine
  $ holdfast install --browser brave
  $ holdfast install --profile ./profile   one profile (user data) folder
  $ holdfast stats --json
  $ holdfast doctor                        is everything as it should be?
  $ holdfast backup                        a copy of the store, checked

Exit codes: 0 done, 1 failed, 2 wrong usage.`,
  );

program
  .command('launcher-path')
  .description('print the executable that a browser starts')
  .action(() => console.log(builtLauncher()));

addInstallCommand(program, { machine, files: hostFiles });
addUninstallCommand(program, machine);

program
  .command('stats')
  .description('what the store holds; changes nothing')
  .option('--json', 'as JSON')
  .action(async ({ json }: { json?: boolean }) => {
    const { database } = dataPaths(machine.env, machine.platform, machine.homedir);
    // Loads SQLite, which the other commands do without.
    const { readStats } = await import('./stats.ts');
    const stats = readStats(database);
    console.log(json ? JSON.stringify(stats, null, 2) : table(stats));
  });

addDoctorCommand(program, () => dataPaths(machine.env, machine.platform, machine.homedir));
addSweepCommand(program, () => dataPaths(machine.env, machine.platform, machine.homedir));
addBackupCommands(program, () => dataPaths(machine.env, machine.platform, machine.homedir));
addExportCommand(program, () => dataPaths(machine.env, machine.platform, machine.homedir));
addImportCommand(program, () => dataPaths(machine.env, machine.platform, machine.homedir));

try {
  await program.parseAsync();
} catch (error) {
  // Commander has already printed its own errors, and ends `--help` and `--version` this way too.
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : EXIT_USAGE;
  else {
    console.error(`holdfast: ${error instanceof Error ? error.message : error}`);
    process.exitCode = 1;
  }
}

/** Where the built program lies: beside this file when it is built itself, else in the checkout's output. */
function builtFolder(): string {
  const here = import.meta.dirname;
  return basename(here) === 'native-host' ? join(dirname(here), '.output', 'host') : here;
}

/** What `install` copies: this host, in a checkout, an unpacked archive or installed already. */
function hostFiles(): HostFiles {
  const folder = builtFolder();
  if (!existsSync(join(folder, 'main.mjs'))) throw new Error(`Not built yet: ${folder} is absent. Run: npm run build`);
  return { folder, node: process.execPath, version: packageJson.version };
}

function builtLauncher(): string {
  const launcher = join(builtFolder(), launcherFileName(process.platform));
  if (!existsSync(launcher)) throw new Error(`Not built yet: ${launcher} is absent. Run: npm run build`);
  return launcher;
}

function table(values: object): string {
  const rows = Object.entries(values).map(([name, value]) => [name, value ?? 'none'] as const);
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, value]) => `${name.padEnd(width)}  ${value}`).join('\n');
}
