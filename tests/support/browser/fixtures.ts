import { test as base } from '@playwright/test';
import type { RunningBrowser } from '../../../scripts/browser/launch-browser.ts';
import { type ModelServer, type ModelServerOptions, startModelServer } from '../model-server/start-model-server.ts';
import { createProfile, type Profile } from './profile.ts';
import { createSpareBrowser, type SpareBrowser } from './spare-browser.ts';

interface Options {
  readonly modelServerOptions: ModelServerOptions;
  /** false: the browser finds no host until the test calls `profile.registerHost()`. */
  readonly hostIsRegistered: boolean;
}

interface Fixtures {
  readonly profile: Profile;
  /** A browser on the profile. */
  readonly holdfast: RunningBrowser;
  readonly modelServer: ModelServer;
}

export const test = base.extend<Fixtures & Options, { readonly spare: SpareBrowser }>({
  spare: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads what a fixture needs from its first parameter.
    async ({}, use) => {
      const spare = createSpareBrowser();
      await use(spare);
      await spare.close();
    },
    { scope: 'worker' },
  ],

  hostIsRegistered: [true, { option: true }],
  modelServerOptions: [{}, { option: true }],

  profile: async ({ hostIsRegistered, spare }, use, testInfo) => {
    const profile = createProfile({ isServerAllowed: !hostIsRegistered, spare });
    if (hostIsRegistered) profile.registerHost();
    await use(profile);
    await profile.dispose({ isWell: testInfo.status === testInfo.expectedStatus });
  },

  holdfast: async ({ profile }, use) => use(await profile.launch()),

  modelServer: async ({ modelServerOptions }, use) => {
    const server = await startModelServer(modelServerOptions);
    await use(server);
    await server.close();
  },
});

export { expect } from '@playwright/test';
