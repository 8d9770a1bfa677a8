import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  adjustRange,
  type DrawnRange,
  drawnRows,
  endOf,
  startOf,
} from '../../../../entrypoints/sidepanel/views/drawn-range.ts';

const VIEWPORT_PX = 700;

/** Rows of a session as a browser would lay them out, whose scroll anchoring holds the row at the upper edge. */
class Column {
  rows: { sequence: number; heightPx: number; content: string }[];
  hasLater: boolean;
  range: DrawnRange;
  topPx = 0;

  constructor(rows: { sequence: number; heightPx: number; content: string }[], hasLater = false) {
    this.rows = rows;
    this.hasLater = hasLater;
    this.range = endOf(this.run);
    this.topPx = this.heightPx - VIEWPORT_PX;
  }

  get run() {
    return { messages: this.rows, hasLater: this.hasLater };
  }

  get drawn() {
    return drawnRows(this.rows, this.range);
  }

  get heightPx() {
    return this.drawn.reduce((sum, { heightPx }) => sum + heightPx, 0);
  }

  get edges() {
    let bottom = -this.topPx;
    return this.drawn.map(({ heightPx }) => {
      bottom += heightPx;
      return { top: bottom - heightPx, bottom };
    });
  }

  /** Rows that can be seen, and where each begins. */
  get seen() {
    return new Map(
      this.edges.flatMap(({ top, bottom }, place) =>
        bottom > 0 && top < VIEWPORT_PX ? [[this.drawn[place]?.sequence, top] as const] : [],
      ),
    );
  }

  scroll(byPx: number): void {
    this.topPx = Math.max(Math.min(this.topPx + byPx, this.heightPx - VIEWPORT_PX), 0);
  }

  /** Changes something; whichever row was at the upper edge stays there. False: nothing could be held. */
  change(change: () => void): boolean {
    const [anchor] = [...this.seen];
    change();
    const place = this.drawn.findIndex(({ sequence }) => sequence === anchor?.[0]);
    if (!anchor || place < 0) return false;
    this.topPx += (this.edges[place]?.top ?? 0) - anchor[1];
    return true;
  }

  /** One look. Whether it changed something. */
  look(): boolean {
    const next = adjustRange(this.run, this.range, this.edges, VIEWPORT_PX);
    if (next === this.range) return false;
    this.change(() => {
      this.range = next;
    });
    return true;
  }

  settle(): number {
    let looks = 0;
    while (looks < 2000 && this.look()) looks += 1;
    return looks;
  }
}

