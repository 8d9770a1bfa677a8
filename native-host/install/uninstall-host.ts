import { existsSync } from 'node:fs';
import { AppError } from '../../lib/protocol/errors.ts';
import { fileError } from '../file-errors.ts';
import { claimLock, removeFreeLocks } from '../locks.ts';
import { removeOurs } from '../our-files.ts';
import type { DataPaths } from '../paths.ts';
import { type RunningProgram, runningPrograms } from '../running-programs.ts';
import type { ManifestPlace } from './browsers.ts';
import { INSTALL_LOCK } from './install-host.ts';
import { hostsFolder, readChoice, removeAllHosts, writeChoice } from './installed-hosts.ts';
import { type UnregisterOutcome, unregister } from './register.ts';
import type { Registry } from './registry.ts';
import { removeIfEmpty } from './remove-if-empty.ts';

export interface Removal {
  readonly paths: DataPaths;
  readonly places: readonly ManifestPlace[];
  /** The program goes as well; else only these places are taken back. */
  readonly isWhole: boolean;
  readonly registry?: Registry;
}

/** `failed`: the browser could not be told, `why` in words. */
export type PlaceCleared = UnregisterOutcome | { readonly outcome: 'failed'; readonly why: string };

export interface Removed {
  /** In the order of the places. */
  readonly unregistered: readonly PlaceCleared[];
  /** `kept`: only some browsers were taken back. `running`: these hosts still need it. `left`: the system removes no program that runs. */
  readonly program: 'removed' | 'absent' | 'kept' | 'running' | 'left';
  readonly running: readonly RunningProgram[];
}

/** Takes the host back from browsers, and removes its program where no host runs any more. The user's data stays. */
export function uninstallHost({ paths, places, isWhole, registry }: Removal): Removed {
  const letGo = existsSync(paths.locks) ? claimLock(paths.locks, INSTALL_LOCK) : () => {};
  if (!letGo) throw new AppError('busy', 'Another installation of Holdfast runs now. Try again when it has ended.');
  try {
    const unregistered = places.map((place) => tryToUnregister(place, paths.home, registry));
    const running = runningPrograms(paths.locks);
    const program = isWhole ? removeProgram(paths, running) : keepProgram(paths, places);
    return { unregistered, running, program };
  } finally {
    letGo();
    if (isWhole && runningPrograms(paths.locks).length === 0) removeTraces(paths);
  }
}

/** Where one browser cannot be told, the others are, and the program goes. */
function tryToUnregister(place: ManifestPlace, home: string, registry?: Registry): PlaceCleared {
  try {
    return unregister(place, home, registry);
  } catch (error) {
    const cause = fileError(error, place.manifestFolder);
    return { outcome: 'failed', why: cause instanceof Error ? cause.message : String(cause) };
  }
}

/** What is neither the program nor anybody's data. */
function removeTraces(paths: DataPaths): void {
  for (const which of ['logs', 'uploads'] as const) removeOurs(paths, which);
  removeFreeLocks(paths.locks);
  const { logs, uploads, locks, backups, quarantine, home } = paths;
  for (const folder of [logs, uploads, locks, backups, quarantine, home]) removeIfEmpty(folder);
}

/** The profiles that were taken back are not told of an update. */
function keepProgram({ home }: DataPaths, places: readonly ManifestPlace[]): 'kept' {
  const hosts = hostsFolder(home);
  const chosen = readChoice(hosts);
  const profiles = chosen?.profiles.filter((each) => !places.some(({ settingsFolder }) => settingsFolder === each));
  if (chosen && profiles) writeChoice(hosts, { ...chosen, profiles });
  return 'kept';
}

function removeProgram({ home }: DataPaths, running: readonly RunningProgram[]): Removed['program'] {
  const hosts = hostsFolder(home);
  if (!existsSync(hosts.path)) return 'absent';
  if (running.length > 0) return 'running';
  return removeAllHosts(hosts) ? 'removed' : 'left';
}
