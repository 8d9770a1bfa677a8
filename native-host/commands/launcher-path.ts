import type { Command } from 'commander';
import { addHelp } from './command-help.ts';

/** Adds `holdfast launcher-path`. `launcher`: its path; throws where there is none. */
export function addLauncherPathCommand(program: Command, launcher: () => string): void {
  const command = program
    .command('launcher-path')
    .description('print the executable that a browser starts')
    .action(() => console.log(launcher()));
  addHelp(command, {
    examples: [['holdfast launcher-path']],
    exits: { failed: 'there is none: the host was not built' },
  });
}
