import { useEffect, useRef, useState } from 'preact/hooks';
import { type ChartContent, type DrawnChart, drawChart } from './draw-chart.ts';

interface UsageChartProps extends ChartContent {
  /** What it shows, as its accessible name. */
  readonly label: string;
  /** What is said of a place: when it is, and what was there. */
  readonly words: (place: number) => string;
  /** What each line is, where there are several. */
  readonly names?: readonly string[];
  /** Said while no place is marked. */
  readonly summary: string;
}

/** A chart that is read with a pointer or with the arrow keys: what is at the place stands above it. */
export function UsageChart({ label, words, summary, names, ...content }: UsageChartProps) {
  const place = useRef<HTMLDivElement>(null);
  const drawn = useRef<DrawnChart | undefined>(undefined);
  const [marked, setMarked] = useState<number | undefined>(undefined);
  const scheme = useScheme();
  const last = content.ticks.length - 1;

  useEffect(() => {
    const { current } = place;
    if (!current) return undefined;
    const chart = drawChart(current, content, setMarked);
    drawn.current = chart;
    const observer = new ResizeObserver(() => chart.resize(current.clientWidth));
    observer.observe(current);
    // It is laid out in a task of its own, begun before this one.
    if (marked !== undefined && marked <= last) queueMicrotask(() => chart.mark(marked));
    return () => {
      observer.disconnect();
      chart.remove();
    };
  }, [content.ticks, content.series, scheme]);

  function mark(next: number | undefined): void {
    setMarked(next);
    drawn.current?.mark(next);
  }

  function onKeyDown(event: KeyboardEvent): void {
    const from = marked ?? last + 1;
    const steps: Readonly<Record<string, number>> = {
      ...{ ArrowLeft: from - 1, ArrowDown: from - 1, ArrowRight: marked === undefined ? last : from + 1 },
      ...{ ArrowUp: marked === undefined ? last : from + 1, PageUp: from + 7, PageDown: from - 7, Home: 0, End: last },
    };
    const next = steps[event.key];
    if (next === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    mark(Math.min(Math.max(next, 0), last));
  }

  const shown = marked !== undefined && marked <= last ? words(marked) : summary;
  return (
    <div class="chart">
      <p class="chart-words">{shown}</p>
      <div
        ref={place}
        class="chart-place"
        role="slider"
        tabIndex={0}
        aria-label={label}
        aria-valuemin={1}
        aria-valuemax={Math.max(last + 1, 1)}
        aria-valuenow={(marked ?? last) + 1}
        aria-valuetext={shown}
        onKeyDown={onKeyDown}
        onBlur={() => mark(undefined)}
      />
      {names && (
        <p class="chart-names" aria-hidden="true">
          {names.map((name) => (
            <span key={name}>
              <svg viewBox="0 0 20 4" width="20" height="4" aria-hidden="true">
                <path d="M0 2h20" />
              </svg>
              {name}
            </span>
          ))}
        </p>
      )}
    </div>
  );
}

/** Changes whenever the colours of the page may have changed. */
function useScheme(): number {
  const [scheme, setScheme] = useState(0);
  useEffect(() => {
    const change = () => setScheme((before) => before + 1);
    const dark = matchMedia('(prefers-color-scheme: dark)');
    dark.addEventListener('change', change);
    const observer = new MutationObserver(change);
    observer.observe(document.documentElement, { attributeFilter: ['data-theme'] });
    return () => {
      dark.removeEventListener('change', change);
      observer.disconnect();
    };
  }, []);
  return scheme;
}
