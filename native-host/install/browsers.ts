import { join, posix, win32 } from 'node:path';
import { NATIVE_HOST_NAME } from '../../lib/protocol/limits.ts';

export const BROWSER_NAMES = ['chrome', 'chromium', 'edge', 'brave', 'vivaldi'] as const;
export type BrowserName = (typeof BROWSER_NAMES)[number];

/** Where a browser, or one profile folder, looks for the manifests of native hosts. */
export interface ManifestPlace {
  /** Folder that exists when the browser has been used by this user. */
  readonly settingsFolder: string;
  readonly manifestFolder: string;
  /** Windows only: the key whose default value is the manifest's path; the folder is ours to choose there. */
  readonly registryKey?: string;
}

export interface Machine {
  readonly env: NodeJS.ProcessEnv;
  readonly platform: NodeJS.Platform;
  readonly homedir: string;
}

/**
 * The place of a browser for this user.
 * Source: https://developer.chrome.com/docs/extensions/develop/concepts/native-messaging#native-messaging-host-location
 */
export function browserPlace(browser: BrowserName, { env, platform, homedir }: Machine): ManifestPlace {
  if (platform === 'win32') {
    const local = env['LOCALAPPDATA'] || win32.join(homedir, 'AppData', 'Local');
    const { settings, manifests } = WINDOWS[browser];
    return {
      settingsFolder: win32.join(local, settings, 'User Data'),
      manifestFolder: win32.join(local, 'holdfast', 'manifests', manifests),
      registryKey: `HKCU\\Software\\${manifests}\\NativeMessagingHosts\\${NATIVE_HOST_NAME}`,
    };
  }
  if (platform === 'darwin') {
    const support = posix.join(homedir, 'Library', 'Application Support');
    const { settings, manifests } = MACOS[browser];
    return {
      settingsFolder: posix.join(support, settings),
      manifestFolder: posix.join(support, manifests, MANIFEST_FOLDER),
    };
  }
  const settingsFolder = posix.join(env['XDG_CONFIG_HOME'] || posix.join(homedir, '.config'), LINUX[browser]);
  return { settingsFolder, manifestFolder: posix.join(settingsFolder, MANIFEST_FOLDER) };
}

/** The place of one profile (user data) folder; on Windows browsers read the registry only, so there it has none. */
export function profilePlace(userDataFolder: string): ManifestPlace {
  return { settingsFolder: userDataFolder, manifestFolder: join(userDataFolder, MANIFEST_FOLDER) };
}

const MANIFEST_FOLDER = 'NativeMessagingHosts';

/** Folders, and on Windows registry keys, below the system's own place. */
interface Names {
  readonly settings: string;
  readonly manifests: string;
}

const LINUX: Record<BrowserName, string> = {
  chrome: 'google-chrome',
  chromium: 'chromium',
  edge: 'microsoft-edge',
  brave: 'BraveSoftware/Brave-Browser',
  vivaldi: 'vivaldi',
};

/** Brave reads Chrome's manifests: https://github.com/brave/brave-browser/issues/5074 */
const MACOS: Record<BrowserName, Names> = {
  chrome: { settings: 'Google/Chrome', manifests: 'Google/Chrome' },
  chromium: { settings: 'Chromium', manifests: 'Chromium' },
  edge: { settings: 'Microsoft Edge', manifests: 'Microsoft Edge' },
  brave: { settings: 'BraveSoftware/Brave-Browser', manifests: 'Google/Chrome' },
  vivaldi: { settings: 'Vivaldi', manifests: 'Vivaldi' },
};

/** Brave and Vivaldi read Chrome's key: https://github.com/keepassxreboot/keepassxc-browser/issues/48 */
const WINDOWS: Record<BrowserName, Names> = {
  chrome: { settings: 'Google\\Chrome', manifests: 'Google\\Chrome' },
  chromium: { settings: 'Chromium', manifests: 'Chromium' },
  edge: { settings: 'Microsoft\\Edge', manifests: 'Microsoft\\Edge' },
  brave: { settings: 'BraveSoftware\\Brave-Browser', manifests: 'Google\\Chrome' },
  vivaldi: { settings: 'Vivaldi', manifests: 'Google\\Chrome' },
};
