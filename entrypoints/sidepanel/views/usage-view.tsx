import { useEffect } from 'preact/hooks';
import { Segments } from '../../../lib/ui/segments.tsx';
import { useFocusIfLost } from '../../../lib/ui/use-focus-if-lost.ts';
import { saveFile } from '../../options/save-file.ts';
import { balanceCsv } from '../models/balance-csv.ts';
import { usageCsv } from '../models/usage-csv.ts';
import { UsageModel, type UsageShown } from '../models/usage-model.ts';
import { USAGE_RANGES } from '../models/usage-range.ts';
import { openSection } from '../open-section.ts';
import { BalanceOverTime } from './balance-over-time.tsx';
import { duration } from './format.ts';
import { readFailureWords } from './read-failure.ts';
import type { SideViewProps } from './side-view.tsx';
import { UsageGroups } from './usage-groups.tsx';
import { UsageOverTime } from './usage-over-time.tsx';
import { dollars, RANGE_WORDS, short, whole } from './usage-words.ts';
import './usage-view.css';

const RANGES = USAGE_RANGES.map((range): [typeof range, string] => [range, RANGE_WORDS[range]]);

/** What was used, by whom, and what is left. */
export function UsageView({ panel }: SideViewProps) {
  const usage = panel.modelOf(UsageModel);
  const isReady = panel.connection.isReady.value;
  const view = useFocusIfLost<HTMLDivElement>();
  // A host that is back is asked again.
  useEffect(() => usage.watch(), [isReady]);
  const shown = usage.shown.value;
  const trouble = shown.state === 'failed' ? shown.error : usage.trouble.value;
  return (
    <div ref={view} class="usage" tabIndex={-1} aria-busy={usage.isReading.value}>
      <Segments
        name="usage-range"
        legend="Time range"
        choices={RANGES}
        value={usage.range.value}
        onChoose={usage.setRange}
      />
      {shown.state === 'loading' && (
        <p class="late hint" role="status">
          Adding up usage…
        </p>
      )}
      {trouble && (
        <div class="usage-failed" role="alert">
          <p>
            {readFailureWords(trouble, 'usage')} {shown.state === 'ready' && 'What is below was read earlier.'}
          </p>
          <button type="button" class="button" onClick={() => void usage.read()}>
            Try again
          </button>
        </div>
      )}
      {shown.state === 'ready' && <Shown panel={panel} usage={usage} shown={shown.value} />}
      <p class="hint usage-local">
        Counted and kept on this computer; none of it is sent anywhere. Costs are what the model server reports, or come
        from its prices; replies without either count as free here.{' '}
        <button type="button" class="link-button" onClick={() => void openSection('retention')}>
          How long usage is kept
        </button>
      </p>
    </div>
  );
}

interface ShownProps extends Pick<SideViewProps, 'panel'> {
  readonly usage: UsageModel;
  readonly shown: UsageShown;
}

function Shown({ panel, usage, shown }: ShownProps) {
  const { totals, firstAt } = shown.summary;
  const save = (name: string, csv: string) => {
    saveFile(name, csv, 'text/csv');
    panel.notices.show({ text: `${name} is in your downloads.` });
  };
  const day = shown.to.slice(0, 10);
  const saveBalance = () => {
    usage.readBalance().then(
      (points) => save(`holdfast-balance-${day}.csv`, balanceCsv(points)),
      (error: unknown) => panel.notices.showError('The balance could not be read', error, saveBalance),
    );
  };
  return (
    <>
      {totals.events === 0 ? (
        <p class="usage-nothing muted">
          {firstAt === null
            ? 'No usage yet. Ask something, and what it takes is counted here.'
            : 'No usage in this period.'}
        </p>
      ) : (
        <>
          <Totals totals={totals} />
          <UsageOverTime
            usage={usage}
            shown={shown}
            openSession={(id) => {
              panel.sessions.open(id);
              panel.layout.closeView();
            }}
          />
          <UsageGroups usage={usage} shown={shown} />
          <button
            type="button"
            class="button usage-export"
            onClick={() => save(`holdfast-usage-${day}-by-${shown.by}.csv`, usageCsv(shown.summary, shown.by))}
          >
            Save as CSV
          </button>
        </>
      )}
      <BalanceOverTime
        shown={shown}
        nextEpochAt={panel.balance.balance.value?.now.nextEpochAt ?? null}
        notifications={usage.notifications.value}
        openNotifications={() => void openSection('notifications')}
        onSave={saveBalance}
      />
    </>
  );
}

function Totals({ totals }: { readonly totals: UsageShown['summary']['totals'] }) {
  const { cost, promptTokens, completionTokens, replies, errors, medianMs, p95Ms } = totals;
  return (
    <dl class="usage-totals">
      <Total name="Cost" value={dollars(cost)} more={replies > 0 ? `${dollars(cost / replies)} per reply` : ''} />
      <Total
        name="Tokens"
        value={short(promptTokens + completionTokens)}
        more={`${short(promptTokens)} in, ${short(completionTokens)} out`}
      />
      <Total name="Replies" value={whole(replies)} more={errors > 0 ? `${whole(errors)} failed` : 'none failed'} />
      <Total
        name="Time to reply"
        value={medianMs === null ? '–' : duration(medianMs)}
        more={p95Ms === null ? '' : `95 % within ${duration(p95Ms)}`}
      />
    </dl>
  );
}

function Total({ name, value, more }: { readonly name: string; readonly value: string; readonly more: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <strong>{value}</strong> {more && <span class="muted">{more}</span>}
      </dd>
    </div>
  );
}
