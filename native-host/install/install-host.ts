import { chmodSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { AppError } from '../../lib/protocol/errors.ts';
import { firstOf } from '../../lib/store/checks/check.ts';
import { fileError } from '../file-errors.ts';
import { claimLock } from '../locks.ts';
import { type DataPaths, ensureDataFolders } from '../paths.ts';
import { runningPrograms } from '../running-programs.ts';
import type { ManifestPlace } from './browsers.ts';
import {
  copyHost,
  damageOf,
  type HostFacts,
  type HostFiles,
  idOf,
  isWhole,
  readFacts,
  readHostFiles,
  runtimeName,
} from './host-files.ts';
import {
  type HostsFolder,
  hostsFolder,
  launcherOf,
  listHosts,
  readChoice,
  removeOtherHosts,
  writeChoice,
} from './installed-hosts.ts';
import { type Launcher, launcherFileName, writeLauncher } from './launcher.ts';
import { launcherToldAt, type RegisterOutcome, type Registration, register } from './register.ts';
import type { Registry } from './registry.ts';
import { type Greeting, tryLauncher } from './try-launcher.ts';

/** One installation, or removal, at a time. */
export const INSTALL_LOCK = 'install';

export interface Installation {
  readonly from: HostFiles;
  readonly paths: DataPaths;
  /** Set for the host where whoever starts it has set nothing: a data folder that is not the system's own place. */
  readonly defaults: Readonly<Record<string, string>>;
  readonly places: readonly ManifestPlace[];
  /** Everywhere a browser may have been told before; what it starts there is not removed. */
  readonly known: readonly ManifestPlace[];
  /** Of the places, those that are profile folders. */
  readonly profiles: readonly string[];
  readonly extensionId: string;
  readonly registry?: Registry;
  readonly onStep: (step: string) => void;
}

/** `failed`: the browser could not be told, `why` in words. */
export type PlaceOutcome = RegisterOutcome | { readonly outcome: 'failed'; readonly why: string };

/** What an installation did. */
export interface Installed {
  /** Absolute, of the host that browsers start now. */
  readonly folder: string;
  /** It was there already, every byte of it. */
  readonly wasThere: boolean;
  readonly tool: string;
  readonly greeting: Greeting;
  /** In the order of the places. */
  readonly registered: readonly PlaceOutcome[];
  /** Hosts that were removed, since neither this one nor the one before it, and nobody starts them. */
  readonly removed: readonly string[];
  /** Hosts that go on with what they were started from. */
  readonly running: number;
}

/**
 * Copies the host into the data folder, proves it by a greeting through its launcher, and only then tells browsers of it.
 * The one before stays, and so do those that run. Doing it again changes nothing. Errors: `busy` when another installation
 * runs; those of the file system; what the new host said where it does not work, and then all is as it was.
 */
export async function installHost(installation: Installation): Promise<Installed> {
  const { paths } = installation;
  writing(paths.home, () => ensureDataFolders(paths));
  const letGo = claimLock(paths.locks, INSTALL_LOCK);
  if (!letGo) throw new AppError('busy', 'Another installation of Holdfast runs now. Try again when it has ended.');
  try {
    return await install(installation);
  } finally {
    letGo();
  }
}

async function install(installation: Installation): Promise<Installed> {
  const { from, paths, defaults, places, known, extensionId, registry, onStep } = installation;
  const hosts = hostsFolder(paths.home);
  writing(hosts.path, () => {
    mkdirSync(hosts.path, { recursive: true, mode: 0o700 });
    chmodSync(hosts.path, 0o700);
  });
  onStep('looking at what is to be installed');
  refuseDamaged(from);
  const facts = readHostFiles(from);
  const { folder, isThere } = chooseFolder(hosts, facts);
  const path = join(hosts.path, folder);
  if (!isThere) {
    onStep('copying the host');
    writing(hosts.path, () => copyHost(from, facts, path));
  }
  // Also of one that is there: where the data folder was moved, its launchers lead nowhere.
  writeLaunchers(path, defaults);
  onStep('trying the host');
  const launcher = launcherOf(hosts, folder);
  const greeting = await proven(launcher, extensionId, hosts, isThere ? undefined : folder);
  const registered = places.map((place) => tryToRegister(place, { launcher, extensionId }, registry));
  const before = readChoice(hosts);
  const previous = before && before.folder !== folder ? before.folder : (before?.previous ?? null);
  const stillThere = (before?.profiles ?? []).filter((profile) => existsSync(profile));
  const profiles = [...new Set([...stillThere, ...installation.profiles])];
  writeChoice(hosts, { folder, previous, profiles });
  writeLauncher(hosts.tool, toolOf(path, defaults));
  const running = runningPrograms(paths.locks);
  const used = [
    ...running.flatMap((host) => host.folder ?? []),
    ...known.flatMap((place) => toldFolder(place, hosts) ?? []),
  ];
  const removed = removeOtherHosts(hosts, [folder, ...(previous === null ? [] : [previous]), ...used]);
  const forBrowsers = running.filter(({ work }) => work === 'host').length;
  return { folder: path, wasThere: isThere, tool: hosts.tool, greeting, registered, removed, running: forBrowsers };
}

/** The host of these that a browser starts, as one that was left out when others were told of a newer one. */
function toldFolder(place: ManifestPlace, { path }: HostsFolder): string | undefined {
  const folder = dirname(launcherToldAt(place) ?? '');
  return dirname(folder) === path ? basename(folder) : undefined;
}

/** An installed host can be installed from, too, but not one that a disk has spoilt. */
function refuseDamaged({ folder }: HostFiles): void {
  const facts = readFacts(folder);
  const damaged = facts ? damageOf(folder, facts) : [];
  if (damaged.length === 0) return;
  throw new AppError(
    'invalid',
    `The host in ${folder} is damaged (${firstOf(damaged)}), so nothing was installed from it. Unpack the archive again, and run its “install”.`,
  );
}

/** Says of a folder that cannot be written what a person can do. */
function writing(folder: string, work: () => void): void {
  try {
    work();
  } catch (error) {
    throw fileError(error, folder);
  }
}

/** Where one browser cannot be told, the others are. */
function tryToRegister(place: ManifestPlace, registration: Registration, registry?: Registry): PlaceOutcome {
  try {
    return register(place, registration, registry);
  } catch (error) {
    const cause = fileError(error, place.manifestFolder);
    return { outcome: 'failed', why: cause instanceof Error ? cause.message : String(cause) };
  }
}

/**
 * A folder that holds this host, or the name of a new one: its version, or where that name is taken by other files, as in
 * development or after a disk lost some, with the beginning of their hash. What is there may be running, and is not touched.
 */
function chooseFolder(hosts: HostsFolder, facts: HostFacts): { folder: string; isThere: boolean } {
  const id = idOf(facts);
  const same = listHosts(hosts).filter((host) => idOf(host.facts) === id);
  const whole = same.find(({ folder }) => isWhole(join(hosts.path, folder), facts));
  if (whole) return { folder: whole.folder, isThere: true };
  const names = [facts.version, `${facts.version}+${id.slice(0, 8)}`];
  for (let copy = 2; ; copy++) {
    const free = names.find((name) => !existsSync(join(hosts.path, name)));
    if (free !== undefined) return { folder: free, isThere: false };
    names.push(`${facts.version}+${id.slice(0, 8)}.${copy}`);
  }
}

/** A host that does not work is not left where nobody ever starts it. */
async function proven(launcher: string, extensionId: string, hosts: HostsFolder, isNew: string | undefined) {
  try {
    return await tryLauncher(launcher, `chrome-extension://${extensionId}/`);
  } catch (error) {
    if (isNew !== undefined) rmSync(join(hosts.path, isNew), { recursive: true, force: true, maxRetries: 3 });
    throw error;
  }
}

function writeLaunchers(path: string, defaults: Installation['defaults']): void {
  const host = { node: join(path, runtimeName()), program: join(path, 'main.mjs'), defaults };
  writeLauncher(join(path, launcherFileName(process.platform)), host);
}

/** What a person starts leads to the host that is installed now. */
function toolOf(path: string, defaults: Installation['defaults']): Launcher {
  return { node: join(path, runtimeName()), program: join(path, 'cli.mjs'), defaults };
}
