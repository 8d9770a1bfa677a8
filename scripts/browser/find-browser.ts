import { closeSync, existsSync, openSync, readSync, realpathSync } from 'node:fs';
import { posix, win32 } from 'node:path';

/** A browser on this machine that can run the extension. */
export interface Browser {
  readonly name: string;
  readonly executable: string;
}

export interface Surroundings {
  readonly env: NodeJS.ProcessEnv;
  readonly platform: NodeJS.Platform;
  readonly homedir: string;
  /** Where Playwright would keep its own download. */
  readonly downloaded: string;
}

/** `HOLDFAST_BROWSER` (an error when it names nothing), else the first installed one, else Playwright's own download. */
export function findBrowser({ env, platform, homedir, downloaded }: Surroundings): Browser | undefined {
  const chosen = env['HOLDFAST_BROWSER'];
  if (chosen) {
    if (!existsSync(chosen)) throw new Error(`HOLDFAST_BROWSER names ${chosen}, which is not there`);
    return { name: 'the one HOLDFAST_BROWSER names', executable: chosen };
  }
  const installed = candidates(env, platform, homedir).find(({ executable }) => isUsable(executable));
  if (installed) return installed;
  return existsSync(downloaded) ? { name: "Playwright's Chromium", executable: downloaded } : undefined;
}

function candidates(env: NodeJS.ProcessEnv, platform: NodeJS.Platform, homedir: string): Browser[] {
  if (platform === 'darwin') {
    return MACOS.flatMap(([name, app]) =>
      ['/Applications', posix.join(homedir, 'Applications')].map((folder) => ({
        name,
        executable: posix.join(folder, `${app}.app/Contents/MacOS/${app}`),
      })),
    );
  }
  if (platform === 'win32') {
    const folders = ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'].flatMap((name) => env[name] ?? []);
    return WINDOWS.flatMap(([name, file]) => folders.map((folder) => ({ name, executable: win32.join(folder, file) })));
  }
  const folders = [...(env['PATH'] ?? '').split(':').filter(posix.isAbsolute), '/usr/bin', '/usr/local/bin'];
  return LINUX.flatMap(([name, command]) =>
    folders.map((folder) => ({ name, executable: posix.join(folder, command) })),
  );
}

/** A browser from a snap cannot start a program outside it, so it never reaches our host. */
function isUsable(executable: string): boolean {
  if (!existsSync(executable)) return false;
  const real = realpathSync(executable);
  return real !== '/usr/bin/snap' && !real.startsWith('/snap/') && !beginningOf(real).includes('/snap/bin/');
}

function beginningOf(file: string): string {
  const bytes = Buffer.alloc(4096);
  const descriptor = openSync(file, 'r');
  try {
    return bytes.toString('latin1', 0, readSync(descriptor, bytes));
  } finally {
    closeSync(descriptor);
  }
}

type Names = readonly (readonly [name: string, place: string])[];

const LINUX: Names = [
  ['Chrome', 'google-chrome'],
  ['Chrome', 'google-chrome-stable'],
  ['Chromium', 'chromium'],
  ['Chromium', 'chromium-browser'],
  ['Edge', 'microsoft-edge'],
  ['Edge', 'microsoft-edge-stable'],
  ['Brave', 'brave-browser'],
  ['Brave', 'brave'],
];

const MACOS: Names = [
  ['Chrome', 'Google Chrome'],
  ['Chromium', 'Chromium'],
  ['Edge', 'Microsoft Edge'],
  ['Brave', 'Brave Browser'],
];

const WINDOWS: Names = [
  ['Chrome', 'Google\\Chrome\\Application\\chrome.exe'],
  ['Chromium', 'Chromium\\Application\\chrome.exe'],
  ['Edge', 'Microsoft\\Edge\\Application\\msedge.exe'],
  ['Brave', 'BraveSoftware\\Brave-Browser\\Application\\brave.exe'],
];
