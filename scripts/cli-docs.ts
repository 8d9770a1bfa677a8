import { join } from 'node:path';
import type { Command } from 'commander';
import { EXIT, EXIT_WORDS, type Exit } from '../native-host/exit-codes.ts';
import { createProgram } from '../native-host/program.ts';
import { writeOrCheck } from './generated-file.ts';
import { table } from './markdown-table.ts';
import { ROOT } from './repository.ts';

const FILE = join(ROOT, 'docs', 'cli.md');

const WIDTH = 100;

const INTRODUCTION = `# The command line

\`holdfast <command>\` once installed, \`npm run host -- <command>\` in a checkout. Written by \`npm run cli-docs\` from the commands
themselves: this is what \`--help\` prints.

Only what was asked for goes to stdout; how far something is, and errors as \`holdfast: what happened, to what, what to do\`, go to stderr.
With \`--json\` stdout is JSON. There are no colours. Ctrl+C lets a job stop where nothing is half done; a second one ends it at
once, after which the store is whole too.`;

/** The text of `docs/cli.md`. */
export function cliText(): string {
  const program = createProgram({ machine: unused, paths: unused, launcher: unused, files: unused });
  const exits = Object.entries(EXIT).map(([exit, code]) => [String(code), EXIT_WORDS[exit as Exit]]);
  const commands = [program, ...commandsOf(program)];
  const parts = [
    INTRODUCTION,
    '## Exit codes',
    table(['code', 'meaning'], exits),
    ...commands.flatMap((command) => [
      `## ${command === program ? '' : `${program.name()} `}${command.name()}`,
      `\`\`\`text\n${helpText(command, WIDTH)}\`\`\``,
    ]),
  ];
  return `${parts.join('\n\n')}\n`;
}

/** The commands that `--help` names, without that of commander itself. */
export function commandsOf(program: Command): Command[] {
  const named = program.createHelp().visibleCommands(program);
  return program.commands.filter((command) => named.includes(command));
}

/** What a command's `--help` prints, in so many columns. */
export function helpText(command: Command, width: number): string {
  let text = '';
  command
    .configureOutput({
      getOutHelpWidth: () => width,
      writeOut: (part) => {
        text += part;
      },
    })
    .outputHelp();
  return text;
}

function unused(): never {
  throw new Error('No command is run here.');
}

if (import.meta.main) writeOrCheck(FILE, cliText(), process.argv.slice(2));
