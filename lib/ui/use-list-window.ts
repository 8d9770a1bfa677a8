import type { RefObject } from 'preact';
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { type ListLayout, type RowRange, rowAt, rowsToDraw } from './list-window.ts';

interface ListWindowOptions {
  readonly layout: ListLayout;
  /** The keys of all rows. A row that moves keeps its key. */
  readonly keys: readonly string[];
  /** Another list begins at `startPlace`. */
  readonly listKey: string;
  readonly startPlace: number;
  /** What lies over the upper end of the list, px. */
  readonly headingHeight: number;
  readonly onPlace: (top: number) => void;
  /** The end of what there is comes into sight. */
  readonly onNearEnd: () => void;
}

interface ListWindow {
  readonly scroller: RefObject<HTMLDivElement | null>;
  /** What is to be drawn. */
  readonly range: RowRange;
  /** How many rows fit. */
  readonly rowsPerPage: () => number;
  /** Scrolls as little as needed. */
  readonly reveal: (index: number) => void;
}

/** Rows from the end at which more are asked for: two screens of them. */
const NEAR_END_ROWS = 40;

/** Draws the part of a long list that can be seen, and keeps it where it is when rows come and go above it. */
export function useListWindow(options: ListWindowOptions): ListWindow {
  const scroller = useRef<HTMLDivElement>(null);
  const latest = useRef(options);
  latest.current = options;
  const { layout, keys, listKey } = options;
  const [seen, setSeen] = useState({ top: options.startPlace, height: 0 });
  const before = useRef({ layout, keys, listKey: '' });
  const range = rowsToDraw(layout, seen.top, seen.top + (seen.height || FIRST_HEIGHT));

  const look = useCallback(() => {
    const box = scroller.current;
    if (!box) return;
    const { scrollTop: top, clientHeight: height } = box;
    // The same range draws nothing: then the old place is as good.
    setSeen((old) => (isSameRange(latest.current.layout, old, { top, height }) ? old : { top, height }));
    latest.current.onPlace(top);
    const { tops } = latest.current.layout;
    if (rowAt(tops, top + height) >= tops.length - NEAR_END_ROWS) latest.current.onNearEnd();
  }, []);

  useLayoutEffect(() => {
    const box = scroller.current;
    const old = before.current;
    before.current = { layout, keys, listKey };
    if (!box || (old.layout === layout && old.listKey === listKey)) return;
    if (old.listKey !== listKey) box.scrollTop = latest.current.startPlace;
    // At the start what is new is to be seen.
    else if (box.scrollTop > 0) box.scrollTop += shiftOf(old, { layout, keys }, box.scrollTop, box.clientHeight);
    look();
  });

  useEffect(() => {
    const box = scroller.current;
    if (!box) return undefined;
    const onResize = new ResizeObserver(look);
    onResize.observe(box);
    box.addEventListener('scroll', look, { passive: true });
    return () => {
      onResize.disconnect();
      box.removeEventListener('scroll', look);
    };
  }, [look]);

  const rowsPerPage = useCallback(() => {
    const box = scroller.current;
    const { tops } = latest.current.layout;
    return box ? Math.max(1, rowAt(tops, box.scrollTop + box.clientHeight) - rowAt(tops, box.scrollTop) - 1) : 1;
  }, []);

  const reveal = useCallback((index: number) => {
    const box = scroller.current;
    const { layout: now, headingHeight } = latest.current;
    const top = now.tops[index];
    if (!box || top === undefined) return;
    const section = now.sections.find(({ first, count }) => index < first + count);
    const next = section && index === section.first + section.count - 1 ? section.top + section.height : undefined;
    const bottom = next ?? now.tops[index + 1] ?? now.height;
    if (top - headingHeight < box.scrollTop) box.scrollTop = top - headingHeight;
    else if (bottom > box.scrollTop + box.clientHeight) box.scrollTop = bottom - box.clientHeight;
  }, []);

  return { scroller, range, rowsPerPage, reveal };
}

/** Sizes are told in rem, places in px: the size of the text is the user's. */
export function pxPerRem(): number {
  return Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
}

/** px; the first drawing is corrected before it is painted. */
const FIRST_HEIGHT = 1000;

interface Seen {
  readonly top: number;
  readonly height: number;
}

function isSameRange(layout: ListLayout, a: Seen, b: Seen): boolean {
  if (a.height === 0) return false;
  const [old, fresh] = [a, b].map(({ top, height }) => rowsToDraw(layout, top, top + height));
  return old?.first === fresh?.first && old?.end === fresh?.end;
}

type Laid = Pick<ListWindowOptions, 'layout' | 'keys'>;

/** How far most of the rows that were seen have moved: one of them may itself have gone elsewhere. */
function shiftOf(old: Laid, now: Laid, top: number, height: number): number {
  const places = new Map(now.keys.map((key, index) => [key, now.layout.tops[index]]));
  const shifts: number[] = [];
  const last = rowAt(old.layout.tops, top + height);
  for (let index = rowAt(old.layout.tops, top); index <= last; index += 1) {
    const place = places.get(old.keys[index] ?? '');
    if (place !== undefined) shifts.push(place - (old.layout.tops[index] ?? 0));
  }
  return shifts.sort((a, b) => a - b)[shifts.length >> 1] ?? 0;
}
