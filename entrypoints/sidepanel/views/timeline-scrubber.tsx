import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Snapshot, SnapshotMark } from '../../../lib/protocol/snapshot-shapes.ts';
import type { TimelineRange } from '../models/timeline-model.ts';
import { KIND_WORDS, momentWords, nameOf } from './snapshot-words.ts';
import { drawMarks, nearestMark, placeOf, type Span } from './timeline-marks.ts';

/** px, as in the style sheet. */
const HEIGHT = 48;

/** Snapshots that a page key passes over. */
const PAGE = 10;

interface ScrubberProps {
  /** Newest first. */
  readonly marks: readonly SnapshotMark[];
  readonly span: Span;
  readonly chosenIndex: number;
  readonly chosen: Snapshot | undefined;
  readonly other: Snapshot | undefined;
  readonly range: TimelineRange;
  readonly nowMs: number;
  readonly onChoose: (index: number) => void;
}

/** Snapshots on a line of time, to go along by pointer or by keys. */
export function TimelineScrubber({ marks, span, chosenIndex, chosen, other, range, nowMs, onChoose }: ScrubberProps) {
  const box = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const element = box.current;
    if (!element) return undefined;
    const observer = new ResizeObserver(() => setWidth(element.clientWidth));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  const paths = useMemo(() => drawMarks(marks, span, { width, height: HEIGHT }), [marks, span, width]);
  const mark = marks[chosenIndex];
  const last = marks.length - 1;

  function onKeyDown(event: KeyboardEvent): void {
    const next = nextIndex(event.key, chosenIndex, last);
    if (next === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    onChoose(Math.min(Math.max(next, 0), last));
  }

  function chooseAt({ clientX }: PointerEvent): void {
    const left = box.current?.getBoundingClientRect().left ?? 0;
    const index = nearestMark(marks, span, width, clientX - left);
    if (index >= 0) onChoose(index);
  }

  return (
    <div class="scrubber">
      <div
        ref={box}
        class="scrubber-line"
        role="slider"
        tabIndex={0}
        aria-label="Snapshots in time"
        aria-valuemin={1}
        aria-valuemax={marks.length}
        aria-valuenow={marks.length - chosenIndex}
        aria-valuetext={mark && `${momentWords(mark.timestamp, nowMs)}, ${wordsOf(mark, chosen)}`}
        onKeyDown={onKeyDown}
        onPointerDown={(event) => {
          if (event.button !== 0) return;
          event.currentTarget.setPointerCapture(event.pointerId);
          chooseAt(event);
        }}
        onPointerMove={(event) => {
          if (event.currentTarget.hasPointerCapture(event.pointerId)) chooseAt(event);
        }}
      >
        <svg width={width} height={HEIGHT} aria-hidden="true">
          <path class="mark-auto" d={paths.auto} />
          <path class="mark-system" d={paths.system} />
          <path class="mark-manual" d={paths.manual} />
          <path class="mark-starred" d={paths.starred} />
          {other && <path class="mark-other" d={`M${placeOf(other.timestamp, span, width)} 0v${HEIGHT}`} />}
          {mark && <path class="mark-chosen" d={`M${placeOf(mark.timestamp, span, width)} 0v${HEIGHT}`} />}
        </svg>
      </div>
      <div class="scrubber-ends">
        <span>{RANGE_STARTS[range] ?? momentWords(new Date(span.fromMs).toISOString(), nowMs)}</span>
        <Legend marks={marks} />
        <span>now</span>
      </div>
    </div>
  );
}

/** Where the line begins; with all of them, at the first. */
const RANGE_STARTS: Partial<Readonly<Record<TimelineRange, string>>> = {
  '1h': '1 h ago',
  '6h': '6 h ago',
  '24h': '24 h ago',
};

/** Left is older, as on the line. */
function nextIndex(key: string, index: number, last: number): number | undefined {
  switch (key) {
    case 'ArrowLeft':
    case 'ArrowDown':
      return index + 1;
    case 'ArrowRight':
    case 'ArrowUp':
      return index - 1;
    case 'PageDown':
      return index + PAGE;
    case 'PageUp':
      return index - PAGE;
    case 'Home':
      return last;
    case 'End':
      return 0;
    default:
      return undefined;
  }
}

function wordsOf({ type, starred }: SnapshotMark, snapshot: Snapshot | undefined): string {
  const star = starred ? ', starred' : '';
  return `${KIND_WORDS[type].toLowerCase()}${star}${snapshot ? `: ${nameOf(snapshot)}` : ''}`;
}

/** Only what is there. */
function Legend({ marks }: { readonly marks: readonly SnapshotMark[] }) {
  const kinds = useMemo(() => {
    const found = new Set(marks.map(({ type }) => type));
    return (['auto', 'system', 'manual'] as const).filter((kind) => found.has(kind));
  }, [marks]);
  return (
    <span class="scrubber-legend">
      {kinds.map((kind) => (
        <span key={kind} class={`kind of-${kind}`}>
          {KIND_WORDS[kind]}
        </span>
      ))}
    </span>
  );
}
