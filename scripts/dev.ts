import { join } from 'node:path';
import { createServer } from 'wxt';
import { hasDisplay } from './browser/has-display.ts';
import { ensureBrowser } from './browser/install-browser.ts';
import { launchBrowser } from './browser/launch-browser.ts';
import { registerHost } from './browser/register-host.ts';
import { OUTPUT, ROOT } from './repository.ts';

const extension = join(OUTPUT, 'chrome-mv3-dev');
const userDataFolder = join(OUTPUT, 'dev', 'profile');
const home = join(OUTPUT, 'dev', 'home');

const FIRST_PAGE_WAIT_MS = 5000;

// WXT would start a browser of its own, which knows nothing of our host.
const server = await createServer({ root: ROOT, webExt: { disabled: true } });
await server.start();
// The sources themselves: a new host process, and so the changed code, at every reconnection.
registerHost({ userDataFolder, home, program: join(ROOT, 'native-host', 'main.ts') });

const { executable } = await ensureBrowser();
const browser = await launchBrowser({ executable, extension, userDataFolder, headed: hasDisplay() });
const panel = await browser.openPanel();
// Vite prepares the dependencies at the first request, which that first page does not survive.
await panel
  .getByRole('heading')
  .first()
  .waitFor({ timeout: FIRST_PAGE_WAIT_MS })
  .catch(() => panel.reload());
console.log(`dev: the panel is open${hasDisplay() ? '' : ' (headless: there is no display)'}; its store: ${home}`);

process.once('SIGINT', () => browser.close());
process.once('SIGTERM', () => browser.close());
browser.context.once('close', async () => {
  await server.stop();
  process.exit();
});
