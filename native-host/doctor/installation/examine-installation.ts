import { answer } from './check-answer.ts';
import { browsers } from './check-browsers.ts';
import { confined } from './check-confined.ts';
import { dataFolder } from './check-data-folder.ts';
import { fileSystem } from './check-file-system.ts';
import { hostLog } from './check-host-log.ts';
import { installed } from './check-installed.ts';
import { launcher } from './check-launcher.ts';
import { origin } from './check-origin.ts';
import { files, nativeModule, runtime } from './check-program.ts';
import { running } from './check-running.ts';
import type { Told } from './fault.ts';
import type { InstallationCheck } from './installation-check.ts';
import type { Site } from './site.ts';

/** What is looked at, in the order in which one thing follows from another. */
export const INSTALLATION_CHECKS: readonly InstallationCheck[] = [
  ...[installed, launcher, files, runtime, nativeModule, answer],
  ...[browsers, origin, confined],
  ...[dataFolder, fileSystem, running, hostLog],
];

/** One line of what the doctor tells. */
export interface Line extends Told {
  readonly name: string;
}

/** Looks at the installation of a data folder, one thing after the other. Nothing is changed, and no SQLite is needed here. */
export async function* examineInstallation(site: Site): AsyncGenerator<Line, void> {
  for (const check of INSTALLATION_CHECKS) {
    for (const told of await check.examine(site)) yield { name: check.name, ...told };
  }
}
