import type { Snapshot } from '../../../lib/protocol/snapshot-shapes.ts';
import { errorWords } from '../error-words.ts';
import type { Remote } from '../models/remote.ts';
import type { Comparison } from '../models/timeline-model.ts';
import { changeWords, momentWords, nameOf } from './snapshot-words.ts';

interface SnapshotChangesProps {
  readonly chosen: Snapshot;
  /** undefined: now. */
  readonly other: Snapshot | undefined;
  readonly comparison: Remote<Comparison>;
  readonly isReady: boolean;
  readonly nowMs: number;
  readonly onEnd: () => void;
  readonly onRetry: () => void;
}

/** What is different between a snapshot and now, or another one. */
export function SnapshotChanges(props: SnapshotChangesProps) {
  const { chosen, other, comparison, isReady, nowMs, onEnd, onRetry } = props;
  const isItself = other?.id === chosen.id;
  const [older, newer] = other && other.timestamp < chosen.timestamp ? [other, chosen] : [chosen, other];
  return (
    <section class="snapshot-changes" aria-label="Differences">
      <div class="snapshot-changes-head">
        <h3>
          {isItself
            ? 'Compare with another'
            : newer
              ? `From ${momentWords(older.timestamp, nowMs)} to ${momentWords(newer.timestamp, nowMs)}`
              : 'Since then'}
        </h3>
        {other && (
          <button type="button" class="button small quiet" onClick={onEnd}>
            Compare with now
          </button>
        )}
      </div>
      {isItself ? (
        <p class="muted">Choose a second snapshot on the line or in the list.</p>
      ) : (
        <>
          {other && (
            <p class="muted">
              {nameOf(older)} → {nameOf(newer ?? chosen)}
            </p>
          )}
          <div aria-live="polite">
            <Changes {...{ comparison, isReady, onRetry }} isToNow={other === undefined} />
          </div>
        </>
      )}
    </section>
  );
}

interface ChangesProps {
  readonly comparison: Remote<Comparison>;
  readonly isReady: boolean;
  readonly isToNow: boolean;
  readonly onRetry: () => void;
}

function Changes({ comparison, isReady, isToNow, onRetry }: ChangesProps) {
  if (comparison.state === 'loading') {
    return <p class="muted late">{isReady ? 'Comparing…' : 'The comparison appears when the store is back.'}</p>;
  }
  if (comparison.state === 'failed') {
    return (
      <p class="muted">
        Could not compare: {errorWords(comparison.error.code).what}.{' '}
        <button type="button" class="button small" onClick={onRetry}>
          Try again
        </button>
      </p>
    );
  }
  const { changes, isSameSession } = comparison.value;
  const isGone = isToNow && changes.some(({ what, to }) => what === 'title' && to === null);
  const lines = changes.flatMap((change) => changeWords(change) ?? []);
  return (
    <>
      {!isSameSession && <p class="muted">They are from different sessions.</p>}
      {isGone ? (
        <p class="muted">Its session is gone. The draft and view from then can be restored.</p>
      ) : lines.length === 0 ? (
        isSameSession && <p class="muted">Nothing changed.</p>
      ) : (
        <dl class="change-list">
          {lines.map(({ label, from, to, difference }) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd>
                <span class="change-from" dir="auto">
                  {from}
                </span>
                <span aria-hidden="true"> → </span>
                <span class="hidden">to</span>
                <span dir="auto">{to}</span>
                {difference && <span class="change-difference">{difference}</span>}
              </dd>
            </div>
          ))}
        </dl>
      )}
    </>
  );
}
