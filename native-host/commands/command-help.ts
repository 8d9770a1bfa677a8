import type { Command } from 'commander';
import { EXIT, EXIT_WORDS, type Exit } from '../exit-codes.ts';

export interface CommandHelp {
  /** What is good to know, a paragraph each. */
  readonly notes?: readonly string[];
  /** Lines as they are typed, each with what it does where that is not plain. */
  readonly examples: readonly (readonly [line: string, what?: string])[];
  /** In its own words, what an exit code means here. */
  readonly exits?: Partial<Record<Exit, string>>;
  /** Whether Ctrl+C lets it end in order. */
  readonly isCancellable?: boolean;
}

/** Puts notes, examples and exit codes below the options of a command's help, alike for all commands. Returns the command. */
export function addHelp(
  command: Command,
  { notes = [], examples, exits, isCancellable = false }: CommandHelp,
): Command {
  const codes = { ...EXIT_WORDS, ...exits };
  const blocks = (width: number) => [
    ...notes.map((note) => command.createHelp().boxWrap(note, width)),
    block('Examples', columns(examples, '$ ')),
    block(
      'Exit codes',
      columns(
        Object.entries(EXIT)
          .filter(([exit]) => isCancellable || exit !== 'cancelled')
          .map(([exit, code]) => [String(code), codes[exit as Exit]]),
      ),
    ),
  ];
  command.showHelpAfterError(`(${fullName(command)} --help shows how)`);
  return command.addHelpText('after', () => `\n${blocks(helpWidth(command)).join('\n\n')}`);
}

function block(title: string, lines: readonly string[]): string {
  return [`${title}:`, ...lines].join('\n');
}

/** Two columns, the second of which may be missing. */
function columns(rows: CommandHelp['examples'], mark = ''): string[] {
  const width = Math.max(...rows.filter(([, what]) => what).map(([line]) => line.length), 0);
  return rows.map(([line, what]) => `  ${mark}${what ? `${line.padEnd(width)}  ${what}` : line}`);
}

function fullName(command: Command): string {
  return command.parent ? `${fullName(command.parent)} ${command.name()}` : command.name();
}

/** As commander's own: the terminal's, or 80 where there is none. */
function helpWidth(command: Command): number {
  return command.configureOutput().getOutHelpWidth?.() ?? 80;
}
