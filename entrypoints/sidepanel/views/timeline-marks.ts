import type { SnapshotMark } from '../../../lib/protocol/snapshot-shapes.ts';

/** The time that a line covers, ms since 1970. */
export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

export type MarkKind = SnapshotMark['type'] | 'starred';

/** Where marks lie on a line, px. */
export interface MarkSize {
  readonly width: number;
  readonly height: number;
}

/** Marks nearer to each other than this are one, px. */
const COLUMN = 4;

/** How high one mark of each kind stands, as a share of the line's height; many at one place stand a little higher. */
const HEIGHTS: Readonly<Record<SnapshotMark['type'], number>> = { auto: 0.26, system: 0.42, manual: 0.58 };
const PER_DOUBLING = 0.06;
const MOST_DOUBLINGS = 4;

/** Room for half a mark at both ends, px. */
const EDGE = 4;

/** Where a moment lies on a line, px from its left end; what is no moment lies at the end that it is sorted to. */
export function placeOf(timestamp: string, { fromMs, toMs }: Span, width: number): number {
  const ms = Date.parse(timestamp);
  const share = toMs > fromMs ? (ms - fromMs) / (toMs - fromMs) : 1;
  return EDGE + Math.min(Math.max(Number.isNaN(share) ? 0 : share, 0), 1) * Math.max(width - 2 * EDGE, 0);
}

/**
 * The lines to draw for each kind, as paths of an SVG: however many marks there are, not more than fit beside each other. The
 * starred ones stand apart, as points above the others.
 */
export function drawMarks(
  marks: readonly SnapshotMark[],
  span: Span,
  { width, height }: MarkSize,
): Readonly<Record<MarkKind, string>> {
  const columns = { auto: new Map(), system: new Map(), manual: new Map(), starred: new Map() } as Readonly<
    Record<MarkKind, Map<number, number>>
  >;
  for (const { timestamp, type, starred } of marks) {
    const column = Math.floor(placeOf(timestamp, span, width) / COLUMN);
    columns[type].set(column, (columns[type].get(column) ?? 0) + 1);
    if (starred) columns.starred.set(column, 1);
  }
  const paths = { auto: '', system: '', manual: '', starred: '' };
  for (const kind of ['auto', 'system', 'manual'] as const) {
    for (const [column, count] of columns[kind]) {
      const share = HEIGHTS[kind] + PER_DOUBLING * Math.min(Math.log2(count), MOST_DOUBLINGS);
      paths[kind] += `M${(column + 0.5) * COLUMN} ${height}v-${Math.round(share * height)}`;
    }
  }
  // A line without length is a point where its ends are round.
  for (const column of columns.starred.keys()) paths.starred += `M${(column + 0.5) * COLUMN} 6h0`;
  return paths;
}

/** The mark nearest to a place on the line, as its index; -1 when there is none. Marks come newest first. */
export function nearestMark(marks: readonly SnapshotMark[], span: Span, width: number, x: number): number {
  let [low, high] = [0, marks.length - 1];
  // Places fall from newest to oldest: the last one that is not left of x.
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (at(middle) >= x) low = middle;
    else high = middle - 1;
  }
  const next = low + 1;
  return next < marks.length && Math.abs(at(next) - x) < Math.abs(at(low) - x) ? next : Math.min(low, marks.length - 1);

  function at(index: number): number {
    return placeOf(marks[index]?.timestamp ?? '', span, width);
  }
}
