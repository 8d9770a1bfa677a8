import { type Fault, INSTALL, INSTALL_ANEW, tell, well } from './fault.ts';
import type { InstallationCheck } from './installation-check.ts';

const FAULTS = {
  none: {
    says: 'no host is installed in {folder}; without one, browsers keep your history in themselves',
    cure: 'To have one: run install in the unpacked archive of the host, or npm run host -- install in a checkout.',
    isNote: true,
  },
  unchosen: {
    says: '{folder} has hosts, and installed.json there does not say which one browsers start',
    cure: INSTALL,
  },
  gone: { says: 'browsers are to start {folder}, which is not a whole host', cure: INSTALL_ANEW },
  other: {
    says: 'version {version}, in {folder}; this doctor is of version {own}',
    cure: 'To have the same: run install of this version.',
    isNote: true,
  },
} as const satisfies Record<string, Fault>;

/** There is a host, and it is known which. */
export const installed: InstallationCheck = {
  name: 'installed',
  about: 'the host in the data folder',
  faults: FAULTS,
  examine({ hosts, version }) {
    const { folder, names, choice, chosen } = hosts;
    if (!choice || !chosen)
      return [names.length > 0 ? tell(FAULTS.unchosen, { folder }) : tell(FAULTS.none, { folder })];
    if (!chosen.facts) return [tell(FAULTS.gone, { folder: chosen.folder })];
    const kept = choice.previous !== null && names.includes(choice.previous) ? `; before it ${choice.previous}` : '';
    if (chosen.facts.version !== version) {
      return [tell(FAULTS.other, { version: chosen.facts.version, folder: chosen.folder, own: version })];
    }
    return [well(`version ${version}, in ${chosen.folder}${kept}`)];
  },
};
