import { counted } from '../../../lib/store/checks/check.ts';
import { type Fault, tell, well } from './fault.ts';
import type { InstallationCheck } from './installation-check.ts';

const FAULTS = {
  older: {
    says: '{hosts}: not all are the one that is installed, since they were started before it',
    cure: 'They end with their browsers. To have the new one now, restart the browser.',
    isNote: true,
  },
} as const satisfies Record<string, Fault>;

/** Which hosts run on this data folder now. */
export const running: InstallationCheck = {
  name: 'running',
  about: 'the hosts that run now on this data folder',
  faults: FAULTS,
  async examine({ running, hosts: { choice } }) {
    const all = await runningIfKnown(running);
    if (all === undefined) return [];
    if (all.length === 0) return [well('no host runs')];
    const list = all.map(({ pid, folder }) => `process ${pid} (${folder ?? 'of a checkout'})`).join(', ');
    const hosts = `${counted(all.length, 'host runs', 'hosts run')}: ${list}`;
    const isOld = ({ folder }: (typeof all)[number]) =>
      folder !== undefined && choice !== undefined && choice.folder !== folder;
    return [all.some(isOld) ? tell(FAULTS.older, { hosts }) : well(hosts)];
  },
};

/** Undefined where SQLite cannot be loaded, which another check tells. */
async function runningIfKnown(ask: () => Promise<readonly { pid: number; folder: string | undefined }[]>) {
  try {
    return await ask();
  } catch {
    return undefined;
  }
}
