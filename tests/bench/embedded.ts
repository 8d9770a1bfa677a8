import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from '@playwright/test';
import initSqlJs from 'sql.js';
import { v7 as newId } from 'uuid';
import { openEmbeddedDatabase } from '../../entrypoints/background/embedded/embedded-database.ts';
import { contentHash } from '../../lib/store/content-hash.ts';
import { migrate, write } from '../../lib/store/migrate.ts';
import { createSession } from '../../lib/store/sessions.ts';
import { ensureStoreId } from '../../lib/store/store-info.ts';
import { launchBrowser, type RunningBrowser } from '../../scripts/browser/launch-browser.ts';
import { type Benchmark, countFor, type Surroundings } from './benchmark.ts';
import { prepareRequests, request } from './panel-requests.ts';
import { MOMENT, sampleMessage, sampleText } from './samples.ts';
import { compare, median } from './statistics.ts';

const SEED_STORE = readFileSync(new URL('./seed-store.js', import.meta.url), 'utf8');

const STORE_ID = '01900000-0000-7000-8000-000000000000';
const SESSION = 'session-0';
const PART_BYTES = 16 * 1024 * 1024;
const MIB = 1024 * 1024;

/** As between two messages that somebody writes. */
const PAUSE_MS = 20;

/** The store in the browser, where there is no host. */
export const embedded: Benchmark = {
  name: 'embedded',
  method: `**Without a host**: \`messages/append\` of 400 characters from a page, through the background worker, until the page knows that the
browser's disk has it, with a store of 100 MB; floor: the same with one of 1 MB. What an append costs must not grow with the
store. The second line is from starting a worker that was stopped, with a store of 20 MB, to its first answer; floor: the same with a store
of 1 MB. Under the table: how long IndexedDB takes for the whole image of 100 MB, which the naive way puts for each message, and
does not count making it.`,

  async run(surroundings) {
    const { effort } = surroundings;
    const sizes = effort === 'full' ? { large: 100, middle: 20, small: 1 } : { large: 4, middle: 2, small: 1 };
    const count = countFor(effort, { full: 300, quick: 30, smoke: 3 });
    const starts = countFor(effort, { full: 20, quick: 3, smoke: 1 });
    const small = await measure(surroundings, sizes.small, { count, starts });
    const middle = await measure(surroundings, sizes.middle, { count: 1, starts });
    const large = await measure(surroundings, sizes.large, { count, starts: 1 });
    return {
      rows: [
        compare(`append without a host, ${sizes.large} MB in the store`, large.appends, small.appends, {
          maxRatio: 1.5,
        }),
        compare(`first answer of a worker that starts, ${sizes.middle} MB in the store`, middle.starts, small.starts, {
          maxRatio: null,
        }),
      ],
      parts: [
        { what: `putting the whole image of ${sizes.large} MB`, value: median(large.puts), unit: 'ms' },
        {
          what: `first answer of a worker that starts, ${sizes.large} MB in the store`,
          value: median(large.starts),
          unit: 'ms',
        },
      ],
    };
  },
};

interface Counts {
  readonly count: number;
  readonly starts: number;
}

async function measure(
  { extension, browser, folder }: Surroundings,
  megabytes: number,
  { count, starts }: Counts,
): Promise<{ appends: number[]; starts: number[]; puts: number[] }> {
  const userDataFolder = join(folder, `profile-${megabytes}`);
  const running = await launchBrowser({ executable: await browser(), extension, userDataFolder });
  try {
    const bytes = await seed(running, megabytes);
    const page = await running.context.newPage();
    await page.goto(`chrome-extension://${running.extensionId}/options.html`);
    const taken: { appends: number[]; starts: number[]; puts: number[] } = { appends: [], starts: [], puts: [] };
    for (let round = 0; round < starts; round++) taken.starts.push(await startWorker(page));
    await prepareRequests(page);
    for (let round = -Math.min(count, 20); round < count; round++) {
      await sleep(PAUSE_MS);
      const { id, role, content } = sampleMessage(SESSION);
      const ms = await request(page, 'messages/append', { id, sessionId: SESSION, role, content });
      if (round >= 0) taken.appends.push(ms);
    }
    await page.evaluate(SEED_STORE);
    for (let round = 0; round < 5; round++) taken.puts.push(await page.evaluate<number>(`putWhole(${bytes})`));
    return taken;
  } finally {
    await running.close();
  }
}

/** Milliseconds from the question, whose port starts the worker, to the answer. */
async function startWorker(page: Page): Promise<number> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('ServiceWorker.enable');
  await devtools.send('ServiceWorker.stopAllWorkers');
  await devtools.detach();
  await prepareRequests(page);
  return request(page, 'messages/list', { sessionId: SESSION });
}

/** Puts a store of this size into the browser, before its worker has looked for one; its bytes. */
async function seed(running: RunningBrowser, megabytes: number): Promise<number> {
  const image = await imageOf(megabytes * MIB);
  const server = createServer((_, response) => {
    response.writeHead(200, { 'Access-Control-Allow-Origin': '*' });
    response.end(image);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const page = await running.context.newPage();
  try {
    await page.goto(`chrome-extension://${running.extensionId}/icon/128.png`);
    await page.evaluate(SEED_STORE);
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const header = { storeId: STORE_ID, generation: 1, number: 0, rows: 1 };
    await page.evaluate(`seedStore(${JSON.stringify({ url, header, partBytes: PART_BYTES })})`);
  } finally {
    await page.close();
    server.close();
  }
  return image.length;
}

/** A store's file of at least so many bytes, in one session. */
async function imageOf(bytes: number): Promise<Uint8Array> {
  const db = openEmbeddedDatabase({ sqlite: await initSqlJs(), onChange: () => {}, onBroken: () => {} });
  migrate(db);
  write(db, () => {
    ensureStoreId(db, () => STORE_ID);
    createSession(db, { id: SESSION, title: 'Long', model: 'm', createdAt: MOMENT });
  });
  let sequence = 0;
  while (sizeOf(db) < bytes) {
    db.transaction(() => {
      for (let left = 1000; left > 0; left--) {
        const content = sampleText(++sequence);
        db.run(
          `INSERT INTO messages (id, session_id, role, content, created_at, sequence, status, content_hash)
           VALUES (?, ?, 'user', ?, ?, ?, 'complete', ?)`,
          [newId(), SESSION, content, MOMENT, sequence, contentHash({}, 'user', content, null)],
        );
      }
      db.run('UPDATE sessions SET message_count = ?', [sequence]);
    });
  }
  const image = db.image();
  db.close();
  return image;
}

function sizeOf(db: ReturnType<typeof openEmbeddedDatabase>): number {
  return db.get<{ bytes: number }>('SELECT page_count * 4096 AS bytes FROM pragma_page_count')?.bytes ?? 0;
}
