import type { Page } from '@playwright/test';
import type { RunningBrowser } from '../../../scripts/browser/launch-browser.ts';
import type { Profile } from '../../support/browser/profile.ts';
import { processesOn } from './processes.ts';

/** A panel, and the browser that it is open in. */
export interface Open {
  readonly profile: Profile;
  readonly browser: RunningBrowser;
  readonly panel: Page;
}

/** A way in which a panel, or what it needs, comes to its end. */
export interface Ending {
  readonly name: string;
  /** Nobody wanted it: what was at stake is offered. */
  readonly isCrash: boolean;
  end(open: Open): Promise<unknown>;
  /** Opens the next panel; the same one where it lives on. */
  reopen(open: Open): Promise<Open>;
}

async function inSameBrowser({ profile, browser }: Open): Promise<Open> {
  return { profile, browser, panel: await browser.openPanel() };
}

async function inNewBrowser({ profile }: Open): Promise<Open> {
  const browser = await profile.launch();
  return { profile, browser, panel: await browser.openPanel() };
}

async function untilClosed({ browser }: Open, close: () => Promise<unknown>): Promise<void> {
  await close();
  while ((await browser.countPanels()) > 0) await new Promise((resolve) => setTimeout(resolve, 50));
}

/** In the order in which one browser can go through them; the last two end it. */
export const ENDINGS: readonly Ending[] = [
  {
    name: 'host killed',
    isCrash: false,
    async end({ profile }) {
      for (const pid of processesOn(profile.home)) process.kill(pid, 'SIGKILL');
    },
    reopen: async (open) => open,
  },
  {
    name: 'closed by the toolbar button',
    isCrash: false,
    end: ({ browser }) => browser.closePanel(),
    reopen: inSameBrowser,
  },
  {
    name: 'closed by its cross',
    isCrash: false,
    end: (open) =>
      untilClosed(open, () =>
        open.browser.worker.evaluate(
          'chrome.windows.getLastFocused().then(({ id }) => chrome.sidePanel.close({ windowId: id }))',
        ),
      ),
    reopen: inSameBrowser,
  },
  {
    name: 'closed by its page',
    isCrash: false,
    end: (open) => untilClosed(open, () => open.panel.evaluate('window.close()').catch(() => {})),
    reopen: inSameBrowser,
  },
  {
    name: 'renderer crashed',
    isCrash: true,
    async end({ panel }) {
      const devtools = await panel.context().newCDPSession(panel);
      const crashed = new Promise((resolve) => panel.once('crash', resolve));
      devtools.send('Page.crash').catch(() => {});
      await crashed;
    },
    async reopen(open) {
      await open.browser.reloadExtension();
      return inSameBrowser(open);
    },
  },
  { name: 'browser quit', isCrash: false, end: ({ browser }) => browser.close(), reopen: inNewBrowser },
  { name: 'browser killed', isCrash: true, end: ({ browser }) => browser.kill(), reopen: inNewBrowser },
];
