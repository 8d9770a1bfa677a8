import { useModel } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { Segments } from '../../../lib/ui/segments.tsx';
import { SnapshotWorkModel } from '../models/snapshot-work-model.ts';
import { TimelineModel, type TimelineRange } from '../models/timeline-model.ts';
import { ChosenSnapshot } from './chosen-snapshot.tsx';
import { groups } from './format.ts';
import { SeenSession } from './seen-session.tsx';
import type { SideViewProps } from './side-view.tsx';
import { TimelineList } from './timeline-list.tsx';
import { TimelineScrubber } from './timeline-scrubber.tsx';
import { InsteadOfTimeline } from './timeline-states.tsx';
import './timeline.css';

const RANGES: readonly (readonly [TimelineRange, string])[] = [
  ['1h', '1 h'],
  ['6h', '6 h'],
  ['24h', '24 h'],
  ['all', 'All'],
];

/** The snapshots in time: to look at, to compare, and to go back to. */
export function TimelineView({ panel }: SideViewProps) {
  const timeline = useModel(() => new TimelineModel(panel));
  const work = useModel(() => new SnapshotWorkModel(panel, timeline));
  const view = useRef<HTMLElement>(null);
  const isReady = panel.connection.isReady.value;
  const line = timeline.line.value;
  const marks = timeline.marks.value;
  const chosen = timeline.chosen.value;
  const seen = work.seen.value;
  const nowMs = panel.clock.nowMs.value;
  const hasMarks = line.state === 'ready' && marks.length > 0;

  // What had the focus is hidden or went: keys go on from here, and from the line as soon as there is one.
  useEffect(() => {
    const { activeElement } = document;
    if (activeElement !== document.body && activeElement !== view.current) return;
    (view.current?.querySelector<HTMLElement>('[role="slider"]') ?? view.current)?.focus();
  }, [hasMarks, timeline.chosenId.value, work.described.value === undefined]);

  function onKeyDown(event: KeyboardEvent): void {
    const { target, key } = event;
    // The dialog closes itself with it; the view stays.
    if (seen && key === 'Escape') event.stopPropagation();
    if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey || seen) return;
    if (!chosen || !(target instanceof Element) || !target.closest('[role="slider"], [role="listbox"]')) return;
    if (key === 's') work.toggleStar(chosen);
    else if (key === 'c') timeline.toggleOther();
    else if (key === 'v' && isReady) void work.look(chosen);
    else if (key === 'F2') work.described.value = chosen.id;
    else if (key === 'Delete' && isReady) void work.remove(chosen);
    else return;
    event.preventDefault();
  }

  return (
    <section ref={view} class="timeline" aria-label="Timeline" tabIndex={-1} onKeyDown={onKeyDown}>
      <div class="timeline-bar">
        <Segments
          name="timeline-range"
          legend="Time range"
          choices={RANGES}
          value={timeline.range.value}
          onChoose={(range) => {
            timeline.range.value = range;
          }}
        />
        <button
          type="button"
          class="button"
          disabled={!isReady || work.isTaking.value}
          onClick={() => void work.take()}
        >
          Take snapshot
        </button>
        <Segments
          name="timeline-scope"
          legend="Which sessions"
          choices={[
            ['all', 'All sessions'],
            ['session', 'This session'],
          ]}
          value={timeline.scope.value}
          onChoose={(scope) => {
            timeline.scope.value = scope;
          }}
        />
      </div>
      {hasMarks ? (
        <>
          <TimelineScrubber
            {...{ marks, span: line.value, chosen, nowMs }}
            chosenIndex={timeline.chosenIndex.value}
            other={timeline.other.value}
            range={timeline.range.value}
            onChoose={timeline.chooseAt}
          />
          {line.value.isPartial && <p class="timeline-note muted">The newest {groups(marks.length)} are shown.</p>}
          <div class="timeline-body">
            <TimelineList timeline={timeline} nowMs={nowMs} onOpen={() => chosen && void work.look(chosen)} />
            <div class="timeline-side">
              {chosen && <ChosenSnapshot snapshot={chosen} {...{ timeline, work, isReady, nowMs }} />}
            </div>
          </div>
        </>
      ) : (
        <InsteadOfTimeline timeline={timeline} work={work} isReady={isReady} />
      )}
      {seen && <SeenSession seen={seen} work={work} />}
    </section>
  );
}
