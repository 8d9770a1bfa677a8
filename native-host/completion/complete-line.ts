import type { Argument, Command, Option } from 'commander';

/** A word that could stand where the cursor is. */
export interface Candidate {
  readonly value: string;
  readonly description: string;
}

/** What could stand where the cursor is; where nothing does, a shell may offer what it knows of `paths`. */
export interface Completion {
  readonly candidates: readonly Candidate[];
  readonly paths: 'files' | 'folders' | 'none';
}

export interface Line {
  /** The words after the program's name. */
  readonly words: readonly string[];
  /** Which of them is being written; the number of words when a new one begins. */
  readonly index: number;
}

/** The names that only the data folder knows, by the placeholder that stands for them in `--help`. */
export type KnownNames = Readonly<Record<string, () => readonly Candidate[]>>;

const NOTHING: Completion = { candidates: [], paths: 'none' };

/** By the placeholder in `--help`: where a path is to be written, also in place of a known name. */
const PATHS: Readonly<Record<string, Completion['paths']>> = { file: 'files', copy: 'files', dir: 'folders' };

/** Completes a line by what the program's commands say of themselves, so that a new command completes without more ado. */
export function completeLine(program: Command, line: Line, names: KnownNames): Completion {
  const known = { ...names, command: () => commandsOf(program) };
  const { before, current } = wordsAround(line);
  const read = readWords(program, before);
  if (!read) return NOTHING;
  const { command, operandCount, option, isOptionsEnd } = read;
  if (option && !(option.variadic && current.startsWith('-')))
    return startingWith(current, valuesOf(option, placeholderOf(option), known));
  if (current.startsWith('-') && !isOptionsEnd) return completeOption(command, current, before, known);
  if (operandCount === 0 && command.commands.length > 0) {
    return startingWith(current, { candidates: commandsOf(command), paths: 'none' });
  }
  const argument = argumentAt(command, operandCount);
  return argument ? startingWith(current, valuesOf(argument, argument.name(), known)) : NOTHING;
}

/** Bash takes `--format=json` for three words. */
function wordsAround({ words, index }: Line): { before: string[]; current: string } {
  const current = words[index] ?? '';
  const before = words.slice(0, index).filter((word, at) => word !== '=' || at === 0);
  return { before, current: current === '=' ? '' : current };
}

interface ReadWords {
  readonly command: Command;
  readonly operandCount: number;
  /** The option that waits for its value. */
  readonly option: Option | undefined;
  /** After `--`. */
  readonly isOptionsEnd: boolean;
}

/** What the words before the cursor say; undefined when they name a command that there is not. */
function readWords(program: Command, words: readonly string[]): ReadWords | undefined {
  let command = program;
  let operandCount = 0;
  let option: Option | undefined;
  let isOptionsEnd = false;
  for (const word of words) {
    if (option && !(option.variadic && word.startsWith('-'))) {
      if (!option.variadic) option = undefined;
    } else if (word.startsWith('-') && !isOptionsEnd) {
      isOptionsEnd = word === '--';
      const [name, value] = word.split('=', 2);
      const found = optionsOf(command).find(({ short, long }) => name === short || name === long);
      option = found && takesValue(found) && value === undefined ? found : undefined;
    } else if (command === program) {
      const named = program
        .createHelp()
        .visibleCommands(program)
        .find((each) => each.name() === word);
      if (!named) return undefined;
      command = named;
    } else operandCount++;
  }
  return { command, operandCount, option, isOptionsEnd };
}

function commandsOf(command: Command): Candidate[] {
  return visibleCommands(command).map((each) => ({ value: each.name(), description: each.description() }));
}

function visibleCommands(command: Command): Command[] {
  return command.createHelp().visibleCommands(command);
}

function optionsOf(command: Command): Option[] {
  return command.createHelp().visibleOptions(command);
}

function takesValue({ required, optional }: Option): boolean {
  return required || optional;
}

function completeOption(command: Command, current: string, before: readonly string[], known: KnownNames): Completion {
  const [name = '', value] = current.split('=', 2);
  if (value === undefined) {
    const candidates = optionsOf(command)
      .filter(({ short, long, variadic }) => variadic || !before.some((word) => word === short || word === long))
      .map(({ short, long, description }) => ({ value: long ?? short ?? '', description }));
    return startingWith(current, { candidates, paths: 'none' });
  }
  const option = optionsOf(command).find(({ long }) => long === name);
  if (!option || !takesValue(option)) return NOTHING;
  const { candidates, paths } = valuesOf(option, placeholderOf(option), known);
  const whole = candidates.map((each) => ({ ...each, value: `${name}=${each.value}` }));
  return startingWith(current, { candidates: whole, paths });
}

function valuesOf({ argChoices }: Option | Argument, placeholder: string, known: KnownNames): Completion {
  const choices = argChoices?.map((value) => ({ value, description: '' }));
  return { candidates: choices ?? known[placeholder]?.() ?? [], paths: PATHS[placeholder] ?? 'none' };
}

/** `file` of `--out <file>`. */
function placeholderOf({ flags }: Option): string {
  return /[<[]([\w-]+)/.exec(flags)?.[1] ?? '';
}

function argumentAt({ registeredArguments }: Command, index: number): Argument | undefined {
  const last = registeredArguments.at(-1);
  return registeredArguments[index] ?? (last?.variadic ? last : undefined);
}

function startingWith(start: string, { candidates, paths }: Completion): Completion {
  return { candidates: candidates.filter(({ value }) => value.startsWith(start)), paths };
}
