import { existsSync, mkdtempSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { chromium } from '@playwright/test';
import { allowedExtension } from '../../../scripts/browser/altered-extension.ts';
import { findBrowser } from '../../../scripts/browser/find-browser.ts';
import { launchBrowser, type RunningBrowser } from '../../../scripts/browser/launch-browser.ts';
import { type HostRegistration, registerHost } from '../../../scripts/browser/register-host.ts';
import { EXTENSION } from '../../../scripts/repository.ts';
import { type StoredMessage, storedMessages } from '../../../scripts/stored-messages.ts';
import { removeFolder } from '../remove-folder.ts';
import { killWorkers } from '../reply-workers.ts';
import type { SpareBrowser } from './spare-browser.ts';

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
  /** Closes its browsers and removes its files; `isWell`: leaves the only one for others, where there is a place for it. */
  dispose(options?: { readonly isWell: boolean }): Promise<void>;
}

/** What a test looks at is what it asked for. */
const ALONE = { HOLDFAST_NO_UPKEEP: '1' };

interface ProfileOptions {
  /** The host's data folder; one of its own unless named. */
  readonly home?: string;
  /** A person has let the extension talk to any server that it can: no test can click what the browser asks. Default: no. */
  readonly isServerAllowed?: boolean;
  /** Where the first browser comes from, if one is there, and is left at the end. Default: every browser is started anew. */
  readonly spare?: SpareBrowser;
}

/** A new profile; no host is registered yet. */
export function createProfile(options: ProfileOptions = {}): Profile {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-browser-'));
  let spare = options.spare?.take();
  const userDataFolder = spare?.userDataFolder ?? join(mkdtempSync(join(tmpdir(), 'holdfast-profile-')), 'profile');
  const home = options.home ?? join(folder, 'home');
  const database = join(home, 'holdfast.db');
  const running: RunningBrowser[] = [];
  let isInWindow = false;
  const allowed = join(folder, 'allowed');
  const ownExtension = () => {
    if (!options.isServerAllowed) return EXTENSION;
    return existsSync(allowed) ? allowed : allowedExtension(allowed);
  };
  const unregisterHost = () => removeFolder(join(userDataFolder, 'NativeMessagingHosts'));
  return {
    userDataFolder,
    home,
    database,
    registerHost: ({ environment, ...choice } = {}) =>
      registerHost({ userDataFolder, home, environment: { ...ALONE, ...environment }, ...choice }),
    unregisterHost,
    async launch({ extension = ownExtension(), display } = {}) {
      const taken = spare;
      spare = undefined;
      if (taken !== undefined && display === undefined) {
        running.push(taken.browser);
        await taken.browser.reloadExtension(extension);
        return taken.browser;
      }
      await taken?.browser.close();
      const window = display === undefined ? {} : { headed: true, display };
      const browser = await launchBrowser({ executable: executable(), extension, userDataFolder, ...window });
      isInWindow ||= display !== undefined;
      running.push(browser);
      return browser;
    },
    messages: () => (existsSync(database) ? storedMessages(database) : []),
    async dispose({ isWell } = { isWell: false }) {
      const [first, ...others] = running;
      const isAsStarted = isWell && !isInWindow && others.length === 0;
      if (options.spare && isAsStarted && first?.isRunning()) {
        unregisterHost();
        await options.spare.leave({ browser: first, userDataFolder });
      } else {
        await spare?.browser.close();
        for (const browser of running) await browser.close();
        removeFolder(dirname(userDataFolder));
      }
      // Replies outlive their browser.
      killWorkers(home);
      removeFolder(folder);
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
