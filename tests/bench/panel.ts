import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CDPSession, Page } from '@playwright/test';
import { openSession, send, setUpProvider, startSession } from '../../scripts/browser/drive-panel.ts';
import { launchBrowser } from '../../scripts/browser/launch-browser.ts';
import { registerHost } from '../../scripts/browser/register-host.ts';
import { startModelServer } from '../support/model-server/start-model-server.ts';
import { type Benchmark, countFor, type Part } from './benchmark.ts';
import { filledStore, type Texts } from './filled-store.ts';
import { longMarkdown, writeMarkdown } from './growing-markdown.ts';
import { sampleText } from './samples.ts';
import { compare, interleave, percentile } from './statistics.ts';

const PANEL_FRAMES = readFileSync(new URL('./panel-frames.js', import.meta.url), 'utf8');
const REPLY_LENGTH = 200_000;
/** Two models that the server lists, with another script each. */
const RATES = [
  { model: 'demo-slow', tokensPerSecond: 100 },
  { model: 'demo', tokensPerSecond: 2000 },
] as const;
/** Pixels in a frame: as fast as one still sees what goes by, and a flick. */
const SCROLL_STEP_PX = 60;
const FLICK_STEP_PX = 300;
/** What follows from opening a session is over by then. */
const SETTLE_MS = 400;

/** Questions of a line or some, answers of 1.5 KB with every kind of block. */
const TALK: Texts = {
  name: 'talk',
  textOf: (sequence) => (sequence % 2 === 1 ? sampleText(sequence) : `${sequence}\n\n${longMarkdown(1500)}`),
};

/** What one feels: frames. */
export const panel: Benchmark = {
  name: 'panel',
  method: `**Frames of the panel**: the time between frames (\`requestAnimationFrame\`) of the real side panel, 640 px wide, in a headless
Chromium. Scrolling: a session of 10,000 messages (replies of 1.5 KB with table, list and code), 60 px in each frame, up and down, and
300 px up. Streaming: the last part of a reply of 200 KB at 100 and 2,000 tokens a second, while one is at its end. Floor: the same
page doing nothing for the same time, in the same run. A headless browser draws with the processor: the longest frames while a reply
streams are those that wait for that, with nothing to do in the page itself (the browser's \`long-animation-frame\` entries). Opening: the browser's own count of script time (\`ScriptDuration\`) from the
click to 400 ms after it, floor: opening a session of 4 messages, in turns with it.`,

  async run({ hostProgram, extension, browser, kept, folder, effort }) {
    const durationMs = countFor(effort, { full: 10_000, quick: 1500, smoke: 300 });
    const home = join(folder, 'home');
    cpSync(filledStore(kept, [10_000, 4], TALK).home, home, { recursive: true });
    const userDataFolder = join(folder, 'profile');
    registerHost({ userDataFolder, home, program: hostProgram });
    let goOn = Promise.withResolvers<void>();
    const scripts = Object.fromEntries(
      RATES.map(({ model, tokensPerSecond }) => [
        model,
        (_: unknown, response: Parameters<typeof writeMarkdown>[0]) =>
          void writeMarkdown(response, { totalLength: REPLY_LENGTH, tokensPerSecond, durationMs }, goOn.promise),
      ]),
    );
    const server = await startModelServer({ scripts });
    const running = await launchBrowser({ executable: await browser(), extension, userDataFolder });
    try {
      const page = await running.openPanel();
      const session = await page.context().newCDPSession(page);
      const size = { width: 905, height: 720, deviceScaleFactor: 1, mobile: false };
      await session.send('Emulation.setDeviceMetricsOverride', size);
      await page.evaluate(PANEL_FRAMES);
      await setUpProvider(page, server);

      const opening = await interleave(
        { long: () => scriptTimeToOpen(page, session, 0), short: () => scriptTimeToOpen(page, session, 1) },
        { count: countFor(effort, { full: 20, quick: 3, smoke: 1 }), warmUpCount: 2 },
      );

      await openSession(page, 'Session 0');
      await sleep(SETTLE_MS);
      const idle = await frames(page, `benchFrames(${durationMs})`);
      const up = await frames(page, `benchScroll(${durationMs}, ${-SCROLL_STEP_PX})`);
      const down = await frames(page, `benchScroll(${durationMs}, ${SCROLL_STEP_PX})`);
      const flick = await frames(page, `benchScroll(${durationMs}, ${-FLICK_STEP_PX})`);

      const streams: number[][] = [];
      for (const { model } of RATES) {
        goOn = Promise.withResolvers();
        await setUpProvider(page, { ...server, model });
        await startSession(page);
        await send(page, 'Go on.');
        await page.locator('.streaming').waitFor();
        await sleep(2 * SETTLE_MS);
        goOn.resolve();
        streams.push(await frames(page, `benchFrames(${durationMs})`));
        await page.getByRole('button', { name: 'Copy reply' }).waitFor({ timeout: 60_000 });
      }
      const [slow = [], fast = []] = streams;
      const row = (what: string, values: readonly number[]) => compare(what, values, idle, { maxRatio: null });
      return {
        rows: [
          row('frame while scrolling up', up),
          row('frame while scrolling down', down),
          row('frame while flicking up', flick),
          row('frame while 200 KB stream, 100 tokens/s', slow),
          row('frame while 200 KB stream, 2,000 tokens/s', fast),
          compare('script to open 10,000 messages', opening.long, opening.short, { maxRatio: null }),
        ],
        parts: [
          ...longest('doing nothing', idle),
          ...longest('scrolling up', up),
          ...longest('scrolling down', down),
          ...longest('flicking up', flick),
          ...longest('streaming at 100 tokens/s', slow),
          ...longest('streaming at 2,000 tokens/s', fast),
        ],
      };
    } finally {
      await running.close();
      await server.close();
    }
  },
};

function frames(page: Page, script: string): Promise<number[]> {
  return page.evaluate<number[]>(script);
}

function longest(what: string, deltas: readonly number[]): Part[] {
  return [
    { what: `longest frame, ${what}`, value: Math.max(...deltas), unit: 'ms' },
    { what: `99th percentile, ${what}`, value: percentile(deltas, 99), unit: 'ms' },
  ];
}

async function scriptTimeToOpen(page: Page, session: CDPSession, id: number): Promise<number> {
  await startSession(page);
  await sleep(SETTLE_MS);
  await session.send('Performance.enable');
  const before = await scriptMs(session);
  // In the page: finding the row from outside would cost as much script as opening it.
  await page.evaluate(`benchOpen('Session ${id}')`);
  await sleep(SETTLE_MS);
  return (await scriptMs(session)) - before;
}

async function scriptMs(session: CDPSession): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics');
  return (metrics.find(({ name }) => name === 'ScriptDuration')?.value ?? Number.NaN) * 1000;
}
