import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { ManifestPlace } from './browsers.ts';
import { otherHomeOf } from './installed-hosts.ts';
import { isLauncher } from './launcher.ts';
import { hostManifest, isOurs, MANIFEST_FILE_NAME, parseManifest } from './manifest.ts';
import { type Registry, windowsRegistry } from './registry.ts';
import { removeIfEmpty } from './remove-if-empty.ts';
import { writeAtomically } from './write-atomically.ts';

export interface Registration {
  readonly launcher: string;
  readonly extensionId: string;
}

/**
 * `foreign`: another program has our name there, `elsewhere`: the host of another data folder; nothing was touched. `path`: the
 * launcher that was there before.
 */
export type RegisterOutcome =
  | { readonly outcome: 'registered' | 'unchanged'; readonly manifestFile: string }
  | { readonly outcome: 'replaced' | 'foreign'; readonly manifestFile: string; readonly path: string };

export type UnregisterOutcome =
  | { readonly outcome: 'removed' | 'absent'; readonly manifestFile: string }
  | { readonly outcome: 'foreign' | 'elsewhere'; readonly manifestFile: string; readonly path: string };

/** Tells a browser of our host. Doing it again changes nothing. */
export function register(
  place: ManifestPlace,
  { launcher, extensionId }: Registration,
  registry: Registry = windowsRegistry,
): RegisterOutcome {
  const manifestFile = join(place.manifestFolder, MANIFEST_FILE_NAME);
  const text = `${JSON.stringify(hostManifest(launcher, extensionId), null, 2)}\n`;
  const found = findManifest(manifestFile);
  if (found !== undefined && !found.isOurs) return { outcome: 'foreign', manifestFile, path: found.path };
  if (found?.text !== text) writeAtomically(manifestFile, text, 0o644);
  if (place.registryKey !== undefined) registry.add(place.registryKey, manifestFile);
  if (found === undefined) return { outcome: 'registered', manifestFile };
  if (found.text === text) return { outcome: 'unchanged', manifestFile };
  return { outcome: 'replaced', manifestFile, path: found.path };
}

/** Takes the host of a data folder back from a browser; only what `register` put there for it. */
export function unregister(
  place: ManifestPlace,
  home: string,
  registry: Registry = windowsRegistry,
): UnregisterOutcome {
  const manifestFile = join(place.manifestFolder, MANIFEST_FILE_NAME);
  const found = findManifest(manifestFile);
  if (found === undefined) return { outcome: 'absent', manifestFile };
  if (!found.isOurs) return { outcome: 'foreign', manifestFile, path: found.path };
  if (otherHomeOf(found.path, home) !== undefined) return { outcome: 'elsewhere', manifestFile, path: found.path };
  if (place.registryKey !== undefined) registry.remove(place.registryKey);
  rmSync(manifestFile);
  // Made by `register` for a browser that was never used.
  for (const folder of [place.manifestFolder, place.settingsFolder]) removeIfEmpty(folder);
  return { outcome: 'removed', manifestFile };
}

/** The launcher of ours that a browser was told of; undefined where it was told of none, or nobody can tell. */
export function launcherToldAt({ manifestFolder }: ManifestPlace): string | undefined {
  try {
    const found = findManifest(join(manifestFolder, MANIFEST_FILE_NAME));
    return found?.isOurs ? found.path : undefined;
  } catch {
    return undefined;
  }
}

interface FoundManifest {
  readonly text: string;
  readonly path: string;
  readonly isOurs: boolean;
}

function findManifest(file: string): FoundManifest | undefined {
  if (!existsSync(file)) return undefined;
  const text = readFileSync(file, 'utf8');
  const manifest = parseManifest(text);
  if (!manifest) return { text, path: 'unreadable', isOurs: false };
  return { text, path: manifest.path, isOurs: isOurs(manifest, isLauncher(manifest.path)) };
}
