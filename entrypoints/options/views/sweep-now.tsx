import { useRef } from 'preact/hooks';
import { formatBytes } from '../../../lib/format-size.ts';
import type { ExpiredRows, Sweep } from '../../../lib/protocol/keeping-shapes.ts';
import type { Result } from '../../../lib/protocol/methods.ts';
import { countOf, dayWords, sweepResult, withMoments } from '../keeping-words.ts';
import type { RetentionModel } from '../models/retention-model.ts';
import { Asking } from './asking.tsx';
import { useFocusHere } from './use-focus-here.ts';
import { WorkView } from './work-view.tsx';

interface SweepNowProps {
  readonly retention: RetentionModel;
  readonly found: Result<'retention/preview'>;
  readonly isAsking: boolean;
  /** Asked besides whether the clock is right. */
  readonly isOfClock: boolean;
  readonly onAsk: () => void;
  /** Somebody says that the clock is right. */
  readonly onConfirm: () => void;
  readonly onCancel: () => void;
  readonly onGo: () => void;
}

/** The button, the question after it, how far the sweep is, and what it did. */
export function SweepNow({ retention, found, isAsking, isOfClock, onAsk, onConfirm, onCancel, onGo }: SweepNowProps) {
  const work = retention.sweep.state.value;
  const button = useRef<HTMLButtonElement>(null);
  useFocusHere(button, work.state === 'running' || isAsking);
  return (
    <>
      {isAsking ? (
        <Question {...{ found, isOfClock, onGo, onCancel }} />
      ) : work.state === 'running' ? null : (
        <div class="row">
          <div class="row-words">
            <p class="row-title">Manual sweep</p>
            <p class="hint">You see exactly what will be removed before anything is.</p>
          </div>
          <button ref={button} type="button" class="button" onClick={onAsk}>
            Sweep now
          </button>
        </div>
      )}
      <WorkView
        work={work}
        what="Starting the sweep"
        stopped="Stopped. What was already removed stays removed; the log lists it."
        onStop={retention.sweep.stop}
        onClose={retention.sweep.forget}
      >
        {({ sweep }) => <Outcome sweep={sweep} onConfirm={onConfirm} />}
      </WorkView>
    </>
  );
}

interface QuestionProps extends Pick<SweepNowProps, 'found' | 'isOfClock' | 'onGo' | 'onCancel'> {}

function Question({ found: { snapshots, analytics, trash }, isOfClock, onGo, onCancel }: QuestionProps) {
  const isNothing = snapshots.count + analytics.count + trash.count === 0;
  return (
    <Asking
      title={isNothing ? 'Nothing is old enough to be removed' : 'This will be removed for good'}
      go={isNothing ? (isOfClock ? 'Confirm the clock' : undefined) : 'Remove it'}
      isGentle={isNothing && isOfClock}
      onGo={onGo}
      onCancel={onCancel}
    >
      {isNothing ? (
        <p class="hint">
          The rules above decide what is old. A sweep now would change nothing
          {isOfClock ? ', and lets later ones use this clock.' : '.'}
        </p>
      ) : (
        <>
          <ul class="plain-list">
            {snapshots.count > 0 && <li>{rowsWords(countOf(snapshots.count, 'snapshot'), snapshots)}</li>}
            {analytics.count > 0 && <li>{rowsWords(countOf(analytics.count, 'usage record'), analytics)}</li>}
            {trash.count > 0 && (
              <li>{rowsWords(`${countOf(trash.count, 'session')} from the trash, with all messages`, trash)}</li>
            )}
          </ul>
          <p class="hint">This cannot be undone. Earlier backups still contain it.</p>
        </>
      )}
    </Asking>
  );
}

function rowsWords(what: string, { bytes, oldest, newest }: ExpiredRows): string {
  const size = `${what}: ${formatBytes(bytes)}`;
  if (oldest === null || newest === null) return size;
  const [from, to] = [dayWords(oldest), dayWords(newest)];
  return from === to ? `${size}, from ${from}` : `${size}, from ${from} to ${to}`;
}

interface OutcomeProps {
  readonly sweep: Sweep;
  readonly onConfirm: () => void;
}

function Outcome({ sweep, onConfirm }: OutcomeProps) {
  const detail = sweep.detail === null ? '' : ` ${withMoments(sweep.detail)}`;
  switch (sweep.outcome) {
    case 'refused':
      return (
        <div class="banner" role="alert">
          <p>Nothing was removed.{detail}</p>
          <button type="button" class="button" onClick={onConfirm}>
            The clock is right: clean up
          </button>
        </div>
      );
    case 'failed':
      return (
        <p class="row danger-text" role="alert">
          The sweep failed.{detail} {sweepResult(sweep)}
        </p>
      );
    case 'cancelled':
      return (
        <p class="row" role="status">
          Stopped. {sweepResult(sweep)}
        </p>
      );
    default:
      return (
        <p class="row good-text" role="status">
          {sweepResult(sweep)}
        </p>
      );
  }
}
