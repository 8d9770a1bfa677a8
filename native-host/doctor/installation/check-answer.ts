import { type Fault, INSTALL_ANEW, tell, well } from './fault.ts';
import type { InstallationCheck } from './installation-check.ts';

const FAULTS = {
  silent: { says: 'it does not greet: {why}', cure: `First put right what is wrong above. Else: ${INSTALL_ANEW}` },
} as const satisfies Record<string, Fault>;

/** The host greets whoever starts it as a browser does, on a store of its own. */
export const answer: InstallationCheck = {
  name: 'answer',
  about: 'a greeting through the launcher, as a browser does it',
  faults: FAULTS,
  async examine({ hosts: { chosen }, greet, extensionId }) {
    if (!chosen?.facts) return [];
    try {
      const { host, store } = await greet(chosen.launcher, `chrome-extension://${extensionId}/`);
      return [well(`version ${host.version} greets, and has opened a store with SQLite ${store.sqliteVersion}`)];
    } catch (error) {
      return [tell(FAULTS.silent, { why: error instanceof Error ? error.message : String(error) })];
    }
  },
};
