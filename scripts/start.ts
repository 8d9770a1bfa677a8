import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { allowedExtension } from './browser/altered-extension.ts';
import { hasDisplay } from './browser/has-display.ts';
import { ensureBrowser } from './browser/install-browser.ts';
import { registerHost } from './browser/register-host.ts';
import { build } from './build.ts';
import { startDemoProvider } from './demo/demo-provider.ts';
import { takeEmbeddedTour } from './demo/embedded-tour.ts';
import { openDemo } from './demo/open-demo.ts';
import { takeTour } from './demo/tour.ts';
import { EXTENSION, OUTPUT } from './repository.ts';

const HELP = `Usage: npm start [-- options]

Builds Holdfast and opens it in a browser, in a profile and with a store of its own: your own browser is left alone.
With a display the side panel opens, ready to type. Without one, a guided tour does it all headless, kills the browser in
the middle of a reply, and compares what is left with what had been acknowledged.

  --tour      the guided tour, also with a display
  --embedded  without the host: the store is in the browser; another profile than otherwise
  --fresh     with an empty profile and an empty store (they are kept between starts)
  --help

Environment:
  HOLDFAST_BROWSER          the browser to use, a path
  HOLDFAST_PROVIDER_URL     a model server of yours, such as https://api.venice.ai/api/v1, instead of the scripted one
  HOLDFAST_PROVIDER_KEY     its key
  HOLDFAST_PROVIDER_MODEL   one of its models; else the one it suggests`;

const { help, tour, embedded, fresh } = options();
if (help) {
  console.log(HELP);
  process.exit(0);
}
const demo = join(OUTPUT, embedded ? 'demo-embedded' : 'demo');
if (fresh) rmSync(demo, { recursive: true, force: true });
const userDataFolder = join(demo, 'profile');
const home = join(demo, 'home');
mkdirSync(userDataFolder, { recursive: true });

const builtInMs = await build();
console.log(builtInMs === undefined ? 'build: up to date' : `build: ${builtInMs} ms`);
const { name, executable } = await ensureBrowser();
console.log(`browser: ${name}, ${executable}`);
if (!embedded) registerHost({ userDataFolder, home });
const provider = await startDemoProvider(demo);
console.log(`model: ${provider.name}, ${provider.baseUrl}`);
// Without the host the browser would ask whether the extension may talk to the model server.
const extension = embedded ? allowedExtension(join(demo, 'extension')) : EXTENSION;
const setting = { launch: { executable, extension, userDataFolder }, provider };
const database = join(home, 'holdfast.db');
try {
  if (!tour && hasDisplay()) await openDemo({ ...setting, database: embedded ? undefined : database });
  else process.exitCode = (await (embedded ? takeEmbeddedTour(setting) : takeTour({ ...setting, database }))) ? 0 : 1;
} finally {
  provider.close();
}

function options() {
  try {
    const flag = { type: 'boolean', default: false } as const;
    return parseArgs({ options: { help: flag, tour: flag, embedded: flag, fresh: flag } }).values;
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\n\n${HELP}`);
    process.exit(2);
  }
}
