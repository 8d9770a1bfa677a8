import { posix, win32 } from 'node:path';
import * as v from 'valibot';
import { type ManifestPlace, profilePlace } from '../../install/browsers.ts';
import { isLauncherText } from '../../install/launcher.ts';
import { DESCRIPTION, MANIFEST_FILE_NAME } from '../../install/manifest.ts';
import type { Told } from './fault.ts';
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

/** The same, with what a profile folder needs: installing without a name tells browsers only. */
export function curedAt({ isProfile, place }: Place, told: Told): Told {
  if (!isProfile || told.cure === undefined) return told;
  const command = `holdfast install --profile "${place.settingsFolder}"`;
  return { ...told, cure: told.cure.replace('holdfast install', () => command) };
}

const fields = v.object({
  path: v.string(),
  description: v.optional(v.unknown()),
  allowed_origins: v.fallback(v.array(v.string()), []),
});

/** What a browser finds there. Ours is what names a launcher of ours; where that is gone, the description tells. */
export function readManifest(file: string, { disk }: Pick<Site, 'disk'>): Manifest {
  if (!disk.look(file)) return { kind: 'absent' };
  const parsed = v.safeParse(fields, parseJson(disk.text(file)));
  if (!parsed.success) return { kind: 'unreadable' };
  const { path, description, allowed_origins } = parsed.output;
  const isThere = disk.look(path) !== undefined;
  const isOurs = isThere ? isLauncherText(disk.text(path) ?? '') : description === DESCRIPTION;
  return { kind: isOurs ? 'ours' : 'foreign', launcher: path, origins: allowed_origins, isThere };
}

function parseJson(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}
