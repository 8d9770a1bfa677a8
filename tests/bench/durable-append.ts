import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { BrowserContext, Page, Worker } from '@playwright/test';
import { v7 as newId } from 'uuid';
import { contentHash } from '../../lib/store/content-hash.ts';
import { migrate } from '../../lib/store/migrate.ts';
import { createSearchIndex } from '../../lib/store/search-index.ts';
import { createSession } from '../../lib/store/sessions.ts';
import { openDatabase } from '../../native-host/database.ts';
import { writeLauncher } from '../../native-host/install/launcher.ts';
import { launchBrowser } from '../../scripts/browser/launch-browser.ts';
import { registerHost } from '../../scripts/browser/register-host.ts';
import { type Benchmark, countFor, type Row } from './benchmark.ts';
import { envelope, prepareRequests, request } from './panel-requests.ts';
import { openRawAppend } from './raw-append.ts';
import { MOMENT, sampleMessage } from './samples.ts';
import { compare, interleave, median, percentile, type Sample, timed } from './statistics.ts';

const ECHO_EXTENSION = fileURLToPath(new URL('./echo-extension', import.meta.url));
const ECHO_HOST = fileURLToPath(import.meta.resolve('./programs/echo-host.ts'));
const ECHO_HOST_NAME = 'app.holdfast.bench_echo';

/**
 * Before every sample: what the open panel does about a change is over by then, else each append would wait for the last
 * one's. Before those of the floor as well, since whatever has rested is slower at first.
 */
const PAUSE_MS = 20;

/** From a page to the disk and back. */
export const durableAppend: Benchmark = {
  name: 'durable-append',
  method: `**Durable append**: \`messages/append\` of 400 characters from the panel's page, open in a tab of a real browser, through the
background and the real host, until the page has the acknowledgement; the panel itself is running and hears of each change.
Floor: the sum of the medians of what cannot be left out, taken in turns with it: the message to a worker and back
over an extension port, the same to a native host and back, one commit of one row (WAL, \`synchronous=FULL\`), and one strict
put into IndexedDB. The echoes are an extension and a host that do nothing else but send back what they get (in
\`tests/bench/echo-extension\`): what the product's own background and host answer always includes their work, which is to be
measured.`,

  async run({ hostProgram, extension, browser, folder, effort }) {
    const userDataFolder = join(folder, 'profile');
    registerHost({ userDataFolder, home: join(folder, 'home'), program: hostProgram });
    const running = await launchBrowser({ executable: await browser(), extension, userDataFolder });
    try {
      const panel = await running.openPanelTab();
      await prepareRequests(panel);
      const echo = await openEchoes(running.context, userDataFolder);
      const sessionId = newId();
      await request(panel, 'sessions/create', { id: sessionId, title: 'Long', model: 'm' });
      const floorDisk = openFloorDisk(join(folder, 'floor.db'));
      const rows = openRowsOnly(join(folder, 'rows.db'), sessionId);
      const samples = {
        append: () => request(panel, 'messages/append', appendParams(sessionId)),
        port: () => echo.page.evaluate<number>(`echoThroughPort(${appendText(sessionId)})`),
        native: () => echo.worker.evaluate<number>(`echoNatively(${appendText(sessionId)})`),
        put: () => echo.worker.evaluate<number>(`putStrictly(${appendText(sessionId)})`),
        commit: () => floorDisk.commit(appendText(sessionId)),
        read: () => request(panel, 'drafts/get', { sessionId }),
        rows: () => rows.append(),
      };
      const taken = await interleave(afterPause(samples), {
        count: countFor(effort, { full: 400, quick: 30, smoke: 3 }),
        warmUpCount: countFor(effort, { full: 40, quick: 10, smoke: 1 }),
      });
      floorDisk.close();
      rows.close();
      const floors = [taken.port, taken.native, taken.commit, taken.put];
      const floor = floors.reduce((sum, values) => sum + median(values), 0);
      return {
        rows: [
          compare('durable append, from the page and back', taken.append, [floor], { maxRatio: 1.25 }),
          tail(taken.append),
        ],
        parts: [
          { what: 'the floor without the put into IndexedDB', value: floor - median(taken.put), unit: 'ms' },
          { what: 'page to worker and back', value: median(taken.port), unit: 'ms' },
          { what: 'worker to native host and back', value: median(taken.native), unit: 'ms' },
          { what: 'one commit of one row', value: median(taken.commit), unit: 'ms' },
          { what: 'one strict put into IndexedDB', value: median(taken.put), unit: 'ms' },
          { what: 'no floor: a read (`drafts/get`) the same way as the append', value: median(taken.read), unit: 'ms' },
          { what: 'no floor: one commit of all the rows that an append leaves', value: median(taken.rows), unit: 'ms' },
        ],
      };
    } finally {
      await running.close();
    }
  },
};

