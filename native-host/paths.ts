import { chmodSync, mkdirSync, readFileSync } from 'node:fs';
import { posix, win32 } from 'node:path';
import { AppError } from '../lib/protocol/errors.ts';

/** Where everything lives that Holdfast keeps on this machine. */
export interface DataPaths {
  readonly home: string;
  readonly database: string;
  readonly backups: string;
  readonly quarantine: string;
  readonly locks: string;
  readonly logs: string;
  /** Files that pages send, to be imported. */
  readonly uploads: string;
  /** Where exports go: the user's own folder for downloads. */
  readonly downloads: string;
}

/** The data folder of this user: `HOLDFAST_HOME`, else the system's own place. Nothing is created. Errors: `invalid` where neither is named. */
export function dataPaths(env: NodeJS.ProcessEnv, platform: NodeJS.Platform, homedir: string): DataPaths {
  const path = platform === 'win32' ? win32 : posix;
  const home = dataHome(env, platform, homedir);
  if (!path.isAbsolute(home)) {
    throw new AppError(
      'invalid',
      'There is no data folder: HOME names none. Set HOME to your home folder, or HOLDFAST_HOME to where your data is.',
    );
  }
  return {
    home,
    database: path.join(home, 'holdfast.db'),
    backups: path.join(home, 'backups'),
    quarantine: path.join(home, 'quarantine'),
    locks: path.join(home, 'locks'),
    logs: path.join(home, 'logs'),
    uploads: path.join(home, 'uploads'),
    downloads: downloadsFolder(env, platform, homedir),
  };
}

/** Creates the folders, readable by their owner only; also closes an existing data folder that others could read. */
export function ensureDataFolders(paths: DataPaths): void {
  for (const folder of [paths.home, paths.backups, paths.quarantine, paths.locks, paths.logs, paths.uploads]) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    chmodSync(folder, 0o700);
  }
}

function dataHome(env: NodeJS.ProcessEnv, platform: NodeJS.Platform, homedir: string): string {
  const path = platform === 'win32' ? win32 : posix;
  const chosen = env['HOLDFAST_HOME'];
  if (chosen) return path.resolve(chosen);
  if (platform === 'win32') {
    return path.join(env['LOCALAPPDATA'] || path.join(homedir, 'AppData', 'Local'), 'holdfast');
  }
  if (platform === 'darwin') return path.join(homedir, 'Library', 'Application Support', 'holdfast');
  // The XDG specification: a relative path is invalid and counts as unset.
  const xdg = env['XDG_DATA_HOME'];
  return path.join(xdg && path.isAbsolute(xdg) ? xdg : path.join(homedir, '.local', 'share'), 'holdfast');
}

/** `HOLDFAST_DOWNLOADS`, else the folder that the desktop calls so, which on Linux has a name in the user's language. */
function downloadsFolder(env: NodeJS.ProcessEnv, platform: NodeJS.Platform, homedir: string): string {
  const path = platform === 'win32' ? win32 : posix;
  const chosen = env['HOLDFAST_DOWNLOADS'];
  if (chosen) return path.resolve(chosen);
  const named =
    platform === 'linux' ? xdgDownloads(env['XDG_CONFIG_HOME'] || path.join(homedir, '.config')) : undefined;
  return named?.replace(/^\$HOME(?=\/|$)/, homedir) ?? path.join(homedir, 'Downloads');
}

/** From the file of xdg-user-dirs: a shell's assignment of an absolute path, or one under `$HOME`. */
function xdgDownloads(configFolder: string): string | undefined {
  try {
    const lines = readFileSync(posix.join(configFolder, 'user-dirs.dirs'), 'utf8');
    return /^XDG_DOWNLOAD_DIR="((?:\$HOME(?=[/"])|\/)[^"\\$`\n]*)"\s*$/m.exec(lines)?.[1];
  } catch {
    return undefined;
  }
}
