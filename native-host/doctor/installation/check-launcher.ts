import { posix, win32 } from 'node:path';
import { isLauncherText, startedBy } from '../../install/launcher.ts';
import { type Fault, INSTALL, tell, well } from './fault.ts';
import type { InstallationCheck } from './installation-check.ts';

const FAULTS = {
  gone: { says: '{file} is not there', cure: INSTALL },
  foreign: { says: '{file} is not what Holdfast wrote', cure: INSTALL },
  closed: { says: '{file} may not be executed', cure: INSTALL },
  nowhere: { says: 'it starts {program}, which is not there', cure: INSTALL },
  elsewhere: { says: 'it starts {program}, which is not of its own host', cure: INSTALL },
} as const satisfies Record<string, Fault>;

/** What browsers start leads to the host beside it. */
export const launcher: InstallationCheck = {
  name: 'launcher',
  about: 'the file that browsers start',
  faults: FAULTS,
  examine({ hosts: { chosen }, disk, machine }) {
    if (!chosen?.facts) return [];
    const file = chosen.launcher;
    if (!disk.look(file)) return [tell(FAULTS.gone, { file })];
    const text = disk.text(file) ?? '';
    const programs = startedBy(text);
    if (!isLauncherText(text) || programs.length !== 2) return [tell(FAULTS.foreign, { file })];
    if (machine.platform !== 'win32' && !disk.mayStart(file)) return [tell(FAULTS.closed, { file })];
    const missing = programs.find((program) => !disk.look(program));
    if (missing !== undefined) return [tell(FAULTS.nowhere, { program: missing })];
    const { dirname } = machine.platform === 'win32' ? win32 : posix;
    const stray = programs.find((program) => dirname(program) !== chosen.folder);
    if (stray !== undefined) return [tell(FAULTS.elsewhere, { program: stray })];
    return [well(file)];
  },
};
