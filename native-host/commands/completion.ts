import { readdirSync } from 'node:fs';
import { Argument, type Command } from 'commander';
import { type Candidate, type Completion, completeLine } from '../completion/complete-line.ts';
import { ASKED, SHELL_SCRIPTS, SHELLS, type Shell } from '../completion/shell-scripts.ts';
import type { DataPaths } from '../paths.ts';
import { addHelp } from './command-help.ts';

/** Adds `holdfast completion`, and the hidden command that its scripts ask. */
export function addCompletionCommands(program: Command, paths: () => DataPaths): void {
  const command = program
    .command('completion')
    .description('print the script that lets a shell complete commands, options and names of backups')
    .addArgument(new Argument('<shell>', 'the shell it is for').choices(SHELLS))
    .action((shell: Shell) => {
      process.stdout.write(SHELL_SCRIPTS[shell]);
    });
  addHelp(command, {
    notes: [
      'It is for those who type “holdfast”, and is written once: it holds from the next shell on, and is still right after an update.',
    ],
    examples: [
      ['holdfast completion bash >> ~/.bashrc'],
      ['holdfast completion zsh >> ~/.zshrc'],
      ['holdfast completion fish > ~/.config/fish/completions/holdfast.fish'],
      ['holdfast completion powershell >> $PROFILE'],
    ],
  });
  program
    .command(ASKED, { hidden: true })
    .argument('<index>')
    .argument('[words...]')
    .action((index: string, words: string[]) => {
      const backups = () => backupsIn(paths().backups);
      const line = { words, index: Number(index) - 1 };
      process.stdout.write(inLines(completeLine(program, line, { backup: backups, copy: backups })));
    });
}

/** Newest first. By their names alone: opening them, or the facts beside them, would take too long for a key. */
function backupsIn(folder: string): Candidate[] {
  try {
    const names = readdirSync(folder).filter((name) => name.endsWith('.db'));
    return names
      .sort()
      .toReversed()
      .map((value) => ({ value, description: 'a copy of the store' }));
  } catch {
    // Without the folder there are none.
    return [];
  }
}

function inLines({ candidates, paths }: Completion): string {
  const lines = candidates.map(({ value, description }) => `${value}\t${description}`);
  return [...lines, `:${paths}`, ''].join('\n');
}
