import { resolve } from 'node:path';
import { type BrowserName, type ManifestPlace, profilePlace } from './browsers.ts';
import { type FoundBrowser, wayOutOf } from './find-browsers.ts';

/** What a person names: browsers, one profile folder, or nothing, which is every browser that is here. */
export interface Choice {
  readonly browser?: readonly BrowserName[];
  readonly profile?: string;
}

/** A place where a browser is told of the host. */
export interface ChosenPlace {
  /** A browser's name, or the path of a profile. */
  readonly name: string;
  readonly place: ManifestPlace;
  readonly isProfile: boolean;
}

export interface ChosenPlaces {
  readonly places: readonly ChosenPlace[];
  /** Why others were left out. */
  readonly skipped: readonly { readonly name: string; readonly why: string }[];
  /** A browser that was named is not there, or can start no host. */
  readonly isMissed: boolean;
}

/** Where to install. `profiles`: those that were named before and are still there, which an update tells as well. */
export function choosePlaces(
  { browser, profile }: Choice,
  found: readonly FoundBrowser[],
  profiles: readonly string[],
): ChosenPlaces {
  if (profile !== undefined) return { places: [profileAt(profile)], skipped: [], isMissed: false };
  const wanted = found.filter(({ name }) => browser === undefined || browser.includes(name));
  const here = wanted.filter(({ evidence }) => evidence.length > 0);
  const absent = wanted.filter(({ evidence }) => evidence.length === 0);
  const browsers = here.map(({ name, place }) => ({ name, place, isProfile: false }));
  return {
    places: browser === undefined ? [...browsers, ...profiles.map(profileAt)] : browsers,
    skipped: absent.map((each) => ({ name: each.name, why: whyNot(each) })),
    isMissed: browser !== undefined && absent.length > 0,
  };
}

/** `shared`: browsers that were named and read the file of others, which were not. */
export interface PlacesToClear {
  readonly places: readonly ChosenPlace[];
  readonly shared: readonly { readonly name: string; readonly by: readonly BrowserName[] }[];
}

/** Every place where a host may have been told of: those that are named, else all, whether the browser is still there or not. */
export function placesToClear(
  { browser, profile }: Choice,
  found: readonly FoundBrowser[],
  profiles: readonly string[],
): PlacesToClear {
  if (profile !== undefined) return { places: [profileAt(profile)], shared: [] };
  const all = found.map(({ name, place }) => ({ name, place, isProfile: false }));
  if (browser === undefined) return { places: [...all, ...profiles.map(profileAt)], shared: [] };
  const named = all.filter(({ name }) => browser.includes(name));
  const others = found.filter(({ name, evidence }) => !browser.includes(name) && evidence.length > 0);
  const readersOf = (place: ManifestPlace) =>
    others.filter((other) => other.place.manifestFolder === place.manifestFolder).map(({ name }) => name);
  const shared = named.map(({ name, place }) => ({ name, by: readersOf(place) })).filter(({ by }) => by.length > 0);
  return { places: named.filter(({ place }) => readersOf(place).length === 0), shared };
}

function profileAt(folder: string): ChosenPlace {
  const path = resolve(folder);
  return { name: path, place: profilePlace(path), isProfile: true };
}

function whyNot({ name, sandboxed, place }: FoundBrowser): string {
  const [confined] = sandboxed;
  if (!confined) return `not on this machine: neither its program nor ${place.settingsFolder} is there`;
  return `only as a ${confined.kind} (${confined.path}). ${wayOutOf(confined.kind, name)}`;
}
