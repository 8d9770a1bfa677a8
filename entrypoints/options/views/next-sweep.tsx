import { useState } from 'preact/hooks';
import { formatBytes, formatCount } from '../../../lib/format-size.ts';
import type { ExpiredRows } from '../../../lib/protocol/keeping-shapes.ts';
import type { Result } from '../../../lib/protocol/methods.ts';
import type { ClockModel } from '../../sidepanel/models/clock-model.ts';
import { dayWords, momentWords, untilWords, withMoments } from '../keeping-words.ts';
import type { RetentionModel } from '../models/retention-model.ts';
import { ReadingView } from './reading-view.tsx';
import { Fact, Group } from './section.tsx';
import { SweepNow } from './sweep-now.tsx';

interface NextSweepProps {
  readonly retention: RetentionModel;
  readonly clock: ClockModel;
}

/** What a person is asked before a sweep: as it is, or with the clock confirmed that looks wrong. */
type Asked = 'no' | 'sweep' | 'clock';

/** What the next sweep will remove and when; and the way to have it at once. */
export function NextSweep({ retention, clock }: NextSweepProps) {
  const [asked, setAsked] = useState<Asked>('no');
  const { preview, sweep } = retention;
  const work = sweep.state.value;
  // Where the outcome says so, once is enough.
  const isTold = work.state === 'done' && work.value.sweep.outcome === 'refused';

  async function ask(next: 'sweep' | 'clock'): Promise<void> {
    sweep.forget();
    await retention.readPreview();
    setAsked(next);
  }

  return (
    <Group title="Next sweep">
      <ReadingView remote={preview.value} again={retention.readPreviewAgain}>
        {(found) => (
          <>
            {found.refusal !== null && !isTold && work.state !== 'running' && (
              <div class="banner">
                <p>{withMoments(found.refusal)}</p>
                {asked === 'no' && (
                  <button type="button" class="button" onClick={() => void ask('clock')}>
                    The clock is right: clean up
                  </button>
                )}
              </div>
            )}
            <Facts found={found} nowMs={clock.nowMs.value} />
            <SweepNow
              {...{ retention, found }}
              isAsking={asked !== 'no'}
              isOfClock={asked === 'clock'}
              onAsk={() => void ask(found.refusal === null ? 'sweep' : 'clock')}
              onConfirm={() => void ask('clock')}
              onCancel={() => setAsked('no')}
              onGo={() => {
                setAsked('no');
                void retention.runSweep(asked === 'clock');
              }}
            />
          </>
        )}
      </ReadingView>
    </Group>
  );
}

interface FactsProps {
  readonly found: Result<'retention/preview'>;
  readonly nowMs: number;
}

function Facts({ found: { nextSweepAt, snapshots, analytics, trash, snapshotsInAll, refusal }, nowMs }: FactsProps) {
  const until = untilWords(nextSweepAt, nowMs);
  return (
    <dl class="facts">
      <Fact name="When" isLong>
        {refusal !== null
          ? 'once the clock is confirmed'
          : until === 'now'
            ? 'within the hour, while a browser is open'
            : `${until} (${momentWords(nextSweepAt)}), or the next time a browser is open`}
      </Fact>
      <Fact name="Snapshots" isLong>
        {rowsWords(snapshots)}
      </Fact>
      <Fact name="Usage statistics" isLong>
        {rowsWords(analytics)}
      </Fact>
      <Fact name="Sessions in the trash" isLong>
        {rowsWords(trash)}
      </Fact>
      <Fact name="All snapshots" isLong>
        {snapshotsInAll.count === 0
          ? 'none'
          : `${formatCount(snapshotsInAll.count)}, ${formatBytes(snapshotsInAll.bytes)}`}
      </Fact>
    </dl>
  );
}

function rowsWords({ count, bytes, oldest }: ExpiredRows): string {
  if (count === 0) return 'nothing is old enough';
  const since = oldest === null ? '' : `, the oldest from ${dayWords(oldest)}`;
  return `${formatCount(count)}, ${formatBytes(bytes)}${since}`;
}
