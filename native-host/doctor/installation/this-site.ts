import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { EXTENSION_KEY } from '../../../lib/protocol/extension-key.ts';
import packageJson from '../../../package.json' with { type: 'json' };
import type { Machine } from '../../install/browsers.ts';
import { extensionIdOfKey } from '../../install/extension-id.ts';
import { findBrowsers } from '../../install/find-browsers.ts';
import { readFacts, runtimeName } from '../../install/host-files.ts';
import { hostsFolder, launcherOf, listHosts, readChoice } from '../../install/installed-hosts.ts';
import { CLEARED } from '../../install/launcher.ts';
import { windowsRegistry } from '../../install/registry.ts';
import { tryLauncher } from '../../install/try-launcher.ts';
import type { DataPaths } from '../../paths.ts';
import { realDisk } from './real-disk.ts';
import type { Hosts, Ran, Site } from './site.ts';

/** Windows looks for viruses in a new program before it starts it. */
const TIMEOUT_MS = 30_000;

/** The installation on this machine that goes with a data folder. */
export function thisSite(machine: Machine, paths: DataPaths): Site {
  return {
    machine,
    paths,
    uid: process.getuid?.(),
    hosts: hostsOf(paths),
    extensionId: extensionIdOfKey(EXTENSION_KEY),
    version: packageJson.version,
    browsers: findBrowsers(machine),
    disk: realDisk,
    registry: windowsRegistry,
    now: Date.now,
    run,
    greet: tryLauncher,
    // It loads SQLite, which may be what is broken.
    running: async () => (await import('../../running-programs.ts')).runningPrograms(paths.locks),
  };
}

function hostsOf({ home }: DataPaths): Hosts {
  const hosts = hostsFolder(home);
  const choice = readChoice(hosts);
  const folder = choice && join(hosts.path, choice.folder);
  const chosen = choice &&
    folder !== undefined && {
      folder,
      launcher: launcherOf(hosts, choice.folder),
      node: join(folder, runtimeName()),
      facts: readFacts(folder),
    };
  return {
    folder: hosts.path,
    names: listHosts(hosts).map((host) => host.folder),
    choice,
    chosen: chosen || undefined,
  };
}

/** With the environment that a launcher makes. */
function run(program: string, args: readonly string[]): Promise<Ran> {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !CLEARED.includes(name)));
  return new Promise((resolve) => {
    execFile(program, args, { env, timeout: TIMEOUT_MS, windowsHide: true }, (error, stdout, stderr) => {
      resolve(error ? { problem: whyFailed(error, stderr) } : { output: stdout });
    });
  });
}

/** Node prints where it failed before what it met. */
function whyFailed(error: Error, stderr: string): string {
  const lines = stderr.split('\n').filter((line) => line.trim() !== '');
  return lines.find((line) => /^\w*Error: /.test(line)) ?? lines[0] ?? error.message.split('\n')[0] ?? error.name;
}
