import type { Page } from '@playwright/test';
import type { Profile } from '../browser/profile.ts';
import type { ModelServer, ModelServerOptions } from '../model-server/start-model-server.ts';

/** What a journey goes through; both are its own. */
export interface Setting {
  /** No host is registered yet, and no browser runs. */
  readonly profile: Profile;
  readonly server: ModelServer;
}

/**
 * Called at each state. `show` brings it on the screen, or brings it back, whatever the width is now: a wide panel has a
 * sidebar where a narrow one has a sheet. It resolves when the state is there.
 */
export type Visit = (panel: Page, state: string, show: () => Promise<unknown>) => Promise<void>;

/** States of the panel that one browser profile comes through in turn. */
export interface Journey {
  readonly name: string;
  /** What is to be seen in each, in the order in which they are visited. */
  readonly states: Readonly<Record<string, string>>;
  readonly server?: ModelServerOptions;
  /** A person has let the extension talk to the server, which it does itself without a host. Default: no. */
  readonly isServerAllowed?: boolean;
  /** Of a page that is no panel, from narrow to wide; its pictures are as high as what is on it. */
  readonly widths?: readonly number[];
  /** Its states last for seconds: it is walked once for each width and scheme that is looked at. Default: no. */
  readonly isBrief?: boolean;
  walk(setting: Setting, visit: Visit): Promise<void>;
}
