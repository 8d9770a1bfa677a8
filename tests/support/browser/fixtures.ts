import { test as base } from '@playwright/test';
import type { RunningBrowser } from '../../../scripts/browser/launch-browser.ts';
import { type ModelServer, type ModelServerOptions, startModelServer } from '../model-server/start-model-server.ts';
import { createProfile, type Profile } from './profile.ts';

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

export const test = base.extend<Fixtures & Options>({
  hostIsRegistered: [true, { option: true }],
  modelServerOptions: [{}, { option: true }],

  profile: async ({ hostIsRegistered }, use) => {
    const profile = createProfile({ isServerAllowed: !hostIsRegistered });
    if (hostIsRegistered) profile.registerHost();
    await use(profile);
    await profile.dispose();
  },

  holdfast: async ({ profile }, use) => use(await profile.launch()),

  modelServer: async ({ modelServerOptions }, use) => {
    const server = await startModelServer(modelServerOptions);
    await use(server);
    await server.close();
  },
});

export { expect } from '@playwright/test';
