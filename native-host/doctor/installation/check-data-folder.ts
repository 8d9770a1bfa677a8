import { dataPaths } from '../../paths.ts';
import { type Fault, tell, well } from './fault.ts';
import type { InstallationCheck } from './installation-check.ts';
import type { Site } from './site.ts';

const FAULTS = {
  absent: {
    says: '{folder} is not there yet',
    cure: 'holdfast install makes it, and so does the host when a panel opens.',
    isNote: true,
  },
  noFolder: { says: '{folder} is not a folder', cure: 'Move that file away.' },
  foreign: {
    says: '{folder} belongs to another user (number {owner}; you are {you})',
    cure: 'Give it back to yourself, as after commands with sudo: sudo chown -R "$USER" "{folder}"',
  },
  closed: {
    says: '{folder} cannot be written',
    cure: 'Let yourself write it, or move it to a disk that is not read-only.',
  },
} as const satisfies Record<string, Fault>;

/** The data folder is this user's, and can be written. Who else may read it is a check of the store's files. */
export const dataFolder: InstallationCheck = {
  name: 'data folder',
  about: 'the folder with your conversations: owner and rights',
  faults: FAULTS,
  examine(site) {
    const { paths, disk, uid } = site;
    const folder = paths.home;
    const found = disk.look(folder);
    if (!found) return [tell(FAULTS.absent, { folder })];
    if (!found.isFolder) return [tell(FAULTS.noFolder, { folder })];
    if (uid !== undefined && found.uid !== uid) {
      return [tell(FAULTS.foreign, { folder, owner: String(found.uid), you: String(uid) })];
    }
    if (!disk.mayWrite(folder)) return [tell(FAULTS.closed, { folder })];
    return [well(`${folder}${unusual(site)}`)];
  },
};

/** Whoever looks at another folder than a browser's host uses is to see it. */
function unusual({ machine, paths }: Site): string {
  const { HOLDFAST_HOME, ...env } = machine.env;
  const usual = dataPaths(env, machine.platform, machine.homedir).home;
  return HOLDFAST_HOME && usual !== paths.home ? `, by HOLDFAST_HOME; usual is ${usual}` : '';
}
