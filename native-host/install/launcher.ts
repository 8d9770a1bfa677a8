import { closeSync, existsSync, openSync, readSync } from 'node:fs';
import { writeAtomically } from './write-atomically.ts';

/** What a browser starts: an absolute interpreter, our program, and a cleaned environment. */
export interface Launcher {
  readonly node: string;
  readonly program: string;
  /** Set for the program, such as a data folder of its own. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** Variables that would load foreign code into the host. */
const CLEARED = ['NODE_OPTIONS', 'NODE_PATH', 'NODE_EXTRA_CA_CERTS', 'LD_PRELOAD'];

/** By this line `register` and `unregister` tell a launcher of ours from another program. */
const MARK = 'Holdfast native messaging host';

/** Writes an executable launcher. Returns nothing; the file is complete or as it was. */
export function writeLauncher(file: string, launcher: Launcher, platform: NodeJS.Platform = process.platform): void {
  writeAtomically(file, launcherText(launcher, platform), 0o755);
}

export function launcherFileName(platform: NodeJS.Platform): string {
  return platform === 'win32' ? 'holdfast-host.bat' : 'holdfast-host';
}

export function launcherText({ node, program, environment = {} }: Launcher, platform: NodeJS.Platform): string {
  const variables = Object.entries(environment);
  if (platform === 'win32') {
    return [
      '@echo off',
      `rem ${MARK}`,
      ...CLEARED.map((name) => `set "${name}="`),
      ...variables.map(([name, value]) => `set "${name}=${batchText(value)}"`),
      `"${batchText(node)}" "${batchText(program)}" %*`,
      '',
    ].join('\r\n');
  }
  return [
    '#!/bin/sh',
    `# ${MARK}`,
    `unset ${CLEARED.join(' ')}`,
    ...variables.map(([name, value]) => `export ${name}=${shellWord(value)}`),
    `exec ${shellWord(node)} ${shellWord(program)} "$@"`,
    '',
  ].join('\n');
}

/** Whether a file is a launcher of ours; undefined when there is no such file. */
export function isLauncher(file: string): boolean | undefined {
  if (!existsSync(file)) return undefined;
  // The mark stands near the top, and another program's file can be large.
  const beginning = Buffer.alloc(512);
  const descriptor = openSync(file, 'r');
  try {
    return beginning.toString('latin1', 0, readSync(descriptor, beginning)).includes(MARK);
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
