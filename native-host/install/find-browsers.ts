import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { posix, win32 } from 'node:path';
import { BROWSER_NAMES, type BrowserName, browserPlace, type Machine, type ManifestPlace } from './browsers.ts';

/** How a browser came onto this machine that cannot start programs outside of itself. */
export type Sandbox = 'snap' | 'flatpak';

/** A browser of this machine, or one that is not there. */
export interface FoundBrowser {
  readonly name: BrowserName;
  readonly place: ManifestPlace;
  /** Files that show that it is there, and can start a host. */
  readonly evidence: readonly string[];
  /** The same in a form that cannot start one. */
  readonly sandboxed: readonly { readonly kind: Sandbox; readonly path: string }[];
}

/** What this machine's disk holds. */
export interface Files {
  readonly exists: (path: string) => boolean;
  /** The file that a link leads to, in the end. */
  readonly realPath: (path: string) => string;
  /** The beginning of a small file, empty where it cannot be read. */
  readonly text: (path: string) => string;
}

const realFiles: Files = {
  exists: existsSync,
  realPath: realpathSync,
  text(path) {
    try {
      return readFileSync(path, 'latin1').slice(0, 10_000);
    } catch {
      return '';
    }
  },
};

/** Every browser that Holdfast knows, and whether it is here. Nothing is started, nothing written. */
export function findBrowsers(machine: Machine, files: Files = realFiles): FoundBrowser[] {
  return BROWSER_NAMES.map((name) => {
    const place = browserPlace(name, machine);
    const programs = programsOf(name, machine).filter(files.exists);
    const inSnap = programs.filter((path) => isSnap(path, files));
    const flatpaks = flatpaksOf(name, machine).filter(files.exists);
    const isUsed = files.exists(place.settingsFolder);
    return {
      name,
      place,
      evidence: [...(isUsed ? [place.settingsFolder] : []), ...programs.filter((path) => !inSnap.includes(path))],
      sandboxed: [
        ...inSnap.map((path) => ({ kind: 'snap' as const, path })),
        ...flatpaks.map((path) => ({ kind: 'flatpak' as const, path })),
      ],
    };
  });
}

/** What a person can do about a browser that is confined, by the kind of its confinement and its name. */
export function wayOutOf(kind: string, name: string): string {
  return `A ${kind} cannot start programs outside of itself. Install ${name} as a package of your system (.deb, .rpm, pacman), or use another browser.`;
}

const LINUX_PROGRAMS: Record<BrowserName, readonly string[]> = {
  chrome: ['google-chrome', 'google-chrome-stable'],
  chromium: ['chromium', 'chromium-browser'],
  edge: ['microsoft-edge', 'microsoft-edge-stable'],
  brave: ['brave-browser', 'brave-browser-stable', 'brave'],
  vivaldi: ['vivaldi', 'vivaldi-stable'],
};

const MACOS_PROGRAMS: Record<BrowserName, string> = {
  chrome: 'Google Chrome.app',
  chromium: 'Chromium.app',
  edge: 'Microsoft Edge.app',
  brave: 'Brave Browser.app',
  vivaldi: 'Vivaldi.app',
};

const WINDOWS_PROGRAMS: Record<BrowserName, string> = {
  chrome: 'Google\\Chrome\\Application\\chrome.exe',
  chromium: 'Chromium\\Application\\chrome.exe',
  edge: 'Microsoft\\Edge\\Application\\msedge.exe',
  brave: 'BraveSoftware\\Brave-Browser\\Application\\brave.exe',
  vivaldi: 'Vivaldi\\Application\\vivaldi.exe',
};

/** Their names on Flathub. */
const FLATPAKS: Record<BrowserName, string> = {
  chrome: 'com.google.Chrome',
  chromium: 'org.chromium.Chromium',
  edge: 'com.microsoft.Edge',
  brave: 'com.brave.Browser',
  vivaldi: 'com.vivaldi.Vivaldi',
};

/** Where programs are looked for that are not on this process's path: snapd's folder on systems of two kinds. */
const SNAP_FOLDERS = ['/snap/bin', '/var/lib/snapd/snap/bin'];

function programsOf(name: BrowserName, { env, platform, homedir }: Machine): string[] {
  if (platform === 'win32') {
    const bases = [env['ProgramFiles'], env['ProgramFiles(x86)'], env['LOCALAPPDATA']].filter((base) => base);
    return bases.map((base) => win32.join(base ?? '', WINDOWS_PROGRAMS[name]));
  }
  if (platform === 'darwin') {
    return ['/Applications', posix.join(homedir, 'Applications')].map((folder) =>
      posix.join(folder, MACOS_PROGRAMS[name]),
    );
  }
  const path = (env['PATH'] ?? '').split(':').filter((folder) => posix.isAbsolute(folder));
  const folders = new Set([...path, '/usr/bin', '/usr/local/bin', ...SNAP_FOLDERS]);
  return [...folders].flatMap((folder) => LINUX_PROGRAMS[name].map((program) => posix.join(folder, program)));
}

/** Also Ubuntu's `chromium-browser`, a script that starts the snap. */
function isSnap(path: string, files: Files): boolean {
  if (SNAP_FOLDERS.includes(posix.dirname(path)) || posix.basename(files.realPath(path)) === 'snap') return true;
  const text = files.text(path);
  return text.startsWith('#!') && text.includes('/snap/bin/');
}

function flatpaksOf(name: BrowserName, { platform, homedir }: Machine): string[] {
  if (platform !== 'linux') return [];
  const folders = ['/var/lib/flatpak/app', posix.join(homedir, '.local', 'share', 'flatpak', 'app')];
  return folders.map((folder) => posix.join(folder, FLATPAKS[name]));
}
