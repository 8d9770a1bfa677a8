import { existsSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
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

interface Foreign {
  readonly outcome: 'foreign';
  readonly manifestFile: string;
  readonly path: string;
}

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
  const foreign = foreignByKey(place, manifestFile, registry);
  if (foreign) return foreign;
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
  const foreign = foreignByKey(place, manifestFile, registry);
  if (foreign) return foreign;
  const found = findManifest(manifestFile);
  if (found === undefined) {
    // A key may be left of a file that somebody has deleted.
    if (place.registryKey !== undefined && registry.read(place.registryKey) !== undefined)
      registry.remove(place.registryKey);
    return { outcome: 'absent', manifestFile };
  }
  if (!found.isOurs) return { outcome: 'foreign', manifestFile, path: found.path };
  if (otherHomeOf(found.path, home) !== undefined) return { outcome: 'elsewhere', manifestFile, path: found.path };
  if (place.registryKey !== undefined) registry.remove(place.registryKey);
  rmSync(manifestFile);
  removeFolders(place);
  return { outcome: 'removed', manifestFile };
}

/** Made by `register`, for a browser that was never used, too. */
function removeFolders({ manifestFolder, settingsFolder, registryKey }: ManifestPlace): void {
  removeIfEmpty(manifestFolder);
  if (registryKey === undefined) return void removeIfEmpty(settingsFolder);
  // All of them are ours there, up to one in which something else lies.
  for (let folder = dirname(manifestFolder); removeIfEmpty(folder); ) folder = dirname(folder);
}

/** Another program's manifest, where the key of a browser names it. */
function foreignByKey({ registryKey }: ManifestPlace, own: string, registry: Registry): Foreign | undefined {
  const named = registryKey === undefined ? undefined : registry.read(registryKey);
  // Windows takes letters of both sizes for the same.
  if (named === undefined || named.toLowerCase() === own.toLowerCase()) return undefined;
  const found = findManifest(named);
  return found && !found.isOurs ? { outcome: 'foreign', manifestFile: named, path: found.path } : undefined;
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