const height = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 50, max: 400 }) },
  fc.integer({ min: 400, max: 9000 }),
);
const step = fc.oneof(
  fc.record({ kind: fc.constant('scroll' as const), px: fc.integer({ min: -6000, max: 6000 }) }),
  fc.record({ kind: fc.constant('prepend' as const), heights: fc.array(height, { maxLength: 50 }) }),
  fc.record({ kind: fc.constant('append' as const), heights: fc.array(height, { maxLength: 5 }) }),
  fc.record({ kind: fc.constant('resize' as const), place: fc.nat(300), px: height }),
  fc.record({ kind: fc.constant('remove' as const), place: fc.nat(300) }),
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

const rowsOf = (heights: readonly number[], first: number) =>
  heights.map((heightPx, index) => ({ sequence: first + index, heightPx, content: 'x'.repeat(heightPx) }));

function take(column: Column, what: Step): void {
  const { rows } = column;
  const isSeen = (sequence: number | undefined) => column.seen.has(sequence);
  switch (what.kind) {
    case 'scroll':
      return column.scroll(what.px);
    case 'prepend': {
      const first = (rows[0]?.sequence ?? 0) - what.heights.length;
      return void column.change(() => {
        column.rows = [...rowsOf(what.heights, first), ...rows];
      });
    }
    case 'append':
      return void column.change(() => {
        column.rows = [...rows, ...rowsOf(what.heights, (rows.at(-1)?.sequence ?? 0) + 1)];
      });
    case 'resize': {
      const row = rows[what.place % rows.length];
      return void column.change(() => {
        if (row && !isSeen(row.sequence)) row.heightPx = what.px;
      });
    }
    case 'remove': {
      const row = rows[what.place % rows.length];
      if (!row || isSeen(row.sequence) || rows.length < 2) return;
      return void column.change(() => {
        column.rows = rows.filter((other) => other !== row);
      });
    }
  }
}

describe('adjustRange', () => {
  it('keeps what is seen in its place, and enough around it, whatever is done', () => {
    fc.assert(
      fc.property(
        fc.array(height, { minLength: 1, maxLength: 120 }),
        fc.array(step, { maxLength: 40 }),
        (heights, steps) => {
          const column = new Column(rowsOf(heights, 1));
          column.settle();
          for (const what of steps) {
            take(column, what);
            const before = column.seen;
            for (let looks = 0; column.look(); looks += 1) {
              expect(looks).toBeLessThan(200);
              // Where less is drawn than one can see, rows come into sight.
              for (const [sequence, top] of before) expect(column.seen.get(sequence)).toBeCloseTo(top, 6);
            }
            expect(column.drawn.length).toBeGreaterThan(0);
            const edges = column.edges;
            const [first, last] = [edges[0], edges.at(-1)];
            const reachesStart = column.drawn[0] === column.rows[0];
            const reachesEnd = column.drawn.at(-1) === column.rows.at(-1);
            if (!reachesStart) expect(first?.top).toBeLessThanOrEqual(-VIEWPORT_PX);
            if (!reachesEnd) expect(last?.bottom).toBeGreaterThanOrEqual(2 * VIEWPORT_PX);
            expect(edges[1]?.top ?? 0).toBeGreaterThan(-6 * VIEWPORT_PX);
            expect(edges.at(-2)?.bottom ?? 0).toBeLessThan(7 * VIEWPORT_PX);
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  it('comes to rest', () => {
    fc.assert(
      fc.property(
        fc.array(height, { minLength: 1, maxLength: 300 }),
        fc.integer({ min: 0, max: 20_000 }),
        (heights, px) => {
          const column = new Column(rowsOf(heights, 1));
          column.scroll(-px);
          expect(column.settle()).toBeLessThan(50);
          expect(column.look()).toBe(false);
        },
      ),
    );
  });

  it('draws less than 300 rows however short they are', () => {
    const column = new Column(rowsOf(Array(2000).fill(50), 1));
    for (let round = 0; round < 100; round += 1) {
      column.scroll(-4000);
      column.settle();
      expect(column.drawn.length).toBeLessThan(200);
    }
    expect(column.drawn[0]?.sequence).toBe(1);
  });

  it('follows the newest only where the run does', () => {
    const column = new Column(rowsOf(Array(20).fill(200), 1), true);
    column.settle();
    expect(column.range.last).toBe(20);
    column.hasLater = false;
    column.settle();
    expect(column.range.last).toBe(Number.POSITIVE_INFINITY);
  });

  it('waits for another look when the rows are not those it knows', () => {
    const run = { messages: rowsOf([100, 100, 100], 1), hasLater: false };
    const range = { first: 1, last: 3 };
    expect(adjustRange(run, range, [{ top: 0, bottom: 100 }], VIEWPORT_PX)).toBe(range);
  });
});

describe('endOf and startOf', () => {
  it('take a few rows, and of long ones fewer', () => {
    const short = { messages: rowsOf(Array(40).fill(100), 1), hasLater: false };
    expect(endOf(short)).toEqual({ first: 29, last: Number.POSITIVE_INFINITY });
    expect(startOf(short)).toEqual({ first: 1, last: 12 });
    const usual = { messages: rowsOf(Array(40).fill(1000), 1), hasLater: false };
    expect(endOf(usual)).toEqual({ first: 38, last: Number.POSITIVE_INFINITY });
    const long = { messages: rowsOf(Array(40).fill(10_000), 1), hasLater: false };
    expect(endOf(long)).toEqual({ first: 40, last: Number.POSITIVE_INFINITY });
    expect(endOf({ messages: [], hasLater: false })).toEqual({ first: 0, last: Number.POSITIVE_INFINITY });
  });
});
