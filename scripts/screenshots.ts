import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CDPSession, Page } from '@playwright/test';
import { atWidths, HEIGHT, setSize, settle, WIDTHS } from '../tests/support/states/at-widths.ts';
import { JOURNEYS } from '../tests/support/states/journeys.ts';
import { walkJourney } from '../tests/support/states/walk-journey.ts';
import { ensureBrowser } from './browser/install-browser.ts';
import { build } from './build.ts';
import { ROOT } from './repository.ts';
import { openContactSheets } from './screenshots/contact-sheet.ts';
import { README_PICTURES } from './screenshots/readme-pictures.ts';
import { statesPage } from './screenshots/states-page.ts';

const DOCS = join(ROOT, 'docs');
const IMAGES = join(DOCS, 'images');
const SHEETS = join(IMAGES, 'states');
const SCHEMES = ['dark', 'light'] as const;

/** Words that choose journeys by their names: `npm run screenshots -- sessions`. All without one. */
const words = process.argv.slice(2).map((word) => word.toLowerCase());
const chosen = JOURNEYS.filter(({ name }) => words.every((word) => name.toLowerCase().includes(word)));

await build();
const { executable } = await ensureBrowser();
process.env['HOLDFAST_BROWSER'] = executable;
if (chosen.length === JOURNEYS.length) rmSync(SHEETS, { recursive: true, force: true });
mkdirSync(SHEETS, { recursive: true });
const sheets = await openContactSheets(executable);
try {
  for (const journey of chosen) {
    const { widths } = journey;
    await walkJourney(journey, async (panel, state, show) => {
      const pictures = new Map<string, string[]>(SCHEMES.map((scheme) => [scheme, []]));
      const take = async (width: number, session: CDPSession) => {
        for (const scheme of SCHEMES) {
          await panel.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
          await settle(panel);
          pictures.get(scheme)?.push(await (widths ? captureWhole(session, width) : capture(session)));
          await takeForReadme(panel, session, { state, width, scheme });
        }
      };
      await atWidths(panel, show, take, widths);
      const path = join(SHEETS, `${state}.png`);
      writeFileSync(path, await sheets.compose([...pictures.values()].flat(), widths ?? WIDTHS));
      console.log(path);
    });
  }
  writeFileSync(join(DOCS, 'states.md'), statesPage());
} finally {
  await sheets.close();
}

interface Look {
  readonly state: string;
  readonly width: number;
  readonly scheme: (typeof SCHEMES)[number];
}

async function takeForReadme(panel: Page, session: CDPSession, { state, width, scheme }: Look): Promise<void> {
  for (const picture of README_PICTURES[state] ?? []) {
    if (picture.width !== width || picture.colorScheme !== scheme) continue;
    await setSize(panel, session, width, 2);
    writeFileSync(join(IMAGES, `${picture.name}.png`), Buffer.from(await capture(session), 'base64'));
    await setSize(panel, session, width);
  }
}

/** PNG in base64. Playwright's own pictures have one pixel where these can have two. */
async function capture(session: CDPSession): Promise<string> {
  const { data } = await session.send('Page.captureScreenshot', { format: 'png' });
  return data;
}

/** The same, as high as the page is. */
async function captureWhole(session: CDPSession, width: number): Promise<string> {
  // What stays in view while one scrolls would stand in the middle of the picture.
  await session.send('Runtime.evaluate', { expression: 'scrollTo(0, 0)' });
  const { cssContentSize } = await session.send('Page.getLayoutMetrics');
  const height = Math.max(HEIGHT, Math.ceil(cssContentSize.height));
  const clip = { x: 0, y: 0, width, height, scale: 1 };
  const { data } = await session.send('Page.captureScreenshot', { format: 'png', clip, captureBeyondViewport: true });
  return data;
}
