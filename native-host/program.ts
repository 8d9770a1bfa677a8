import { Command } from 'commander';
import packageJson from '../package.json' with { type: 'json' };
import { addBackupCommands } from './commands/backup-commands.ts';
import { addHelp } from './commands/command-help.ts';
import { addCompletionCommands } from './commands/completion.ts';
import { addDoctorCommand } from './commands/doctor.ts';
import { addExportCommand } from './commands/export.ts';
import { addImportCommand } from './commands/import.ts';
import { addInstallCommand, type InstallContext } from './commands/install.ts';
import { addLauncherPathCommand } from './commands/launcher-path.ts';
import { addStatsCommand } from './commands/stats.ts';
import { addSweepCommand } from './commands/sweep.ts';
import { addUninstallCommand } from './commands/uninstall.ts';
import type { DataPaths } from './paths.ts';

/** What the commands work on; each is asked for when a command runs. */
export interface ProgramPlaces extends InstallContext {
  readonly paths: () => DataPaths;
  /** The executable that a browser starts; throws where it is not built. */
  readonly launcher: () => string;
}

/** The command line: every command with its help. Nothing happens before it is told to parse; it then throws what went wrong. */
export function createProgram(places: ProgramPlaces): Command {
  const program = new Command('holdfast')
    .description('The native host of Holdfast: what the browser starts, and what you do with it by hand.')
    .version(packageJson.version)
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, 'holdfast: ')) });
  const { paths, launcher } = places;
  addInstallCommand(program, places);
  addUninstallCommand(program, places);
  addLauncherPathCommand(program, launcher);
  addStatsCommand(program, paths);
  addDoctorCommand(program, paths);
  addSweepCommand(program, paths);
  addBackupCommands(program, paths);
  addExportCommand(program, paths);
  addImportCommand(program, paths);
  addCompletionCommands(program, paths);
  addHelp(program, {
    notes: ['holdfast <command> --help tells more of each, with examples.'],
    examples: [
      ['holdfast install', 'copies the host, and tells every browser that is here'],
      ['holdfast stats', 'what the store holds'],
      ['holdfast doctor', 'is everything as it should be?'],
      ['holdfast backup', 'a copy of the store, checked'],
      ['holdfast export', 'everything, as one file'],
    ],
    isCancellable: true,
  });
  return program;
}
