import { useId, useState } from 'preact/hooks';
import { MAX_RETENTION_DAYS } from '../../../lib/protocol/limits.ts';
import { SwitchRow } from './section.tsx';

export interface Rule {
  readonly title: string;
  readonly hint: string;
  /** What a rule begins with that is switched on. */
  readonly usualDays: number;
}

interface RuleRowProps {
  readonly rule: Rule;
  /** null = never. */
  readonly days: number | null;
  readonly onChange: (days: number | null) => void;
}

/** One rule: whether it holds, and after how many days. A number that cannot hold is told, and nothing changes. */
export function RuleRow({ rule: { title, hint, usualDays }, days, onChange }: RuleRowProps) {
  const id = useId();
  const [lastDays, setLastDays] = useState(days ?? usualDays);
  /** As it stands in the field, while it is another number. */
  const [typed, setTyped] = useState<string | undefined>(undefined);
  const [isWrong, setWrong] = useState(false);

  function take({ valueAsNumber: next }: HTMLInputElement): void {
    setWrong(!isDays(next));
    if (!isDays(next)) return;
    setTyped(undefined);
    if (next === days) return;
    setLastDays(next);
    onChange(next);
  }

  return (
    <SwitchRow
      title={title}
      hint={hint}
      isOn={days !== null}
      onChange={(isOn) => {
        setWrong(false);
        setTyped(undefined);
        if (days !== null) setLastDays(days);
        onChange(isOn ? lastDays : null);
      }}
    >
      {days === null ? (
        <p class="amount">Never removed.</p>
      ) : (
        <>
          <label class="amount">
            After
            <input
              type="number"
              min={1}
              max={MAX_RETENTION_DAYS}
              required
              value={typed ?? days}
              aria-invalid={isWrong}
              {...(isWrong ? { 'aria-describedby': id } : {})}
              onInput={(event) => setTyped(event.currentTarget.value)}
              onChange={(event) => take(event.currentTarget)}
            />
            {days === 1 ? 'day' : 'days'}
          </label>
          {isWrong && (
            <p id={id} class="hint danger-text" role="alert">
              Not saved: enter a whole number of days from 1 to 36,500. Until then, it stays at {days}.
            </p>
          )}
        </>
      )}
    </SwitchRow>
  );
}

function isDays(value: number): boolean {
  return Number.isInteger(value) && value >= 1 && value <= MAX_RETENTION_DAYS;
}
