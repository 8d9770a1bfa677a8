import type { Page } from '@playwright/test';
import { commitNumber } from '../../scripts/turn.ts';
import { brokenRules, SCHEMES } from '../support/browser/broken-rules.ts';
import { expect, test } from '../support/browser/fixtures.ts';
import { isLongRun } from '../support/browser/is-long-run.ts';
import { atWidths, WIDTHS } from '../support/states/at-widths.ts';
import type { Journey } from '../support/states/journey.ts';
import { JOURNEYS } from '../support/states/journeys.ts';
import { walkJourney } from '../support/states/walk-journey.ts';

/** Not the turn that the browser tests take. */
const TURN = Math.floor(commitNumber() / 12) % 3;

/** In an `npm test` of everything a third of the journeys, other ones for every commit: all of them would be three minutes of it. */
const IN_TURN = JOURNEYS.filter((_, index) => process.env['HOLDFAST_STATES'] !== 'turn' || index % 3 === TURN);

/** The longest first, so that none of them is left over at the end. */
const LONGEST_FIRST = IN_TURN.toSorted((a, b) => Object.keys(b.states).length - Object.keys(a.states).length);

/** The widths and schemes in which one walk looks at its nth state. */
type Looks = (nth: number) => {
  readonly widths: readonly number[];
  readonly schemes: readonly (typeof SCHEMES)[number][];
};

for (const journey of LONGEST_FIRST) {
  const what = `${journey.name}: no state breaks a rule of axe, dark or light, or is wider than the panel`;
  for (const [walk, looks] of Object.entries(walksOf(journey))) {
    test(`${what}${walk}`, async () => {
      // Several browsers, one after the other, and axe for every state: two minutes where everything is slow.
      test.setTimeout(300_000);
      let nth = 0;
      await walkJourney(journey, async (panel, state, show) => {
        nth += 1;
        const { widths, schemes } = looks(nth);
        const look = async (width: number) => {
          expect.soft(await overflow(panel), `${state} at ${width} px`).toEqual([]);
          expect.soft(await brokenRules(panel, schemes), `${state} at ${width} px`).toEqual({});
        };
        await atWidths(panel, show, look, widths);
      });
    });
  }
}

/** By what tells them apart. In every `npm test`: the narrow panel, dark and light by turns, and every third time the sidebar too. */
function walksOf({ widths = WIDTHS, isBrief = false }: Journey): Readonly<Record<string, Looks>> {
  const [narrow = 320] = widths;
  const inTurn = (nth: number) => [SCHEMES[nth % SCHEMES.length] ?? 'dark'] as const;
  if (isBrief && isLongRun) {
    const each = widths.flatMap((width) => SCHEMES.map((scheme) => [width, scheme] as const));
    return Object.fromEntries(
      each.map(([width, scheme]) => [` (${width} px, ${scheme})`, () => ({ widths: [width], schemes: [scheme] })]),
    );
  }
  if (isBrief) return { '': (nth) => ({ widths: [widths[TURN % widths.length] ?? narrow], schemes: inTurn(nth) }) };
  if (isLongRun) return { '': () => ({ widths, schemes: SCHEMES }) };
  return { '': (nth) => ({ widths: [narrow, ...(nth % 3 === 0 ? widths.slice(-1) : [])], schemes: inTurn(nth) }) };
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
