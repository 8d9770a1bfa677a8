import { useRef } from 'preact/hooks';
import type { Check } from '../../../lib/protocol/keeping-shapes.ts';
import { formatTimestamp } from '../../../lib/protocol/timestamp.ts';
import { CheckIcon, CloseIcon } from '../../../lib/ui/icons.tsx';
import type { ClockModel } from '../../sidepanel/models/clock-model.ts';
import { agoWords, countOf } from '../keeping-words.ts';
import type { HealthModel } from '../models/health-model.ts';
import { Group } from './section.tsx';
import { useFocusHere } from './use-focus-here.ts';
import { WorkView } from './work-view.tsx';

interface ChecksViewProps {
  readonly health: HealthModel;
  readonly clock: ClockModel;
}

/** The button, how far it is, and every check with its verdict. */
export function ChecksView({ health, clock }: ChecksViewProps) {
  const { doctor, isRepair, checkedAt, run } = health;
  const work = doctor.state.value;
  const button = useRef<HTMLButtonElement>(null);
  useFocusHere(button, work.state === 'running');
  const checks = work.state === 'done' ? work.value.checks : [];
  const bad = checks.filter(({ ok }) => !ok);
  const at = checkedAt.value;
  return (
    <Group title="Checks">
      {work.state !== 'running' && (
        <div class="row">
          <div class="row-words">
            <p class="row-title">{checks.length === 0 ? 'Check the store' : verdict(checks)}</p>
            <p class="hint" role="status">
              {checks.length === 0 || at === undefined
                ? 'The file, the search index, the totals, every message’s hash and the backups.'
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
              ? 'This could not be put right by itself. A backup of before may hold what is missing.'
              : 'What can be made anew from your messages is: the list, totals, the search index. Messages are not touched.'}
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
        what={isRepair.value ? 'The store is put right' : 'The store is looked at'}
        onStop={doctor.stop}
        onClose={doctor.forget}
      >
        {() => (
          // biome-ignore lint/a11y/noRedundantRoles: a list without bullets is none to some screen readers
          <ul role="list" class="entries checks" aria-label="Checks">
            {checks.map((check) => (
              <CheckRow key={check.name} check={check} />
            ))}
          </ul>
        )}
      </WorkView>
    </Group>
  );
}

function verdict(checks: readonly Check[]): string {
  const badCount = checks.filter(({ ok }) => !ok).length;
  const repairedCount = checks.filter(({ repaired }) => repaired !== undefined).length;
  if (badCount > 0) return `${countOf(badCount, 'check')} of ${checks.length} found something`;
  return repairedCount > 0 ? 'Everything holds again' : 'Everything holds';
}

function CheckRow({ check: { name, ok, detail, repaired } }: { readonly check: Check }) {
  return (
    <li class="entry check-row">
      <span class={ok ? 'good-text' : 'danger-text'} role="img" aria-label={ok ? 'Good' : 'Not good'}>
        {ok ? <CheckIcon /> : <CloseIcon />}
      </span>
      <div class="row-words">
        <p class="check-name">{nameInWords(name)}</p>
        <p class="hint">{detail}</p>
        {repaired !== undefined && <p class="hint good-text">Put right: {repaired}</p>}
      </div>
    </li>
  );
}

/** Names are words with hyphens; one of a later version reads well enough. */
function nameInWords(name: string): string {
  const words = name.replaceAll(/[-_]/g, ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
