/** Where the parts of a list lie that has rows in sections, each under a heading. All in px from the start of the list. */
export interface ListLayout {
  readonly height: number;
  readonly sections: readonly SectionPlace[];
  /** The upper edge of each row, over all sections. */
  readonly tops: readonly number[];
}

export interface SectionPlace {
  readonly top: number;
  readonly height: number;
  /** The number of its first row in the whole list. */
  readonly first: number;
  readonly count: number;
}

/** Rows by their numbers; `end` is the first one beyond. */
export interface RowRange {
  readonly first: number;
  readonly end: number;
}

interface Sizes {
  readonly heading: number;
  readonly row: (index: number) => number;
}

/** Rows drawn before and after those that can be seen: what a fast wheel turns in the time of a frame. */
const OVERSCAN_ROWS = 10;

/** The range moves by so many rows at once, so that most steps of a scroll draw nothing. */
const STEP_ROWS = 8;

/** Lays out sections of so many rows. */
export function layOutList(counts: readonly number[], sizes: Sizes): ListLayout {
  const tops: number[] = [];
  const sections: SectionPlace[] = [];
  let height = 0;
  for (const count of counts) {
    const [top, first] = [height, tops.length];
    height += sizes.heading;
    for (let index = first; index < first + count; index += 1) {
      tops.push(height);
      height += sizes.row(index);
    }
    sections.push({ top, height: height - top, first, count });
  }
  return { height, sections, tops };
}

/** The rows to draw so that none is missing between two places. */
export function rowsToDraw({ tops }: ListLayout, from: number, to: number): RowRange {
  const first = rowAt(tops, from) - OVERSCAN_ROWS;
  const end = rowAt(tops, to) + 1 + OVERSCAN_ROWS;
  return {
    first: Math.max(0, Math.floor(first / STEP_ROWS) * STEP_ROWS),
    end: Math.min(tops.length, Math.ceil(end / STEP_ROWS) * STEP_ROWS),
  };
}

/** The row at a place; in a heading the row above it, before all of them the first. */
export function rowAt(tops: readonly number[], place: number): number {
  let [low, high] = [0, tops.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((tops[middle] ?? 0) <= place) low = middle;
    else high = middle - 1;
  }
  return low;
}
