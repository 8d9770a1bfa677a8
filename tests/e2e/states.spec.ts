import type { Page } from '@playwright/test';
import { brokenRules, SCHEMES } from '../support/browser/broken-rules.ts';
import { expect, test } from '../support/browser/fixtures.ts';
import { isLongRun } from '../support/browser/is-long-run.ts';
import { atWidths, WIDTHS } from '../support/states/at-widths.ts';
import { JOURNEYS } from '../support/states/journeys.ts';
import { walkJourney } from '../support/states/walk-journey.ts';

const DAY_MS = 86_400_000;

/** A third of the journeys, other ones every day: all of them would be three minutes of every `npm test`. */
const TODAYS = JOURNEYS.filter((_, index) => isLongRun || index % 3 === Math.floor(Date.now() / DAY_MS) % 3);

/** The longest first, so that none of them is left over at the end. */
const LONGEST_FIRST = TODAYS.toSorted((a, b) => Object.keys(b.states).length - Object.keys(a.states).length);

for (const journey of LONGEST_FIRST) {
  test(`${journey.name}: no state breaks a rule of axe, dark or light, or is wider than the panel`, async () => {
    test.setTimeout(isLongRun ? 240_000 : 120_000);
    let turn = 0;
    await walkJourney(journey, async (panel, state, show) => {
      turn += 1;
      const widths = journey.widths ?? WIDTHS;
      // Otherwise the narrow panel alone, dark and light by turns, and every third time the sidebar too.
      const schemes = isLongRun ? SCHEMES : ([SCHEMES[turn % SCHEMES.length] ?? 'dark'] as const);
      const isWideToo = turn % 3 === 0;
      const looked = isLongRun ? widths : [widths[0] ?? 320, ...(isWideToo ? widths.slice(-1) : [])];
      const look = async (width: number) => {
        expect.soft(await overflow(panel), `${state} at ${width} px`).toEqual([]);
        expect.soft(await brokenRules(panel, schemes), `${state} at ${width} px`).toEqual({});
      };
      await atWidths(panel, show, look, looked);
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
      '.played-log',
      '.work',
    ];
    const found = places.flatMap((place) => [...document.querySelectorAll(place)]);
    return found
      .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)
      .map((element) => `${element.localName}.${element.className}: ${element.scrollWidth} > ${element.clientWidth}`);
  });
}
