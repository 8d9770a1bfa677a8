import type { Page } from '@playwright/test';

/** What stands in the conversation's log. As text: the tests are compiled without the browser's types. */
const ROWS = `[...document.querySelectorAll('.log [data-row]')]`;

/** Sequences of the rows in the document, in its order. */
export function drawnSequences(panel: Page): Promise<number[]> {
  return panel.evaluate<number[]>(`${ROWS}.map((row) => Number(row.dataset.row))`);
}

/** Watches every change of the rows from now on; `take` tells the most that ever were, and whether one was out of order. */
export async function watchRows(panel: Page): Promise<{ take(): Promise<{ most: number; isInOrder: boolean }> }> {
  await panel.evaluate(`{
    const seen = (globalThis.seenRows = { most: 0, isInOrder: true });
    const look = () => {
      const rows = ${ROWS}.map((row) => Number(row.dataset.row));
      seen.most = Math.max(seen.most, rows.length);
      seen.isInOrder &&= rows.every((row, place) => place === 0 || row === rows[place - 1] + 1);
    };
    look();
    new MutationObserver(look).observe(document.querySelector('.log'), { childList: true, subtree: true });
  }`);
  return { take: () => panel.evaluate('globalThis.seenRows') };
}

/** Where the first row that is wholly visible lies, in pixels from the top of the log. */
export interface Place {
  readonly sequence: number;
  readonly topPx: number;
}

/** Scrolls to `top` and notes, in the same moment, what one reads there; a session that is being opened is waited for. */
export async function scrollAndNote(panel: Page, top: string): Promise<Place> {
  await panel.locator('.log [data-row]').first().waitFor({ state: 'attached' });
  return panel.evaluate<Place>(`{
    const log = document.querySelector('.log');
    log.scrollTop = ${top};
    const at = (row) => row.getBoundingClientRect().top - log.getBoundingClientRect().top;
    const row = ${ROWS}.find((row) => at(row) >= 40);
    ({ sequence: Number(row.dataset.row), topPx: at(row) });
  }`);
}

/** Where that row lies now; undefined when it is no longer drawn. */
export function placeOf(panel: Page, { sequence }: Place): Promise<number | undefined> {
  return panel.evaluate<number | undefined>(`{
    const row = document.querySelector('.log [data-row="${sequence}"]');
    row ? row.getBoundingClientRect().top - document.querySelector('.log').getBoundingClientRect().top : undefined;
  }`);
}

/** Lets the page draw what follows from what was done; a few frames. */
export function frames(panel: Page, count = 12): Promise<void> {
  return panel.evaluate<void>(`new Promise((resolve) => {
    let left = ${count};
    const next = () => (left-- > 0 ? requestAnimationFrame(next) : resolve());
    next();
  })`);
}