function afterPause<Name extends string>(samples: Readonly<Record<Name, Sample>>): Record<Name, Sample> {
  const paused = (take: Sample) => async () => {
    await sleep(PAUSE_MS);
    return take();
  };
  return Object.fromEntries(Object.entries<Sample>(samples).map(([name, take]) => [name, paused(take)])) as Record<
    Name,
    Sample
  >;
}

function tail(values: readonly number[]): Row {
  const [middle, p95] = [median(values), percentile(values, 95)];
  return {
    what: 'durable append, 95th percentile ÷ median',
    unit: 'ms',
    median: p95,
    p95: null,
    floor: middle,
    ratio: p95 / middle,
    maxRatio: 4,
  };
}

function appendParams(sessionId: string): Record<string, unknown> {
  const { id, role, content } = sampleMessage(sessionId);
  return { id, sessionId, role, content };
}

/** As large as the message it stands for. */
function appendText(sessionId: string): string {
  return envelope('messages/append', appendParams(sessionId));
}

interface Echoes {
  readonly page: Page;
  readonly worker: Worker;
}

async function openEchoes(context: BrowserContext, userDataFolder: string): Promise<Echoes> {
  const session = await context.browser()?.newBrowserCDPSession();
  if (!session) throw new Error('The browser gave no connection of its own');
  const started = context.waitForEvent('serviceworker');
  const { id } = await session.send('Extensions.loadUnpacked', { path: ECHO_EXTENSION });
  registerEchoHost(userDataFolder, id);
  const page = await context.newPage();
  await page.goto(`chrome-extension://${id}/page.html`);
  return { page, worker: await started };
}

function registerEchoHost(userDataFolder: string, extensionId: string): void {
  const path = join(userDataFolder, 'echo-host');
  writeLauncher(path, { node: process.execPath, program: ECHO_HOST });
  const manifest = {
    name: ECHO_HOST_NAME,
    description: 'Sends back what it gets',
    path,
    type: 'stdio',
    allowed_origins: [`chrome-extension://${extensionId}/`],
  };
  const folder = join(userDataFolder, 'NativeMessagingHosts');
  if (!existsSync(folder)) mkdirSync(folder);
  writeFileSync(join(folder, `${ECHO_HOST_NAME}.json`), JSON.stringify(manifest));
}

function openFloorDisk(path: string): { commit(text: string): number; close(): void } {
  const db = openDatabase(path);
  db.exec('CREATE TABLE floor (text TEXT NOT NULL)');
  return {
    commit: (text) => timed(() => db.run('INSERT INTO floor (text) VALUES (?)', [text])),
    close: () => db.close(),
  };
}

/** The rows that an append leaves, by themselves: see the floor of `append`. */
function openRowsOnly(path: string, sessionId: string): { append(): number; close(): void } {
  const store = openDatabase(path);
  migrate(store);
  store.transaction(() => createSearchIndex(store));
  createSession(store, { id: sessionId, title: 'Long', model: 'm', createdAt: MOMENT });
  const raw = openRawAppend(path, store);
  store.close();
  return {
    append() {
      const [message, requestId] = [sampleMessage(sessionId), newId()];
      const hash = contentHash({}, message.role, message.content, null);
      return timed(() => raw.append(message, requestId, hash));
    },
    close: () => void raw.database.close(),
  };
}
