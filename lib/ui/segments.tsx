interface SegmentsProps<Value extends string> {
  /** Tells its radio buttons from those of others on the page. */
  readonly name: string;
  /** What is chosen, for a screen reader. */
  readonly legend: string;
  readonly choices: readonly (readonly [Value, string])[];
  readonly value: Value;
  readonly onChoose: (value: Value) => void;
}

/** One of a few, all of them in view. */
export function Segments<Value extends string>({ name, legend, choices, value, onChoose }: SegmentsProps<Value>) {
  return (
    <fieldset class="segments">
      <legend class="hidden">{legend}</legend>
      {choices.map(([choice, words]) => (
        <label key={choice}>
          <input type="radio" name={name} checked={choice === value} onChange={() => onChoose(choice)} />
          <span>{words}</span>
        </label>
      ))}
    </fieldset>
  );
}
