import type { Message } from '../../../lib/protocol/shapes.ts';

/** Rows are drawn at least this far beyond what one sees, and let go beyond that, in heights of the viewport. */
const NEAR = 2.5;
const FAR = 5;

/** What is drawn at once, so that it stays below a frame: so many rows, and about so much text. */
interface Step {
  readonly rows: number;
  readonly length: number;
}
/** One screen of either; what is around it follows in the next frames. */
const OPENING: Step = { rows: 12, length: 3000 };
const STEP: Step = { rows: 4, length: 16_000 };

/** Sequences of the first and the last row in the document; `last` is Infinity where the newest is to be there, too. */
export interface DrawnRange {
  readonly first: number;
  readonly last: number;
}

/** Where a drawn row lies, in pixels below the upper edge of what one sees. */
export interface RowEdges {
  readonly top: number;
  readonly bottom: number;
}

type Row = Pick<Message, 'sequence' | 'content' | 'reasoning'>;

interface Run {
  readonly messages: readonly Row[];
  /** The session goes on after the run. */
  readonly hasLater: boolean;
}

/** The last rows of a run: enough for a first look. */
export function endOf({ messages }: Run): DrawnRange {
  const count = rowsInStep(messages.length, (place) => messages[messages.length - 1 - place], OPENING);
  return { first: messages[messages.length - count]?.sequence ?? 0, last: Number.POSITIVE_INFINITY };
}

/** The first rows of a run, or those from a place on. */
export function startOf({ messages }: Run, sequence = 0): DrawnRange {
  const from = Math.max(
    0,
    messages.findIndex((message) => message.sequence >= sequence),
  );
  const count = rowsInStep(messages.length - from, (place) => messages[from + place], OPENING);
  return {
    first: messages[from]?.sequence ?? 0,
    last: messages[from + count - 1]?.sequence ?? Number.POSITIVE_INFINITY,
  };
}

/** The rows of a run that are drawn. */
export function drawnRows<R extends Row>(messages: readonly R[], { first, last }: DrawnRange): readonly R[] {
  return messages.filter(({ sequence }) => sequence >= first && sequence <= last);
}

/**
 * The range after a look at where its rows lie: a step larger where it ends too near, smaller where it goes on too far.
 * The same object when nothing is to be done; a row that can be seen is never let go.
 */
export function adjustRange(run: Run, range: DrawnRange, edges: readonly RowEdges[], viewportPx: number): DrawnRange {
  const { messages, hasLater } = run;
  const from = messages.findIndex(({ sequence }) => sequence >= range.first);
  const to = messages.findLastIndex(({ sequence }) => sequence <= range.last);
  // Drawn anew meanwhile; there will be another look.
  if (from < 0 || to - from + 1 !== edges.length) return range;
  const first = from + startShift(messages, from, edges, viewportPx);
  const last = to + endShift(messages, to, edges, viewportPx);
  const isEnd = last === messages.length - 1 && !hasLater;
  const next: DrawnRange = {
    first: messages[first]?.sequence ?? range.first,
    last: isEnd ? Number.POSITIVE_INFINITY : (messages[last]?.sequence ?? range.last),
  };
  return next.first === range.first && next.last === range.last ? range : next;
}

/** How many rows the start of the range moves: down is positive. */
function startShift(messages: readonly Row[], from: number, edges: readonly RowEdges[], viewportPx: number): number {
  const top = edges[0]?.top ?? 0;
  if (top > -NEAR * viewportPx) return -rowsInStep(from, (place) => messages[from - 1 - place], STEP);
  return Math.max(
    edges.findIndex(({ bottom }) => bottom >= -FAR * viewportPx),
    0,
  );
}

function endShift(messages: readonly Row[], to: number, edges: readonly RowEdges[], viewportPx: number): number {
  const bottom = edges.at(-1)?.bottom ?? 0;
  const left = messages.length - 1 - to;
  if (bottom < (1 + NEAR) * viewportPx) return rowsInStep(left, (place) => messages[to + 1 + place], STEP);
  return Math.min(edges.findLastIndex(({ top }) => top <= (1 + FAR) * viewportPx) + 1 - edges.length, 0);
}

/** How many of the next rows make one step; at least one where there is one. */
function rowsInStep(left: number, rowAt: (place: number) => Row | undefined, step: Step): number {
  let length = 0;
  let count = 0;
  while (count < Math.min(left, step.rows) && length < step.length) {
    const row = rowAt(count);
    length += (row?.content.length ?? 0) + (row?.reasoning?.length ?? 0);
    count += 1;
  }
  return count;
}
