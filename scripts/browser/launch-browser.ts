import { readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type BrowserContext, chromium, type Page, type Worker } from '@playwright/test';
import { confinementOf, environmentFlags } from './environment-flags.ts';

export interface LaunchOptions {
  readonly executable: string;
  readonly extension: string;
  readonly userDataFolder: string;
  readonly headed?: boolean;
  /** Shows its window on this X display instead of the process's own. */
  readonly display?: string;
  /** Its variables, and those of the hosts that it starts; the process's own unless named. */
  readonly env?: NodeJS.ProcessEnv;
}

/** A running browser with the extension in it. */
export interface RunningBrowser {
  readonly context: BrowserContext;
  /** The worker that runs now. */
  readonly worker: Worker;
  readonly extensionId: string;
  /** The id of the main process, which starts the host. Linux and macOS. */
  pid(): number;
  /** Opens the real side panel beside the first tab; returns it when it has a size. Already open: returns that one. */
  openPanel(): Promise<Page>;
  /** Closes the side panel as the toolbar button does; resolves when it is gone. */
  closePanel(): Promise<void>;
  /** How many side panels are open. */
  countPanels(): Promise<number>;
  /** What a click on the toolbar button does. */
  triggerAction(): Promise<void>;
  /**
   * Loads the extension again, as a person does after its pages crashed, or another version of it; whatever was open of it is
   * gone.
   */
  reloadExtension(extension?: string): Promise<void>;
  /** The panel's page in a tab, where it can have any size. */
  openPanelTab(): Promise<Page>;
  /**
   * SIGKILL to the main process; its children and pipes follow. `withHost`: to the host at the same moment, too. Resolves
   * when the browser is gone. Linux and macOS.
   */
  kill(options?: { readonly withHost?: boolean }): Promise<void>;
  close(): Promise<void>;
}

const START_WAIT_MS = 30_000;
/** A connection that is made while a page closes may never come about; the next one does. */
const CONNECT_WAIT_MS = 8000;

/** What nobody looks at here, and takes a quarter of a browser's start: the pages of the address bar. */
const COSTLY_FEATURES = ['WebUIOmniboxPopup', 'WebUIOmniboxAimPopup', 'WebUIOmniboxFullPopup'];

/** What Playwright switches off: the browser heeds only the last list that it is given. */
const FEATURES_OFF_IN_PLAYWRIGHT = [
  'AimEnabled',
  'HttpsFirstBalancedModeAutoEnable',
  'HttpsUpgrades',
  'LensOverlay',
  'MediaRouter',
  'NetworkTimeServiceQuerying',
  'OptimizationHints',
  'PaintHolding',
  'PreconnectToSearch',
  'ThirdPartyStoragePartitioning',
];

const UNUSED_FEATURES = [...COSTLY_FEATURES, ...FEATURES_OFF_IN_PLAYWRIGHT];

/**
 * Starts a browser on a profile folder with our extension.
 *
 * The extension is loaded over the debugging pipe: Chrome with Google's name ignores `--load-extension` since 137, and every
 * browser of the 140 that the manifest asks for knows `Extensions.loadUnpacked`.
 */
