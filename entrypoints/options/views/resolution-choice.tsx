import { useId } from 'preact/hooks';
import type { ImportModel } from '../models/import-model.ts';
import { RESOLUTIONS } from '../transfer-words.ts';

/** What becomes of what is here already, each choice with what it does. */
export function ResolutionChoice({ imports: { resolution } }: { readonly imports: ImportModel }) {
  const id = useId();
  return (
    <fieldset class="choices">
      <legend>What is here already</legend>
      {RESOLUTIONS.map((choice) => (
        <label key={choice.id} class="choice">
          <input
            type="radio"
            name={id}
            checked={resolution.value === choice.id}
            aria-describedby={`${id}-${choice.id}`}
            onChange={() => {
              resolution.value = choice.id;
            }}
          />
          <span>{choice.title}</span>
          <span class="hint" id={`${id}-${choice.id}`}>
            {choice.hint}
          </span>
        </label>
      ))}
    </fieldset>
  );
}
