import { parseTerms } from '../../../lib/store/search-terms.ts';

/** How long the row and the words in it stay marked, ms. */
const MARKED_MS = 8000;

const HIGHLIGHT = 'found';

/** Until so many frames have passed; a person who scrolls by then is rare. */
const FRAMES = 12;
const EXACT_PX = 2;

/** A row of the conversation that somebody looked for, and the words in it. */
interface FoundRow {
  readonly sequence: number;
  readonly query: string;
}

/** Marks a row that is drawn, with the words, brings the first of them into view and takes the focus there. */
export function showFound({ sequence, query }: FoundRow, wait: (work: () => void, ms: number) => unknown): void {
  const row = document.querySelector<HTMLElement>(`.log [data-row="${sequence}"]`);
  if (!row) return;
  for (const earlier of document.querySelectorAll('[data-found]')) earlier.removeAttribute('data-found');
  const ranges = rangesOf(row, query);
  const highlight = new Highlight(...ranges);
  CSS.highlights.set(HIGHLIGHT, highlight);
  row.dataset['found'] = '';
  // So that a screen reader reads it, and the keys scroll from here.
  row.tabIndex = -1;
  row.focus({ preventScroll: true });
  bringDown(row, ranges[0]);
  wait(() => {
    row.removeAttribute('data-found');
    if (CSS.highlights.get(HIGHLIGHT) === highlight) CSS.highlights.delete(HIGHLIGHT);
  }, MARKED_MS);
}

/** The words as they are drawn; one that is split by its markup is not among them. */
function rangesOf(row: HTMLElement, query: string): Range[] {
  const terms = parseTerms(query.toWellFormed());
  const texts = document.createTreeWalker(row, NodeFilter.SHOW_TEXT);
  const ranges: Range[] = [];
  for (let node = texts.nextNode(); node; node = texts.nextNode()) {
    const content = node.textContent ?? '';
    for (const term of terms) {
      for (let span = term.findIn(content); span; span = term.findIn(content, span.end)) {
        const range = new Range();
        range.setStart(node, span.start);
        range.setEnd(node, span.end);
        ranges.push(range);
      }
    }
  }
  return ranges.sort((one, other) => one.compareBoundaryPoints(Range.START_TO_START, other));
}

/**
 * Brings it a quarter below the upper edge, clear of the line that tells the day. Rows above are drawn in the next frames only,
 * and there is no room to scroll before that.
 */
function bringDown(row: HTMLElement, range: Range | undefined, framesLeft = FRAMES): void {
  const log = row.closest('.log');
  if (!log || !row.isConnected || framesLeft === 0) return;
  const [box, drawn] = [log.getBoundingClientRect(), range?.getBoundingClientRect()];
  // A word in a folded part has no place.
  const top = drawn && drawn.height > 0 ? drawn.top : row.getBoundingClientRect().top;
  const missingPx = top - box.top - box.height / 4;
  if (Math.abs(missingPx) > EXACT_PX) log.scrollTop += missingPx;
  requestAnimationFrame(() => bringDown(row, range, framesLeft - 1));
}
