import { type Fault, tell, well } from './fault.ts';
import type { InstallationCheck } from './installation-check.ts';
import { placesOf, readManifest } from './read-manifest.ts';

const FAULTS = {
  other: {
    says: '{file} lets {origins} start the host, and not the extension {id} alone',
    cure: 'Run: holdfast install. If the panel still finds no host, remove the extension and load it again.',
  },
} as const satisfies Record<string, Fault>;

/** The extension, and nobody else, may start the host. */
export const origin: InstallationCheck = {
  name: 'origin',
  about: 'which extension may start the host, by its id',
  faults: FAULTS,
  examine(site) {
    const { extensionId: id } = site;
    const ours = placesOf(site).flatMap((place) => {
      const manifest = readManifest(place.file, site);
      return manifest.kind === 'ours' ? [{ place, origins: manifest.origins.join(', ') }] : [];
    });
    const wrong = ours.filter(({ origins }) => origins !== `chrome-extension://${id}/`);
    if (wrong.length > 0) {
      return wrong.map(({ place, origins }) =>
        tell(FAULTS.other, { file: place.file, origins: origins || 'nobody', id }),
      );
    }
    return ours.length === 0 ? [] : [well(`only the extension ${id}`)];
  },
};
