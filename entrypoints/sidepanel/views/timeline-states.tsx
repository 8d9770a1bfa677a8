import type { SnapshotWorkModel } from '../models/snapshot-work-model.ts';
import type { TimelineModel, TimelineRange } from '../models/timeline-model.ts';
import { readFailureWords } from './read-failure.ts';

interface InsteadOfTimelineProps {
  readonly timeline: TimelineModel;
  readonly work: SnapshotWorkModel;
  readonly isReady: boolean;
}

/** Where there are no snapshots to show: why, and what can be done about it. */
export function InsteadOfTimeline({ timeline, work, isReady }: InsteadOfTimelineProps) {
  const line = timeline.line.value;
  const range = timeline.range.value;
  if (line.state === 'failed') {
    return (
      <div class="empty" role="alert">
        <p>{readFailureWords(line.error, 'the timeline')}</p>
        <button type="button" class="button" onClick={timeline.retry}>
          Try again
        </button>
      </div>
    );
  }
  if (line.state === 'loading') {
    return (
      <p class="empty late" role="status">
        {isReady ? 'Reading the snapshots…' : 'The snapshots appear when the store is back.'}
      </p>
    );
  }
  if (range !== 'all') {
    return (
      <div class="empty" role="status">
        <p>{`No snapshots in the last ${RANGE_WORDS[range]}.`}</p>
        <button
          type="button"
          class="button"
          onClick={() => {
            timeline.range.value = 'all';
          }}
        >
          Show all
        </button>
      </div>
    );
  }
  return (
    <div class="empty" role="status">
      <p>
        No snapshots yet. Holdfast takes one when a session begins, after every five replies, and while you work. Any of
        them can be restored.
      </p>
      <button type="button" class="button" disabled={!isReady} onClick={() => void work.take()}>
        Take a snapshot now
      </button>
    </div>
  );
}

const RANGE_WORDS: Readonly<Record<Exclude<TimelineRange, 'all'>, string>> = {
  '1h': 'hour',
  '6h': '6 hours',
  '24h': '24 hours',
};
