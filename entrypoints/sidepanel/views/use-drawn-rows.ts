import type { RefObject } from 'preact';
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { Message } from '../../../lib/protocol/shapes.ts';
import type { ShownRun } from '../models/message-reader.ts';
import { adjustRange, type DrawnRange, drawnRows, endOf, startOf } from './drawn-range.ts';

/** Rows beyond those that are drawn when more are asked for: one does not get there before they come. */
const READ_AHEAD_ROWS = 20;

interface DrawnRowsOptions {
  readonly scroller: RefObject<HTMLDivElement | null>;
  /** Holds the rows; each is a child with `data-row`. */
  readonly content: RefObject<HTMLDivElement | null>;
  readonly run: ShownRun;
  /** Undefined: nothing can be read there at the moment. */
  readonly readEarlier: (() => void) | undefined;
  readonly readLater: (() => void) | undefined;
}

export interface DrawnRows {
  readonly rows: readonly Message[];
  /** There are rows before those that are drawn, read or not. */
  readonly hasMoreAbove: boolean;
  readonly hasMoreBelow: boolean;
  /** The first row that is read is drawn. */
  readonly reachesStart: boolean;
  /** Looks where the rows lie, and draws or lets go what is to be. To be called on every scroll. */
  readonly look: () => void;
  readonly drawEnd: () => void;
  readonly drawStart: () => void;
  /** Draws from a row on that is read. */
  readonly drawFrom: (sequence: number) => void;
}

/**
 * The rows around what one sees. The browser's scroll anchoring holds in place what is read while rows come and go above
 * it, so nothing here knows or sets heights.
 */
export function useDrawnRows({ scroller, content, run, readEarlier, readLater }: DrawnRowsOptions): DrawnRows {
  const [range, setRange] = useState<DrawnRange>();
  const shown = range ?? endOf(run);
  const rows = drawnRows(run.messages, shown);
  const reachesStart = rows[0] === run.messages[0];
  const hasMoreAbove = run.hasEarlier || !reachesStart;
  const hasMoreBelow = run.hasLater || rows.at(-1) !== run.messages.at(-1);
  const latest = { run, shown, hasMoreAbove, readEarlier, readLater };
  const now = useRef(latest);
  now.current = latest;
  /** The width for which the browser has put the place right. */
  const settledWidth = useRef(0);

  const look = useCallback(() => {
    const [box, inner] = [scroller.current, content.current];
    const { run: messagesNow, shown: range, ...at } = now.current;
    if (!box || !inner || box.clientHeight === 0 || messagesNow.messages.length === 0) return;
    if (box.clientWidth !== settledWidth.current) return;
    // The browser anchors nothing at the very start.
    if (box.scrollTop === 0 && at.hasMoreAbove) box.scrollTop = 1;
    const elements = [...inner.querySelectorAll<HTMLElement>(':scope > [data-row]')];
    const boxTop = box.getBoundingClientRect().top;
    const edges = elements.map((element) => {
      const { top, bottom } = element.getBoundingClientRect();
      return { top: top - boxTop, bottom: bottom - boxTop };
    });
    const next = adjustRange(messagesNow, range, edges, box.clientHeight);
    if (next !== range) {
      keepFocus(box, elements, next);
      setRange(next);
    }
    const { messages, hasEarlier, hasLater } = messagesNow;
    if (hasEarlier && next.first <= (messages[READ_AHEAD_ROWS]?.sequence ?? 0)) at.readEarlier?.();
    if (hasLater && next.last >= (messages.at(-READ_AHEAD_ROWS)?.sequence ?? 0)) at.readLater?.();
  }, [scroller, content]);

  // Step by step until enough is drawn around; each step is a frame of its own.
  useEffect(() => {
    const frame = requestAnimationFrame(look);
    return () => cancelAnimationFrame(frame);
  }, [look, run, range, readEarlier === undefined, readLater === undefined]);

  useEffect(() => {
    const box = scroller.current;
    if (!box) return undefined;
    // The place is put right at the end of a frame: what is seen before that is not what one reads.
    const onResize = new ResizeObserver(() => {
      const width = box.clientWidth;
      settledWidth.current = Number.NaN;
      setTimeout(() => {
        if (box.clientWidth !== width) return;
        settledWidth.current = width;
        look();
      });
    });
    onResize.observe(box);
    return () => onResize.disconnect();
  }, [scroller, look]);

  return {
    rows,
    hasMoreAbove,
    hasMoreBelow,
    reachesStart,
    look,
    drawEnd: () => setRange(undefined),
    drawStart: () => setRange(startOf(run)),
    drawFrom: (sequence) => setRange(startOf(now.current.run, sequence)),
  };
}

/** A row that goes takes the focus with it, and with that the keys that scroll. */
function keepFocus(box: HTMLElement, rows: readonly HTMLElement[], { first, last }: DrawnRange): void {
  const row = rows.find((element) => element.contains(document.activeElement));
  const sequence = Number(row?.dataset['row']);
  if (row && (sequence < first || sequence > last)) box.focus({ preventScroll: true });
}