export async function launchBrowser(options: LaunchOptions): Promise<RunningBrowser> {
  const confinement = confinementOf(options.executable);
  const { env = process.env } = options;
  const context = await chromium.launchPersistentContext(options.userDataFolder, {
    executablePath: options.executable,
    headless: !options.headed,
    env: { ...env, ...(options.display !== undefined && { DISPLAY: options.display }) },
    viewport: null,
    chromiumSandbox: !confinement.withoutSandbox,
    ignoreDefaultArgs: ['--disable-extensions'],
    // Whoever opened a window for a person closes it.
    handleSIGINT: !options.headed,
    handleSIGTERM: !options.headed,
    handleSIGHUP: !options.headed,
    args: [
      ...environmentFlags(confinement),
      '--enable-unsafe-extension-debugging',
      // Beside the pipe: the side panel is visible only to a connection made after it opened.
      '--remote-debugging-port=0',
      '--no-first-run',
      '--window-size=1280,820',
      `--disable-features=${UNUSED_FEATURES.join()}`,
    ],
  });
  const loaded = await loadExtension(context, options.extension).catch(async (error) => {
    await context.close();
    throw error;
  });
  const { session, extensionId } = loaded;
  let { worker } = loaded;
  let attached: Awaited<ReturnType<typeof chromium.connectOverCDP>> | undefined;
  // A profile that has the extension from before starts it by itself, and loading it replaces that worker.
  context.on('serviceworker', (started) => {
    if (started.url().startsWith(`chrome-extension://${extensionId}/`)) worker = started;
  });

  async function countPanels(): Promise<number> {
    const deadline = Date.now() + START_WAIT_MS;
    for (;;) {
      const count = await askForPanels(worker);
      if (count !== undefined) return count;
      if (Date.now() > deadline) throw new Error('The worker of the extension does not answer');
      await sleep(25);
    }
  }

  async function triggerAction(): Promise<void> {
    const { targetInfos } = await session.send('Target.getTargets', { filter: [{}] });
    const tab = targetInfos.find(({ type }) => type === 'tab');
    if (tab === undefined) throw new Error('There is no tab to open the side panel beside');
    await session
      .send('Extensions.triggerAction', { id: extensionId, targetId: tab.targetId })
      .catch((cause: unknown) => {
        throw new Error('This browser opens no side panel for a program; name a newer one with HOLDFAST_BROWSER', {
          cause,
        });
      });
  }

  async function openPanel(): Promise<Page> {
    const deadline = Date.now() + START_WAIT_MS;
    // The action does nothing, and reports success, until the worker has said that it opens the panel. It toggles, so only when closed.
    while ((await countPanels()) === 0) {
      if (Date.now() > deadline) throw new Error(`The side panel did not open within ${START_WAIT_MS} ms`);
      await triggerAction();
      for (let waits = 0; waits < 20 && (await countPanels()) === 0; waits += 1) await sleep(25);
    }
    for (;;) {
      await attached?.close();
      const address = `http://127.0.0.1:${debuggingPort(options.userDataFolder)}`;
      let failure: unknown;
      attached = await chromium.connectOverCDP(address, { timeout: CONNECT_WAIT_MS }).catch((error: unknown) => {
        failure = error;
        return undefined;
      });
      const panel = await findPanel(attached?.contexts().flatMap((found) => found.pages()) ?? []);
      if (panel !== undefined) return panel;
      if (Date.now() > deadline) {
        throw new Error('The side panel is open but cannot be reached', { cause: failure });
      }
      await sleep(50);
    }
  }

  return {
    context,
    get worker() {
      return worker;
    },
    extensionId,
    pid: () => mainProcess(options.userDataFolder),
    openPanel,
    async closePanel() {
      await triggerAction();
      while ((await countPanels()) > 0) await sleep(25);
    },
    countPanels,
    triggerAction,
    async reloadExtension(extension = options.extension) {
      const started = context.waitForEvent('serviceworker', { timeout: START_WAIT_MS });
      await session.send('Extensions.loadUnpacked', { path: extension });
      worker = await started;
    },
    async openPanelTab() {
      const page = await context.newPage();
      await page.goto(`chrome-extension://${extensionId}/sidepanel.html`);
      return page;
    },
    async kill({ withHost = false } = {}) {
      const gone = new Promise((resolve) => context.once('close', resolve));
      const pid = mainProcess(options.userDataFolder);
      // The browser leads a process group, in which its hosts are.
      process.kill(withHost ? -pid : pid, 'SIGKILL');
      await gone;
      await attached?.close();
    },
    async close() {
      await attached?.close();
      await context.close();
    },
  };
}

/** How many side panels are open; undefined when the worker was replaced and does not say any more. */
function askForPanels(worker: Worker): Promise<number | undefined> {
  // As text: the scripts are compiled without the browser's types.
  const count = "chrome.runtime.getContexts({ contextTypes: ['SIDE_PANEL'] }).then((found) => found.length)";
  const closed = new Promise<undefined>((resolve) => worker.once('close', () => resolve(undefined)));
  return Promise.race([worker.evaluate<number>(count).catch(() => undefined), closed]);
}

/** The panel among the pages, once it has a size; the same page can be open in a tab as well. */
async function findPanel(pages: readonly Page[]): Promise<Page | undefined> {
  for (const page of pages) {
    if (!page.url().endsWith('/sidepanel.html')) continue;
    const isPanel = 'innerWidth > 0 && innerHeight > 0 && chrome.tabs.getCurrent().then((tab) => tab === undefined)';
    // A page that is being loaded anew cannot answer for the moment.
    if (await page.evaluate<boolean>(isPanel).catch(() => false)) return page;
  }
  return undefined;
}

async function loadExtension(context: BrowserContext, extension: string) {
  const browser = context.browser();
  if (browser === null) throw new Error('The browser gave no connection of its own');
  const session = await browser.newBrowserCDPSession();
  const started = context.waitForEvent('serviceworker', { timeout: START_WAIT_MS }).catch(() => undefined);
  const { id: extensionId } = await session.send('Extensions.loadUnpacked', { path: extension });
  const worker = context.serviceWorkers()[0] ?? (await started);
  if (worker === undefined) throw new Error(`The extension did not start within ${START_WAIT_MS} ms`);
  return { session, extensionId, worker };
}

function debuggingPort(userDataFolder: string): string {
  return readFileSync(join(userDataFolder, 'DevToolsActivePort'), 'utf8').split('\n')[0] ?? '';
}

/** The lock names the process: `<host>-<pid>`. */
function mainProcess(userDataFolder: string): number {
  return Number(readlinkSync(join(userDataFolder, 'SingletonLock')).split('-').pop());
}
