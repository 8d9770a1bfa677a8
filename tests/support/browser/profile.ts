import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { allowedExtension } from '../../../scripts/browser/altered-extension.ts';
import { findBrowser } from '../../../scripts/browser/find-browser.ts';
import { launchBrowser, type RunningBrowser } from '../../../scripts/browser/launch-browser.ts';
import { type HostRegistration, registerHost } from '../../../scripts/browser/register-host.ts';
import { EXTENSION } from '../../../scripts/repository.ts';
import { type StoredMessage, storedMessages } from '../../../scripts/stored-messages.ts';
import { killWorkers } from '../reply-workers.ts';

/** Which program browsers start; the built host unless named. */
type HostChoice = Pick<HostRegistration, 'program' | 'environment'>;

/** A browser profile with a store of its own, and what happens to both. */
export interface Profile {
  readonly userDataFolder: string;
  /** The host's data folder. */
  readonly home: string;
  readonly database: string;
  registerHost(choice?: HostChoice): void;
  /** Browsers find no host from now on; one that runs stays. */
  unregisterHost(): void;
  /** Starts a browser on this profile, with the built extension unless another folder is named; in a window if a display is. */
  launch(options?: { readonly extension?: string; readonly display?: string }): Promise<RunningBrowser>;
  /** What the store's file holds now; empty while there is no file. */
  messages(): StoredMessage[];
  /** Closes its browsers and removes its files. */
  dispose(): Promise<void>;
}

/** What a test looks at is what it asked for. */
const ALONE = { HOLDFAST_NO_UPKEEP: '1' };

interface ProfileOptions {
  /** The host's data folder; one of its own unless named. */
  readonly home?: string;
  /** A person has let the extension talk to any server that it can: no test can click what the browser asks. Default: no. */
  readonly isServerAllowed?: boolean;
}

/** A new profile; no host is registered yet. */
export function createProfile(options: ProfileOptions = {}): Profile {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-browser-'));
  const userDataFolder = join(folder, 'profile');
  const home = options.home ?? join(folder, 'home');
  const database = join(home, 'holdfast.db');
  const running: RunningBrowser[] = [];
  const allowed = join(folder, 'allowed');
  const ownExtension = () => {
    if (!options.isServerAllowed) return EXTENSION;
    return existsSync(allowed) ? allowed : allowedExtension(allowed);
  };
  return {
    userDataFolder,
    home,
    database,
    registerHost: ({ environment, ...choice } = {}) =>
      registerHost({ userDataFolder, home, environment: { ...ALONE, ...environment }, ...choice }),
    unregisterHost: () => rmSync(join(userDataFolder, 'NativeMessagingHosts'), { recursive: true }),
    async launch({ extension = ownExtension(), display } = {}) {
      const window = display === undefined ? {} : { headed: true, display };
      const browser = await launchBrowser({ executable: executable(), extension, userDataFolder, ...window });
      running.push(browser);
      return browser;
    },
    messages: () => (existsSync(database) ? storedMessages(database) : []),
    async dispose() {
      for (const browser of running) await browser.close();
      // Replies outlive their browser.
      killWorkers(home);
      rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
    },
  };
}

function executable(): string {
  const found = findBrowser({
    env: process.env,
    platform: process.platform,
    homedir: homedir(),
    downloaded: chromium.executablePath(),
  });
  if (found === undefined) throw new Error('No browser; `npm test` installs one where it can');
  return found.executable;
}
