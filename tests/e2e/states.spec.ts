import type { Page } from '@playwright/test';
import { brokenRules } from '../support/browser/broken-rules.ts';
import { expect, test } from '../support/browser/fixtures.ts';
import { atWidths, WIDTHS } from '../support/states/at-widths.ts';
import { JOURNEYS } from '../support/states/journeys.ts';
import { walkJourney } from '../support/states/walk-journey.ts';

/** As most people have the panel, and with the sidebar. */
const LOOKED_THROUGH = [400, 900];

/** `npm run test:states`: every state at every width; otherwise each at the narrowest and, in turns, as most people have it or with the sidebar. */
const isLong = process.env['HOLDFAST_STATES'] === 'long';

for (const journey of JOURNEYS.filter(({ isSlow }) => isLong || !isSlow)) {
  test(`${journey.name}: no state breaks a rule of axe, dark or light, or is wider than the panel`, async () => {
    test.setTimeout(isLong ? 240_000 : 120_000);
    const widths = journey.widths ?? WIDTHS;
    const usual = journey.widths ?? LOOKED_THROUGH;
    let turn = 0;
    await walkJourney(journey, async (panel, state, show) => {
      const lookedThrough = isLong ? usual : usual.slice(turn % usual.length).slice(0, 1);
      turn++;
      const look = async (width: number) => {
        expect.soft(await overflow(panel), `${state} at ${width} px`).toEqual([]);
        if (!lookedThrough.includes(width)) return;
        expect.soft(await brokenRules(panel), `${state} at ${width} px`).toEqual({});
      };
      const visited = widths.filter((width) => isLong || width === widths[0] || lookedThrough.includes(width));
      await atWidths(panel, show, look, visited);
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
