import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { CommanderError } from 'commander';
import packageJson from '../package.json' with { type: 'json' };
import { letReadersLeave } from './closed-output.ts';
import { errorInWords } from './error-words.ts';
import { exitCodeOf } from './exit-codes.ts';
import type { HostFiles } from './install/host-files.ts';
import { launcherFileName } from './install/launcher.ts';
import { dataPaths } from './paths.ts';
import { createProgram } from './program.ts';

const machine = { env: process.env, platform: process.platform, homedir: homedir() };
const program = createProgram({
  machine: () => machine,
  paths: () => dataPaths(machine.env, machine.platform, machine.homedir),
  launcher: builtLauncher,
  files: hostFiles,
});

letReadersLeave(process);
try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = exitCodeOf(error);
  // Commander has told its own already.
  if (!(error instanceof CommanderError)) console.error(`holdfast: ${errorInWords(error)}`);
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
