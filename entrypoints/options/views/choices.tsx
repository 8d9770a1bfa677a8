import type { Signal } from '@preact/signals';
import { useId } from 'preact/hooks';

interface ChoicesProps<Id extends string> {
  readonly legend: string;
  /** For those who hear the page only: what stands above says it to the others. */
  readonly isLegendHidden?: boolean;
  readonly choices: readonly { readonly id: Id; readonly title: string; readonly hint: string }[];
  readonly chosen: Signal<Id>;
  /** A dialog that opens puts the focus on what is chosen. */
  readonly isWantedFirst?: boolean;
}

/** One of several, each with what it does. */
export function Choices<Id extends string>(props: ChoicesProps<Id>) {
  const { legend, isLegendHidden = false, choices, chosen, isWantedFirst = false } = props;
  const name = useId();
  return (
    <fieldset class="choices">
      <legend class={isLegendHidden ? 'hidden' : undefined}>{legend}</legend>
      {choices.map(({ id, title, hint }) => (
        <label key={id} class="choice">
          <input
            type="radio"
            name={name}
            checked={chosen.value === id}
            data-wanted-first={isWantedFirst && chosen.value === id ? '' : undefined}
            aria-describedby={`${name}-${id}`}
            onChange={() => {
              chosen.value = id;
            }}
          />
          <span>{title}</span>
          <span class="hint" id={`${name}-${id}`}>
            {hint}
          </span>
        </label>
      ))}
    </fieldset>
  );
}
