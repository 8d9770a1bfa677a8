import { posix, win32 } from 'node:path';
import { type ManifestPlace, profilePlace } from '../../install/browsers.ts';
import { isLauncherText } from '../../install/launcher.ts';
import { isOurs, MANIFEST_FILE_NAME, parseManifest } from '../../install/manifest.ts';
import type { Site } from './site.ts';

/** Somewhere a browser looks for our host. */
export interface Place {
  /** A browser's name, or `profile`. */
  readonly name: string;
  readonly isProfile: boolean;
  readonly place: ManifestPlace;
  readonly file: string;
}

export type Manifest =
  | { readonly kind: 'absent' }
  | { readonly kind: 'unreadable' }
  | ({ readonly kind: 'ours' } & Named)
  | ({ readonly kind: 'foreign' } & Named);

interface Named {
  readonly launcher: string;
  readonly origins: readonly string[];
  /** There is such a file. */
  readonly isThere: boolean;
}

/** Every browser that is here and can start a host, and every profile folder that was named when installing. */
export function placesOf({ browsers, hosts, machine }: Site): Place[] {
  const { join } = machine.platform === 'win32' ? win32 : posix;
  const all = [
    ...browsers
      .filter(({ evidence }) => evidence.length > 0)
      .map(({ name, place }) => ({ name, place, isProfile: false })),
    ...(hosts.choice?.profiles ?? []).map((path) => ({ name: 'profile', place: profilePlace(path), isProfile: true })),
  ];
  return all.map((each) => ({ ...each, file: join(each.place.manifestFolder, MANIFEST_FILE_NAME) }));
}

/** What a browser finds there. */
export function readManifest(file: string, { disk }: Pick<Site, 'disk'>): Manifest {
  if (!disk.look(file)) return { kind: 'absent' };
  const manifest = parseManifest(disk.text(file) ?? '');
  if (!manifest) return { kind: 'unreadable' };
  const { path, allowed_origins } = manifest;
  const isThere = disk.look(path) !== undefined;
  const kind = isOurs(manifest, isThere ? isLauncherText(disk.text(path) ?? '') : undefined) ? 'ours' : 'foreign';
  return { kind, launcher: path, origins: allowed_origins, isThere };
}
