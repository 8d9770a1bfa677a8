import { posix, win32 } from 'node:path';
import { type Fault, INSTALL, INSTALL_ANEW, type Told, tell, well } from './fault.ts';
import type { InstallationCheck } from './installation-check.ts';
import { type Place, placesOf, readManifest } from './read-manifest.ts';
import type { Site } from './site.ts';

const FAULTS = {
  untold: { says: 'it is not told of the host, though the extension ran in it: {file} is not there', cure: INSTALL },
  lost: { says: 'it was named when installing, and {file} is not there', cure: INSTALL },
  unused: { says: 'it is not told of the host, and the extension never ran in it', cure: INSTALL, isNote: true },
  unreadable: {
    says: '{file} is not the JSON that a browser can read',
    cure: 'Move that file away. Then run: holdfast install',
  },
  foreign: {
    says: '{file} belongs to another program ({launcher})',
    cure: 'Move that file away, if you do not need that program here. Then run: holdfast install',
  },
  gone: { says: '{file} names {launcher}, which is not there', cure: INSTALL },
  left: {
    says: '{file} still names {launcher}, which is not there, and no host is installed here',
    cure: INSTALL_ANEW,
  },
  old: { says: '{file} names {launcher}, which is not the host that is installed', cure: INSTALL },
  elsewhere: {
    says: 'it starts the host of another data folder, {launcher}',
    cure: 'To look at that one: unset HOLDFAST_HOME, or set it to that folder. To have this one: set it to {folder}, and run: holdfast install',
    isNote: true,
  },
  unregistered: { says: 'the registry key {key} does not name {file}', cure: INSTALL },
  nobody: {
    says: 'no browser was found that can start a host, and no profile was named',
    cure: 'Install Chrome, Chromium, Edge, Brave or Vivaldi, or name a profile folder: holdfast install --profile …',
    isNote: true,
  },
} as const satisfies Record<string, Fault>;

/** Every browser, and every profile that was named, is told of the host that is installed. */
export const browsers: InstallationCheck = {
  name: 'browsers',
  about: 'what each browser, and each profile folder that you named, is told of the host',
  faults: FAULTS,
  examine(site) {
    const places = placesOf(site);
    if (places.length === 0) return [tell(FAULTS.nobody, {})];
    return places.flatMap((place) => {
      const told = examinePlace(place, site);
      return told ? { name: place.name, ...told } : [];
    });
  },
};

function examinePlace({ place, file, isProfile }: Place, site: Site): Told | undefined {
  const { chosen } = site.hosts;
  const manifest = readManifest(file, site);
  if (manifest.kind === 'absent') {
    // Without a host there is nothing to tell.
    if (!chosen) return undefined;
    if (isProfile) return tell(FAULTS.lost, { file });
    return extensionRan(place.settingsFolder, site) ? tell(FAULTS.untold, { file }) : tell(FAULTS.unused, {});
  }
  if (manifest.kind === 'unreadable') return tell(FAULTS.unreadable, { file });
  const { launcher } = manifest;
  if (manifest.kind === 'foreign') return tell(FAULTS.foreign, { file, launcher });
  if (!manifest.isThere) return tell(chosen ? FAULTS.gone : FAULTS.left, { file, launcher });
  const key = place.registryKey;
  if (key !== undefined && site.registry.read(key)?.toLowerCase() !== file.toLowerCase()) {
    return tell(FAULTS.unregistered, { key, file });
  }
  if (launcher === chosen?.launcher) return well(file);
  return isInside(launcher, site)
    ? tell(FAULTS.old, { file, launcher })
    : tell(FAULTS.elsewhere, { launcher, folder: site.paths.home });
}

function isInside(launcher: string, { hosts, machine }: Site): boolean {
  const { relative, isAbsolute } = machine.platform === 'win32' ? win32 : posix;
  const way = relative(hosts.folder, launcher);
  return !way.startsWith('..') && !isAbsolute(way);
}

/** The extension keeps its journal in a database of the browser, in each profile where it ever ran. */
function extensionRan(settingsFolder: string, { disk, extensionId, machine }: Site): boolean {
  const { join } = machine.platform === 'win32' ? win32 : posix;
  const journal = join('IndexedDB', `chrome-extension_${extensionId}_0.indexeddb.leveldb`);
  return disk.names(settingsFolder).some((profile) => disk.look(join(settingsFolder, profile, journal)) !== undefined);
}
