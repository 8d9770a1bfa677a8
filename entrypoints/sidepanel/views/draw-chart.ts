import UPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';

export interface ChartContent {
  /** Below the chart, one for each place. */
  readonly ticks: readonly string[];
  /** Values by place; null = none, over which a line goes. Bars of the first, or a line for each. */
  readonly series: readonly (readonly (number | null)[])[];
  readonly isLine: boolean;
  readonly axis: (value: number) => string;
}

/** A chart in a place. */
export interface DrawnChart {
  /** Marks a place; undefined = none. */
  mark(place: number | undefined): void;
  resize(width: number): void;
  remove(): void;
}

const HEIGHT = 180;
const TICK_WIDTH = 64;
const FONT = '11px system-ui, sans-serif';

/** Draws into an element, in the colours that its style has now. `onPoint` hears where a pointer is, undefined when it leaves. */
export function drawChart(
  place: HTMLElement,
  { ticks, series, isLine, axis }: ChartContent,
  onPoint: (place: number | undefined) => void,
): DrawnChart {
  const colours = coloursOf(place);
  const last = ticks.length - 1;
  const lineOf = (index: number): UPlot.Series => {
    const colour = index === 0 ? colours.main : colours.other;
    return {
      ...{ scale: 'y', stroke: colour, width: 2, spanGaps: true, ...(index > 0 && { dash: [5, 4] }) },
      // What is alone is seen by its point only.
      points: { show: isSparse(series[index]), size: 5, fill: colour },
    };
  };
  const bars: UPlot.Series = {
    ...{ scale: 'y', fill: colours.main, width: 0, points: { show: false } },
    ...(UPlot.paths.bars && { paths: UPlot.paths.bars({ size: [0.72, 40], radius: 0.12 }) }),
  };
  const chart = new UPlot(
    {
      ...{ width: Math.max(place.clientWidth, 100), height: HEIGHT, padding: [10, 20, 0, 0] },
      legend: { show: false },
      cursor: { y: false, drag: { x: false, y: false }, points: { show: isLine } },
      select: { show: false, left: 0, top: 0, width: 0, height: 0 },
      scales: {
        x: { time: false, range: [-0.5, last + 0.5] },
        // What is always nought is a line at the bottom.
        y: { range: (_, low, high) => [Math.min(0, low ?? 0), high > 0 ? high * 1.08 : low < 0 ? 0 : 1] },
      },
      series: [{}, ...(isLine ? series.map((_, index) => lineOf(index)) : [bars])],
      axes: [
        {
          ...{ stroke: colours.text, font: FONT, size: 26, gap: 4, grid: { show: false } },
          ticks: { stroke: colours.line, size: 4 },
          splits: (self) => tickPlaces(ticks.length, self.bbox.width / devicePixelRatio),
          values: (_, places) => places.map((index) => ticks[index] ?? ''),
        },
        {
          ...{ stroke: colours.text, font: FONT, gap: 4, ticks: { show: false } },
          size: (_, words) => Math.max(32, ...(words ?? []).map((each) => 10 + 6.5 * each.length)),
          grid: { stroke: colours.line, width: 1 },
          values: (_, values) => values.map(axis),
        },
      ],
    },
    [ticks.map((_, index) => index), ...series.map((values) => [...values])],
    place,
  );
  chart.over.addEventListener('pointermove', ({ offsetX }) => onPoint(chart.posToIdx(offsetX)));
  chart.over.addEventListener('pointerleave', () => onPoint(undefined));
  return {
    mark(index) {
      const left = index === undefined ? -10 : chart.valToPos(index, 'x');
      chart.setCursor({ left, top: index === undefined ? -10 : 1 });
    },
    resize(width) {
      // Nothing: it is not shown just now.
      if (width > 0 && Math.abs(width - chart.width) >= 1) chart.setSize({ width, height: HEIGHT });
    },
    remove: () => chart.destroy(),
  };
}

/** More points than this stand so close that the line alone is clearer. */
const MOST_POINTS = 62;

function isSparse(values: readonly (number | null)[] = []): boolean {
  return values.filter((value) => value !== null).length <= MOST_POINTS;
}

/** Which places have words below them: as many as have room, the last one always. */
function tickPlaces(count: number, width: number): number[] {
  const step = Math.max(1, Math.ceil((count * TICK_WIDTH) / Math.max(width, TICK_WIDTH)));
  return Array.from({ length: Math.ceil(count / step) }, (_, index) => count - 1 - index * step).reverse();
}

/** A canvas knows no variables: the style of the place has each of the colours in a property that takes one. */
function coloursOf(place: HTMLElement) {
  const { color, borderTopColor, fill, stroke } = getComputedStyle(place);
  return { text: color, line: borderTopColor, main: fill, other: stroke };
}
