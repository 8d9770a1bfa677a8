import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base, chromium } from '@playwright/test';
import { findBrowser } from '../../../scripts/browser/find-browser.ts';
import { launchBrowser, type RunningBrowser } from '../../../scripts/browser/launch-browser.ts';
import { registerHost } from '../../../scripts/browser/register-host.ts';
import { EXTENSION } from '../../../scripts/repository.ts';
import { type StoredMessage, storedMessages } from '../../../scripts/stored-messages.ts';
import { type ModelServer, type ModelServerOptions, startModelServer } from '../model-server/start-model-server.ts';

interface Options {
  readonly modelServerOptions: ModelServerOptions;
  /** false: the browser finds no host until the test calls `profile.registerHost()`. */
  readonly hostIsRegistered: boolean;
}

/** A profile of its own with a store of its own, and what happens to both. */
export interface Profile {
  readonly userDataFolder: string;
  readonly database: string;
  registerHost(): void;
  /** Browsers find no host from now on; one that runs stays. */
  unregisterHost(): void;
  /** Starts a browser on this profile; closed at the end of the test. */
  launch(): Promise<RunningBrowser>;
  /** What the store's file holds now; empty while there is no file. */
  messages(): StoredMessage[];
}

interface Fixtures {
  readonly profile: Profile;
  /** A browser on the profile. */
  readonly holdfast: RunningBrowser;
  readonly modelServer: ModelServer;
}

export const test = base.extend<Fixtures & Options>({
  hostIsRegistered: [true, { option: true }],
  modelServerOptions: [{}, { option: true }],

  profile: async ({ hostIsRegistered }, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'holdfast-e2e-'));
    const userDataFolder = join(folder, 'profile');
    const home = join(folder, 'home');
    const database = join(home, 'holdfast.db');
    const running: RunningBrowser[] = [];
    const profile: Profile = {
      userDataFolder,
      database,
      registerHost: () => registerHost({ userDataFolder, home }),
      unregisterHost: () => rmSync(join(userDataFolder, 'NativeMessagingHosts'), { recursive: true }),
      async launch() {
        const browser = await launchBrowser({ executable: executable(), extension: EXTENSION, userDataFolder });
        running.push(browser);
        return browser;
      },
      messages: () => (existsSync(database) ? storedMessages(database) : []),
    };
    if (hostIsRegistered) profile.registerHost();
    await use(profile);
    for (const browser of running) await browser.close();
    rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  },

  holdfast: async ({ profile }, use) => use(await profile.launch()),

  modelServer: async ({ modelServerOptions }, use) => {
    const server = await startModelServer(modelServerOptions);
    await use(server);
    await server.close();
  },
});

export { expect } from '@playwright/test';

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
