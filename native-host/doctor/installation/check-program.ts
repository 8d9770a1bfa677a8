import { counted, firstOf } from '../../../lib/store/checks/check.ts';
import { type Fault, INSTALL_ANEW, tell, well } from './fault.ts';
import type { InstallationCheck } from './installation-check.ts';

const FILE_FAULTS = {
  damaged: { says: '{count} missing or changed: {files}', cure: INSTALL_ANEW },
} as const satisfies Record<string, Fault>;

/** Every file of the host is as it was put there, the runtime too. */
export const files: InstallationCheck = {
  name: 'files',
  about: 'every file of the host, by its hash',
  faults: FILE_FAULTS,
  examine({ hosts: { chosen }, disk }) {
    if (!chosen?.facts) return [];
    const damage = disk.damage(chosen.folder, chosen.facts);
    const all = counted(Object.keys(chosen.facts.files).length, 'file');
    if (damage.length === 0) return [well(`${all} as installed`)];
    return [tell(FILE_FAULTS.damaged, { count: `${damage.length} of ${all}`, files: firstOf(damage) })];
  },
};

const RUNTIME_FAULTS = {
  fails: { says: '{node} does not run: {why}', cure: INSTALL_ANEW },
} as const satisfies Record<string, Fault>;

/** The host's own Node runs on this machine. */
export const runtime: InstallationCheck = {
  name: 'runtime',
  about: 'the Node that runs the host',
  faults: RUNTIME_FAULTS,
  async examine({ hosts: { chosen }, run }) {
    if (!chosen?.facts) return [];
    const ran = await run(chosen.node, ['--version']);
    if ('problem' in ran) return [tell(RUNTIME_FAULTS.fails, { node: chosen.node, why: ran.problem })];
    return [well(`Node ${ran.output.trim().replace(/^v/, '')}`)];
  },
};

/** Opens a database in memory with the host's own SQLite. */
const PROBE = `const Database = require(process.argv[1]);
process.stdout.write(new Database(':memory:').prepare('SELECT sqlite_version()').pluck().get());`;

const SQLITE_FAULTS = {
  fails: { says: 'it cannot be loaded: {why}', cure: INSTALL_ANEW },
} as const satisfies Record<string, Fault>;

/** SQLite's native part can be loaded. */
export const nativeModule: InstallationCheck = {
  name: 'native module',
  about: 'SQLite, as the host has it',
  faults: SQLITE_FAULTS,
  async examine({ hosts: { chosen }, run, disk }) {
    if (!chosen?.facts || !disk.look(chosen.node)) return [];
    const ran = await run(chosen.node, ['-e', PROBE, `${chosen.folder}/node_modules/better-sqlite3`]);
    return ['problem' in ran ? tell(SQLITE_FAULTS.fails, { why: ran.problem }) : well(`SQLite ${ran.output}`)];
  },
};
