import { posix, win32 } from 'node:path';
import { type Fault, type Told, tell, well } from './fault.ts';
import type { InstallationCheck } from './installation-check.ts';
import type { Site } from './site.ts';

/** From the archive: what was moved with the folder knows only its old place. */
const AWAY = 'move the data folder to a disk of this computer, and install again with HOLDFAST_HOME set to it.';

const FAULTS = {
  network: {
    says: '{folder} lies on another computer ({kind}), where SQLite can lose what it has written',
    cure: `Close the browsers, ${AWAY}`,
  },
  program: {
    says: '{folder} is served by a program (FUSE), which may bring it from another computer, as sshfs does',
    cure: `If it does, ${AWAY}`,
    isNote: true,
  },
} as const satisfies Record<string, Fault>;

/**
 * Linux: `statfs`. Source: include/uapi/linux/magic.h. SQLite's log needs memory that all its users share, which no network drive
 * gives: https://sqlite.org/wal.html, https://sqlite.org/useovernet.html
 */
const NETWORK: Readonly<Record<number, string>> = {
  26985: 'nfs',
  20859: 'smb',
  4283649346: 'cifs',
  4266872130: 'smb',
  16914839: '9p',
  12805120: 'ceph',
  1397113167: 'afs',
  1799439955: 'afs',
  1937076805: 'coda',
  22092: 'ncp',
};
const FUSE = 0x65735546;

/** The data folder is on a disk of this computer. */
export const fileSystem: InstallationCheck = {
  name: 'file system',
  about: 'whether the data folder is on a disk of this computer',
  faults: FAULTS,
  async examine(site) {
    const folder = site.paths.home;
    if (!site.disk.look(folder)) return [];
    const path = site.disk.realPath(folder);
    switch (site.machine.platform) {
      case 'win32':
        return [onWindows(path)];
      case 'darwin':
        return [await onMacos(path, site)];
      default:
        return [onLinux(path, site)];
    }
  },
};

function onLinux(folder: string, { disk }: Site): Told {
  // Some kinds have their sign bit set.
  const type = (disk.fileSystemType(folder) ?? 0) >>> 0;
  if (type === FUSE) return tell(FAULTS.program, { folder });
  const kind = NETWORK[type];
  return kind === undefined ? well('a disk of this computer') : tell(FAULTS.network, { folder, kind });
}

/** A drive letter of another computer leads to its name, too. */
function onWindows(folder: string): Told {
  const isShare = /^\\\\(?![.?]\\)/.test(win32.parse(folder).root) || /^\\\\\?\\UNC\\/i.test(folder);
  return isShare ? tell(FAULTS.network, { folder, kind: 'a shared folder' }) : well('a disk of this computer');
}

/** `mount` prints a line for each file system, with `local` among its words where it is. */
async function onMacos(folder: string, { run }: Site): Promise<Told> {
  const ran = await run('/sbin/mount', []);
  const mounts = 'output' in ran ? [...ran.output.matchAll(/^.+ on (\/.*) \((\w+)(.*)\)$/gm)] : [];
  const [, , kind = '', words = ''] =
    mounts
      .filter(([, at = '']) => !posix.relative(at, folder).startsWith('..'))
      .toSorted(([, one = ''], [, other = '']) => other.length - one.length)[0] ?? [];
  const isLocal = kind === '' || /, local\b/.test(words);
  return isLocal ? well('a disk of this computer') : tell(FAULTS.network, { folder, kind });
}
