import type { Snapshot } from '../../../lib/protocol/snapshot-shapes.ts';
import type { SnapshotWorkModel } from '../models/snapshot-work-model.ts';
import type { TimelineModel } from '../models/timeline-model.ts';
import { fullTime } from './format.ts';
import { RenameField } from './rename-field.tsx';
import { SnapshotChanges } from './snapshot-changes.tsx';
import { branchMoment, KIND_WORDS, nameOf, triggerWords } from './snapshot-words.ts';
import { StarIcon } from './star-icon.tsx';

interface ChosenSnapshotProps {
  readonly snapshot: Snapshot;
  readonly timeline: TimelineModel;
  readonly work: SnapshotWorkModel;
  readonly isReady: boolean;
  readonly nowMs: number;
}

/** What the chosen snapshot is, what is different since, and what can be done with it. */
export function ChosenSnapshot({ snapshot, timeline, work, isReady, nowMs }: ChosenSnapshotProps) {
  const isDescribed = work.described.value === snapshot.id;
  const isRestoring = work.restoring.value === snapshot.id;
  const other = timeline.other.value;
  const { starred, description, summary } = snapshot;
  const facts = [
    fullTime(snapshot.timestamp) || 'Unknown time',
    KIND_WORDS[snapshot.type],
    description !== null && triggerWords(snapshot.trigger),
  ];
  return (
    <section class="chosen-snapshot" aria-label="Chosen snapshot">
      <div class="chosen-head">
        <h2 class={isDescribed ? 'hidden' : 'chosen-name'}>{nameOf(snapshot)}</h2>
        {isDescribed && (
          <RenameField
            key={snapshot.id}
            label="Name of the snapshot"
            placeholder="What is worth coming back to?"
            title={description ?? ''}
            onDone={(text) => {
              if (text === undefined) work.described.value = undefined;
              else work.describe(snapshot, text);
            }}
          />
        )}
        <button
          type="button"
          class="icon-button"
          aria-label="Star"
          aria-pressed={starred}
          aria-keyshortcuts="S"
          title={starred ? 'Starred: kept forever (S)' : 'Star: keep forever (S)'}
          onClick={() => work.toggleStar(snapshot)}
        >
          <StarIcon isFilled={starred} />
        </button>
      </div>
      <p class="muted">{facts.filter(Boolean).join(' · ')}</p>
      <p class="chosen-title" dir="auto">
        {summary.title ?? 'New session'}
      </p>
      {summary.draft.trim() !== '' && (
        <p class="chosen-draft" dir="auto">
          <span class="muted">Draft: </span>
          {summary.draft}
        </p>
      )}
      <div class="chosen-buttons">
        <button
          type="button"
          class="button small primary"
          disabled={!isReady || work.restoring.value !== undefined}
          onClick={() => void work.restore(snapshot, branchMoment(snapshot.timestamp))}
        >
          {isRestoring && <span class="spinner" />}
          {isRestoring ? 'Restoring…' : 'Restore'}
        </button>
        <button type="button" class="button small" disabled={!isReady} onClick={() => void work.look(snapshot)}>
          View
        </button>
        <button type="button" class="button small" aria-pressed={other !== undefined} onClick={timeline.toggleOther}>
          Compare
        </button>
        <button
          type="button"
          class="button small quiet"
          onClick={() => {
            work.described.value = snapshot.id;
          }}
        >
          Name
        </button>
        <button type="button" class="button small quiet" disabled={!isReady} onClick={() => void work.remove(snapshot)}>
          Delete
        </button>
      </div>
      <SnapshotChanges
        chosen={snapshot}
        other={other}
        comparison={timeline.comparison.value}
        isReady={isReady}
        nowMs={nowMs}
        onEnd={timeline.toggleOther}
        onRetry={() => void timeline.compare()}
      />
      <p class="hint">Restore opens a new branch. The current state is kept first; nothing is moved or removed.</p>
    </section>
  );
}
