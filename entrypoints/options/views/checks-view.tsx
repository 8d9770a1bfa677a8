import { useRef } from 'preact/hooks';
import type { Check } from '../../../lib/protocol/keeping-shapes.ts';
import { formatTimestamp } from '../../../lib/protocol/timestamp.ts';
import { CheckIcon, CloseIcon } from '../../../lib/ui/icons.tsx';
import { List } from '../../../lib/ui/list.tsx';
import type { ClockModel } from '../../sidepanel/models/clock-model.ts';
import { agoWords, asSentence, countOf, withMoments } from '../keeping-words.ts';
import type { HealthModel } from '../models/health-model.ts';
import { repairWords } from '../repair-words.ts';
import { Group } from './section.tsx';
import { useFocusHere } from './use-focus-here.ts';
import { WorkView } from './work-view.tsx';

interface ChecksViewProps {
  readonly health: HealthModel;
  readonly clock: ClockModel;
  /** The store is in the browser. */
  readonly isEmbedded: boolean;
}

/** The button, how far it is, and every check with its verdict. */
export function ChecksView({ health, clock, isEmbedded }: ChecksViewProps) {
  const { doctor, isRepair, checkedAt, run } = health;
  const work = doctor.state.value;
  const button = useRef<HTMLButtonElement>(null);
  useFocusHere(button, work.state === 'running');
  const checks = work.state === 'done' ? work.value.checks : [];
  const bad = checks.filter(({ ok }) => !ok);
  // What is wrong, or was, need not be looked for.
  const good = checks.filter(({ ok }) => ok);
  const repaired = good.filter((check) => check.repaired !== undefined);
  const shown = [...bad, ...repaired, ...good.filter((check) => check.repaired === undefined)];
  const at = checkedAt.value;
  return (
    <Group title="Checks">
      {work.state !== 'running' && (
        <div class="row">
          <div class="row-words">
            <p class="row-title">{checks.length === 0 ? 'Check the store' : verdict(checks)}</p>
            <p class="hint" role="status">
              {checks.length === 0 || at === undefined
                ? `${isEmbedded ? 'Every page, the totals and every message’s hash' : 'The file, the search index, the totals, every message’s hash and the backups'}.`
                : `Checked ${agoWords(formatTimestamp(at), clock.nowMs.value)}.`}
            </p>
          </div>
          <button ref={button} type="button" class="button" onClick={() => void run(false)}>
            Check now
          </button>
        </div>
      )}
      {bad.length > 0 && (
        <div class="banner">
          <p>
            {isRepair.value
              ? 'The rest cannot be repaired from here: each says what to do about it.'
              : repairWords(bad, isEmbedded)}
          </p>
          {!isRepair.value && (
            <button type="button" class="button" onClick={() => void run(true)}>
              Repair
            </button>
          )}
        </div>
      )}
      <WorkView
        work={work}
        what={isRepair.value ? 'Repairing the store' : 'Checking the store'}
        onStop={doctor.stop}
        onClose={doctor.forget}
      >
        {() => (
          <List class="entries checks" aria-label="Checks">
            {shown.map((check) => (
              <CheckRow key={check.name} check={check} />
            ))}
          </List>
        )}
      </WorkView>
    </Group>
  );
}

function verdict(checks: readonly Check[]): string {
  const badCount = checks.filter(({ ok }) => !ok).length;
  const repairedCount = checks.filter(({ repaired }) => repaired !== undefined).length;
  if (badCount > 0) return `${badCount} of ${countOf(checks.length, 'check')} found a problem`;
  return repairedCount > 0 ? 'All checks pass again' : 'All checks pass';
}

function CheckRow({ check: { name, ok, detail, repaired } }: { readonly check: Check }) {
  return (
    <li class="entry check-row">
      <span class={ok ? 'good-text' : 'danger-text'} role="img" aria-label={ok ? 'Passed' : 'Failed'}>
        {ok ? <CheckIcon /> : <CloseIcon />}
      </span>
      <div class="row-words">
        <p class="check-name">{checkName(name)}</p>
        <p class="hint">{asSentence(withMoments(detail))}</p>
        {repaired !== undefined && <p class="hint good-text">Repaired: {asSentence(repaired)}</p>}
      </div>
    </li>
  );
}

const NAMES: Readonly<Record<string, string>> = {
  store: 'The store',
  schema: 'Store version',
  integrity: 'Every page of the file',
  'foreign keys': 'References between rows',
  places: 'Message order',
  totals: 'Session totals',
  'content hashes': 'Every text, by its hash',
  'search index': 'Search index',
  'left behind': 'Rows of deleted sessions',
  replies: 'Replies in progress',
  settings: 'SQLite settings',
  permissions: 'Who can read the files',
  log: 'Write-ahead log',
  sweep: 'Last sweep',
  quarantine: 'Data set aside',
};

/** What a check looks at; one of a later version has the host's word. */
function checkName(name: string): string {
  return NAMES[name] ?? name.charAt(0).toUpperCase() + name.slice(1);
}
