import { closeSync, existsSync, openSync, readSync } from 'node:fs';
import { writeAtomically } from './write-atomically.ts';

/** What a browser starts: an absolute interpreter, our program, and a cleaned environment. */
export interface Launcher {
  readonly node: string;
  readonly program: string;
  /** Set for the program, such as a data folder of its own. */
  readonly environment?: Readonly<Record<string, string>>;
  /** The same where whoever starts it has set nothing. */
  readonly defaults?: Readonly<Record<string, string>>;
}

/** Variables that would load foreign code into the host. */
export const CLEARED: readonly string[] = ['NODE_OPTIONS', 'NODE_PATH', 'NODE_EXTRA_CA_CERTS', 'LD_PRELOAD'];

/** By this line what we wrote is told from another program. */
const MARK = 'Holdfast native messaging host';

/** Writes an executable launcher. Returns nothing; the file is complete or as it was. */
export function writeLauncher(file: string, launcher: Launcher, platform: NodeJS.Platform = process.platform): void {
  writeAtomically(file, launcherText(launcher, platform), 0o755);
}

export function launcherFileName(platform: NodeJS.Platform): string {
  return platform === 'win32' ? 'holdfast-host.bat' : 'holdfast-host';
}

/** What people start: the command line tool of an installed host. */
export function toolFileName(platform: NodeJS.Platform): string {
  return platform === 'win32' ? 'holdfast.bat' : 'holdfast';
}

export function launcherText(launcher: Launcher, platform: NodeJS.Platform): string {
  return platform === 'win32' ? batchFile(launcher) : shellScript(launcher);
}

function shellScript({ node, program, environment = {}, defaults = {} }: Launcher): string {
  return [
    '#!/bin/sh',
    `# ${MARK}`,
    `unset ${CLEARED.join(' ')}`,
    ...Object.entries(environment).map(([name, value]) => `export ${name}=${shellWord(value)}`),
    ...Object.entries(defaults).map(
      ([name, value]) => `[ -n "\${${name}:-}" ] || { ${name}=${shellWord(value)}; export ${name}; }`,
    ),
    `exec ${shellWord(node)} ${shellWord(program)} "$@"`,
    '',
  ].join('\n');
}

function batchFile({ node, program, environment = {}, defaults = {} }: Launcher): string {
  const texts = [node, program, ...Object.values(environment), ...Object.values(defaults)];
  return [
    '@echo off',
    `rem ${MARK}`,
    // What is set below is not of the window it is typed in; and where a person has switched that on, `!` would begin a variable.
    'setlocal DisableDelayedExpansion',
    // The file is in UTF-8, and read in the code page of the console.
    ...(texts.some(hasForeignLetters) ? ['chcp 65001 >nul'] : []),
    ...CLEARED.map((name) => `set "${name}="`),
    ...Object.entries(environment).map(([name, value]) => `set "${name}=${batchText(value)}"`),
    ...Object.entries(defaults).map(([name, value]) => `if not defined ${name} set "${name}=${batchText(value)}"`),
    // In one line: a file that an update replaced meanwhile would be read on at the same place.
    `("${batchText(node)}" "${batchText(program)}" %*) & exit /b`,
    '',
  ].join('\r\n');
}

function hasForeignLetters(text: string): boolean {
  return /[^ -~]/.test(text);
}

/** The programs that a launcher of ours starts, interpreter first; empty where it cannot be told. */
export function startedBy(text: string): string[] {
  const line = text.split(/\r?\n/).find((each) => /^(exec |\(")/.test(each)) ?? '';
  const words = line.startsWith('exec') ? /'((?:[^']|'\\'')*)'/g : /"([^"]*)"/g;
  const found = [...line.matchAll(words)].map(([, word = '']) => word);
  return line.startsWith('exec')
    ? found.map((word) => word.replaceAll(`'\\''`, "'"))
    : found.map((word) => word.replaceAll('%%', '%'));
}

/** Whether a text is that of a launcher of ours; the mark stands near its top. */
export function isLauncherText(text: string): boolean {
  return text.slice(0, 512).includes(MARK);
}

/** Whether a file is a launcher of ours; undefined when there is no such file. */
export function isLauncher(file: string): boolean | undefined {
  if (!existsSync(file)) return undefined;
  // Another program's file can be large.
  const beginning = Buffer.alloc(512);
  const descriptor = openSync(file, 'r');
  try {
    return isLauncherText(beginning.toString('latin1', 0, readSync(descriptor, beginning)));
  } finally {
    closeSync(descriptor);
  }
}

function shellWord(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** Paths on Windows hold no quotes; a percent sign would begin a variable. */
function batchText(text: string): string {
  return text.replaceAll('%', '%%');
}
