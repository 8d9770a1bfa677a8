import { formatBytes } from '../../../lib/format-size.ts';
import type { Sweep } from '../../../lib/protocol/keeping-shapes.ts';
import { List } from '../../../lib/ui/list.tsx';
import type { ClockModel } from '../../sidepanel/models/clock-model.ts';
import { fullTime } from '../../sidepanel/views/format.ts';
import { agoWords, removedWords, sweepReason, withMoments } from '../keeping-words.ts';
import type { SweepLog } from '../models/sweep-log.ts';
import { ReadingView } from './reading-view.tsx';
import { Group } from './section.tsx';

interface SweepLogProps {
  readonly log: SweepLog;
  readonly clock: ClockModel;
}

/** Every sweep there was, also those that removed nothing, were held back or failed. */
export function SweepLogView({ log, clock }: SweepLogProps) {
  return (
    <Group title="Log">
      <ReadingView remote={log.sweeps.value} again={log.again}>
        {(sweeps) =>
          sweeps.length === 0 ? (
            <p class="row hint">No sweeps yet.</p>
          ) : (
            <>
              <List class="entries" aria-label="Sweeps">
                {sweeps.map((sweep) => (
                  <Entry key={sweep.id} sweep={sweep} nowMs={clock.nowMs.value} />
                ))}
              </List>
              {log.hasMore.value && <More log={log} />}
            </>
          )
        }
      </ReadingView>
    </Group>
  );
}

function More({ log }: Pick<SweepLogProps, 'log'>) {
  const state = log.older.value;
  return (
    <div class="row more">
      {state === 'failed' && (
        <p class="danger-text" role="alert">
          Older entries could not be read.
        </p>
      )}
      <button type="button" class="button" disabled={state === 'loading'} onClick={() => void log.showMore()}>
        Show more
      </button>
    </div>
  );
}

const OUTCOMES: Readonly<Record<Sweep['outcome'], readonly [words: string, looks: string]>> = {
  running: ['Running', ''],
  done: ['Done', ''],
  refused: ['Held back', 'warn-text'],
  failed: ['Failed', 'danger-text'],
  cancelled: ['Stopped', 'warn-text'],
};

interface EntryProps {
  readonly sweep: Sweep;
  readonly nowMs: number;
}

function Entry({ sweep, nowMs }: EntryProps) {
  const { startedAt, reason, bytesFreed, outcome, detail } = sweep;
  const [words, looks] = OUTCOMES[outcome];
  const removed = removedWords(sweep);
  return (
    <li class="entry">
      <p class="entry-head">
        <span class={`entry-outcome ${looks}`}>{words}</span>
        <time dateTime={startedAt} title={fullTime(startedAt)}>
          {agoWords(startedAt, nowMs)}
        </time>
        <span>{sweepReason(reason)}</span>
      </p>
      <p>
        {removed === undefined ? 'Nothing removed' : `Removed ${removed}`}
        {bytesFreed > 0 && ` · ${formatBytes(bytesFreed)} freed`}
      </p>
      {detail !== null && <p class="entry-detail">{withMoments(detail)}</p>}
    </li>
  );
}
