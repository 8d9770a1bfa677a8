import type { Page } from '@playwright/test';
import { brokenRules } from '../support/browser/broken-rules.ts';
import { expect, test } from '../support/browser/fixtures.ts';
import { atWidths, WIDTHS } from '../support/states/at-widths.ts';
import { JOURNEYS } from '../support/states/journeys.ts';
import { walkJourney } from '../support/states/walk-journey.ts';

/** As most people have the panel. */
const USUAL_WIDTH = 400;

/**
 * `npm run test:states`: axe looks through every state with the sidebar too, dark and light. Otherwise it takes turns there, and
 * looks at the dark one: the colours are those of the usual width.
 */
const isLong = process.env['HOLDFAST_STATES'] === 'long';

/** The longest first, so that none of them is left over at the end. */
const LONGEST_FIRST = JOURNEYS.toSorted((a, b) => Object.keys(b.states).length - Object.keys(a.states).length);

for (const journey of LONGEST_FIRST) {
  test(`${journey.name}: no state breaks a rule of axe, dark or light, or is wider than the panel`, async () => {
    test.setTimeout(isLong ? 240_000 : 120_000);
    let turn = 0;
    await walkJourney(journey, async (panel, state, show) => {
      const isTurn = isLong || turn++ % 3 === 0;
      const look = async (width: number) => {
        expect.soft(await overflow(panel), `${state} at ${width} px`).toEqual([]);
        const isUsual = width === USUAL_WIDTH || journey.widths?.[0] === width;
        const isWide = width === (journey.widths ?? WIDTHS).at(-1);
        if (!isUsual && !(isWide && isTurn)) return;
        const broken = await brokenRules(panel, isUsual || isLong ? undefined : ['dark']);
        expect.soft(broken, `${state} at ${width} px`).toEqual({});
      };
      await atWidths(panel, show, look, journey.widths);
    });
  });
}

/** What is wider than it may be: the page itself, or a part of it that scrolls downwards only. */
function overflow(panel: Page): Promise<string[]> {
  return panel.evaluate(() => {
    const places = [
      'html',
      'body',
      '.log',
      '.session-scroll',
      '.settings',
      '.start-place',
      '.unsent',
      '.dialog-body',
      '.rows',
      '.row',
    ];
    const found = places.flatMap((place) => [...document.querySelectorAll(place)]);
    return found
      .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)
      .map((element) => `${element.localName}.${element.className}: ${element.scrollWidth} > ${element.clientWidth}`);
  });
}
