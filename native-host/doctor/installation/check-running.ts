import { counted } from '../../../lib/store/checks/check.ts';
import { runningInWords } from '../../running-in-words.ts';
import type { RunningProgram } from '../../running-programs.ts';
import { type Fault, tell, well } from './fault.ts';
import type { InstallationCheck } from './installation-check.ts';
import type { Site } from './site.ts';

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
    const forBrowsers = all.filter(({ work }) => work === 'host');
    const list = forBrowsers.map(({ pid, folder }) => `process ${pid} (${folder ?? 'of a checkout'})`).join(', ');
    const count = forBrowsers.length;
    const words = count === 0 ? 'no host runs' : `${counted(count, 'host runs', 'hosts run')}: ${list}`;
    const others = runningInWords(all.filter(({ work }) => work !== 'host'));
    const hosts = others === '' ? words : `${words}; ${others}`;
    const isOld = ({ folder }: RunningProgram) =>
      folder !== undefined && choice !== undefined && choice.folder !== folder;
    return [forBrowsers.some(isOld) ? tell(FAULTS.older, { hosts }) : well(hosts)];
  },
};

/** Undefined where SQLite cannot be loaded, which another check tells. */
async function runningIfKnown(ask: Site['running']) {
  try {
    return await ask();
  } catch {
    return undefined;
  }
}
