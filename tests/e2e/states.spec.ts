import type { Page } from '@playwright/test';
import { brokenRules, SCHEMES } from '../support/browser/broken-rules.ts';
import { expect, test } from '../support/browser/fixtures.ts';
import { atWidths, WIDTHS } from '../support/states/at-widths.ts';
import { JOURNEYS } from '../support/states/journeys.ts';
import { walkJourney } from '../support/states/walk-journey.ts';

/** As most people have the panel. */
const USUAL_WIDTH = 400;

/**
 * `npm run test:states`: axe looks through every state dark and light, with the sidebar too. Otherwise dark and light take
 * turns, and so does the sidebar.
 */
const isLong = process.env['HOLDFAST_STATES'] === 'long';

/** The longest first, so that none of them is left over at the end. */
const LONGEST_FIRST = JOURNEYS.toSorted((a, b) => Object.keys(b.states).length - Object.keys(a.states).length);

for (const journey of LONGEST_FIRST) {
  test(`${journey.name}: no state breaks a rule of axe, dark or light, or is wider than the panel`, async () => {
    test.setTimeout(isLong ? 240_000 : 120_000);
    let turn = 0;
    await walkJourney(journey, async (panel, state, show) => {
      turn += 1;
      const schemes = isLong ? SCHEMES : ([SCHEMES[turn % SCHEMES.length] ?? 'dark'] as const);
      const all = journey.widths ?? WIDTHS;
      const usual = journey.widths?.[0] ?? USUAL_WIDTH;
      const widths = isLong || turn % 3 === 0 ? all : all.filter((width) => width <= USUAL_WIDTH || width === usual);
      const look = async (width: number) => {
        expect.soft(await overflow(panel), `${state} at ${width} px`).toEqual([]);
        if (width < usual) return;
        expect.soft(await brokenRules(panel, schemes), `${state} at ${width} px`).toEqual({});
      };
      await atWidths(panel, show, look, widths);
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
      '.branch-tree',
      '.compare-places',
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
