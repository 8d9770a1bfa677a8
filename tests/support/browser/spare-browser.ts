import { dirname } from 'node:path';
import type { RunningBrowser } from '../../../scripts/browser/launch-browser.ts';
import { removeFolder } from '../remove-folder.ts';

/** A browser without our extension, and its profile, the only thing in its folder. */
interface Spare {
  readonly browser: RunningBrowser;
  readonly userDataFolder: string;
}

/**
 * The browser that one test leaves to the next: to start one costs more than most tests do. It is as new to the extension,
 * all of whose data goes when it is removed.
 */
export interface SpareBrowser {
  /** Whose it is from now on; undefined when a new one must be started. */
  take(): Spare | undefined;
  /** Empties a browser and keeps it. */
  leave(spare: Spare): Promise<void>;
  close(): Promise<void>;
}

export function createSpareBrowser(): SpareBrowser {
  let spare: Spare | undefined;

  function take(): Spare | undefined {
    const taken = spare;
    spare = undefined;
    return taken;
  }

  return {
    take,
    async leave(left) {
      const { context } = left.browser;
      await left.browser.removeExtension();
      const [first, ...others] = context.pages();
      for (const page of others) await page.close();
      // What a test had put before the page goes with it.
      await context.newPage();
      await first?.close();
      await context.clearPermissions();
      spare = left;
    },
    async close() {
      const left = take();
      if (left === undefined) return;
      await left.browser.close();
      removeFolder(dirname(left.userDataFolder));
    },
  };
}
