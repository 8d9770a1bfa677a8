import { CommanderError } from 'commander';
import { describe, expect, it } from 'vitest';
import { createProgram } from '../../native-host/program.ts';
import { commandsOf, helpText } from '../../scripts/cli-docs.ts';

function unused(): never {
  throw new Error('No command is to act here.');
}

/** A program that only parses: no command of it does anything. */
function parsingProgram() {
  const program = createProgram({ machine: unused, paths: unused, launcher: unused, files: unused });
  program.configureOutput({ writeErr: () => {}, writeOut: () => {} });
  for (const command of program.commands) {
    command.configureOutput({ writeErr: () => {}, writeOut: () => {} });
    command.action(() => {});
  }
  return program;
}

/** The words of each `holdfast …` in an example line, as a shell would split it: none of them has quotes. */
function invocations(line: string): string[][] {
  return line
    .split(/\s*(?:&&|\|)\s*/)
    .map((part) => part.replace(/\s*>{1,2}\s*\S+$/, '').split(/\s+/))
    .filter(([name]) => name === 'holdfast')
    .map(([, ...words]) => words);
}

function examplesIn(help: string): string[] {
  const block = /^Examples:\n((?: {2}\$ .+\n)+)/m.exec(help)?.[1] ?? '';
  // What an example does stands two spaces behind it.
  return [...block.matchAll(/^ {2}\$ (.+?)(?: {2,}.*)?$/gm)].map(([, line = '']) => line);
}

const program = createProgram({ machine: unused, paths: unused, launcher: unused, files: unused });
const commands = [program, ...commandsOf(program)].map((command) => [command.name(), command] as const);

describe('createProgram', () => {
  it('has the commands that the documents name', () => {
    const names = commands.map(([name]) => name);
    expect(names).toEqual(
      expect.arrayContaining([
        'install',
        'uninstall',
        'stats',
        'doctor',
        'sweep',
        'backup',
        'backups',
        'restore',
        'export',
        'import',
        'completion',
      ]),
    );
  });

  it('installs into no profile folder on Windows, where no browser reads it', async () => {
    const machine = () => ({ platform: 'win32', env: {}, homedir: 'C:\\\\Users\\\\ada' }) as const;
    const onWindows = createProgram({ machine, paths: unused, launcher: unused, files: unused });
    await expect(onWindows.parseAsync(['install', '--profile', 'p'], { from: 'user' })).rejects.toThrow(
      'On Windows browsers read the registry',
    );
  });

  describe.each(commands)('%s', (name, command) => {
    const help = helpText(command, 100);

    it('says what it does, and what each option and argument is', () => {
      expect(command.description()).not.toBe('');
      const described = [...command.options, ...command.registeredArguments].map(({ description }) => description);
      expect(described).not.toContain('');
    });

    it('lists its exit codes', () => {
      expect(help).toMatch(/^Exit codes:.*\b0\b/ms);
      expect(help.slice(help.indexOf('Exit codes:'))).toMatch(/\b1\b/);
    });

    it('has examples that it would take', async () => {
      const examples = examplesIn(help);
      const words = examples.flatMap(invocations);
      expect(words).not.toEqual([]);
      for (const line of words) {
        if (name !== 'holdfast') expect(line[0]).toBe(name);
        await parsingProgram().parseAsync(line, { from: 'user' });
      }
    });
  });

  it('refuses an example with a mistake in it, so that the test above says something', async () => {
    const parse = (...words: string[]) => parsingProgram().parseAsync(words, { from: 'user' });
    await expect(parse('export', '--format', 'pdf')).rejects.toThrow(CommanderError);
    await expect(parse('import')).rejects.toThrow(CommanderError);
    await expect(parse('backup', '--jsno')).rejects.toThrow(CommanderError);
  });

  it('keeps its lines within a terminal of 80 columns', () => {
    const long = commands.flatMap(([, command]) =>
      helpText(command, 80)
        .split('\n')
        // An example is one line, to be copied.
        .filter((line) => line.length > 80 && !line.startsWith('  $ ')),
    );
    expect(long).toEqual([]);
  });
});
