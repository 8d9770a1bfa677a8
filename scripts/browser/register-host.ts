import { join } from 'node:path';
import { EXTENSION_KEY } from '../../lib/protocol/extension-key.ts';
import { profilePlace } from '../../native-host/install/browsers.ts';
import { extensionIdOfKey } from '../../native-host/install/extension-id.ts';
import { launcherFileName, writeLauncher } from '../../native-host/install/launcher.ts';
import { register } from '../../native-host/install/register.ts';
import { HOST } from '../repository.ts';

export interface HostRegistration {
  readonly userDataFolder: string;
  /** Data folder of this profile's host, instead of the user's own. */
  readonly home: string;
  /** The host's entry; the built one unless named. */
  readonly program?: string;
  /** Set for the host beside its data folder. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** Lets one profile start the host on a data folder of its own, through a launcher inside the profile folder. */
export function registerHost(registration: HostRegistration): void {
  const { userDataFolder, home, program = join(HOST, 'main.mjs'), environment } = registration;
  const launcher = join(userDataFolder, launcherFileName(process.platform));
  writeLauncher(launcher, {
    node: process.execPath,
    program,
    environment: { HOLDFAST_HOME: home, ...environment },
  });
  const extensionId = extensionIdOfKey(EXTENSION_KEY);
  const { outcome, manifestFile } = register(profilePlace(userDataFolder), { launcher, extensionId });
  if (outcome === 'foreign') throw new Error(`${manifestFile} belongs to another program`);
}
