import { existsSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as v from 'valibot';
import { type HostFacts, readFacts } from './host-files.ts';
import { launcherFileName, toolFileName } from './launcher.ts';
import { removeIfEmpty } from './remove-if-empty.ts';
import { writeAtomically } from './write-atomically.ts';

/** Which host browsers start, and where they were told so. `folder`: the name of one in the folder of hosts. */
const choice = v.object({
  folder: v.string(),
  previous: v.nullable(v.string()),
  /** Profile folders that were named by hand: nothing else tells where their manifests are. */
  profiles: v.array(v.string()),
});
export type HostChoice = v.InferOutput<typeof choice>;

/** Where the hosts of a data folder lie. */
export interface HostsFolder {
  readonly path: string;
  /** What a person starts. */
  readonly tool: string;
}

/** The folder of the installed hosts: `host` in the data folder. Nothing is made. */
export function hostsFolder(home: string, platform: NodeJS.Platform = process.platform): HostsFolder {
  const path = join(home, 'host');
  return { path, tool: join(path, toolFileName(platform)) };
}

/** The one that browsers start; undefined where none was installed, or nobody can tell. */
export function readChoice({ path }: HostsFolder): HostChoice | undefined {
  try {
    return v.parse(choice, JSON.parse(readFileSync(choiceFile(path), 'utf8')));
  } catch {
    return undefined;
  }
}

export function writeChoice({ path }: HostsFolder, chosen: HostChoice): void {
  writeAtomically(choiceFile(path), `${JSON.stringify(chosen, null, 2)}\n`, 0o600);
}

/** What browsers start of an installed host. */
export function launcherOf({ path }: HostsFolder, folder: string): string {
  return join(path, folder, launcherFileName(process.platform));
}

/** The data folder, other than `home`, whose installed host a launcher starts; undefined where it is of none, or gone. */
export function otherHomeOf(launcher: string, home: string): string | undefined {
  const other = dirname(dirname(dirname(launcher)));
  const hosts = hostsFolder(other);
  const isInstalled =
    dirname(dirname(launcher)) === hosts.path && existsSync(launcher) && readChoice(hosts) !== undefined;
  return isInstalled && !isSameFolder(other, home) ? other : undefined;
}

function isSameFolder(one: string, other: string): boolean {
  return existsSync(other) && realpathSync(one) === realpathSync(other);
}

/** A host that was put here whole. */
export interface InstalledHost {
  readonly folder: string;
  readonly facts: HostFacts;
}

/** Every whole host that was put here, by the names of their folders. */
export function listHosts({ path }: HostsFolder): InstalledHost[] {
  return foldersIn(path).flatMap((folder) => {
    const facts = readFacts(join(path, folder));
    return facts ? [{ folder, facts }] : [];
  });
}

/** Removes the hosts that are not named, and what an installation left that was broken off. Returns what is gone. */
export function removeOtherHosts({ path }: HostsFolder, kept: readonly string[]): string[] {
  const others = hostsIn(path).filter((folder) => !kept.includes(folder));
  for (const folder of others) rmSync(join(path, folder), { recursive: true, force: true, maxRetries: 3 });
  return others.filter((folder) => !folder.startsWith('.'));
}

/** Removes every host, with what a person starts. Returns whether all of it is gone: Windows removes no program that runs. */
export function removeAllHosts(hosts: HostsFolder): boolean {
  const folders = hostsIn(hosts.path);
  try {
    removeOtherHosts(hosts, []);
    for (const file of [hosts.tool, choiceFile(hosts.path)]) rmSync(file, { force: true });
  } catch {
    // What is left is told by its name.
  }
  removeIfEmpty(hosts.path);
  return folders.every((folder) => !existsSync(join(hosts.path, folder)));
}

/** Whole hosts, parts of some, and new ones that were broken off. What else a person keeps in a folder of that name is not ours. */
function hostsIn(path: string): string[] {
  return foldersIn(path).filter(
    (folder) => /^\.new-\d+$/.test(folder) || PARTS.some((part) => existsSync(join(path, folder, part))),
  );
}

/** A host has both; one that a disk has spoilt may have lost one. */
const PARTS = ['install.json', 'main.mjs'];

function choiceFile(path: string): string {
  return join(path, 'installed.json');
}

function foldersIn(path: string): string[] {
  try {
    return readdirSync(path, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name)
      .toSorted();
  } catch {
    return [];
  }
}
