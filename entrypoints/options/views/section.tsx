import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import type { OptionsModel } from '../models/options-model.ts';
import { type Place, type SavedModel, savedWords } from '../models/saved-model.ts';

/** What every section is given. */
export interface SectionProps {
  readonly options: OptionsModel;
  readonly isMac: boolean;
  /** Opens the browser's own page for the shortcuts of extensions, which no page may change. */
  readonly openShortcutsPage: () => void;
  /** Opens the side panel with the recovery center; to be called in the click itself. */
  readonly openRecovery: () => void;
}

interface GroupProps {
  readonly title?: string;
  readonly intro?: ComponentChildren;
  readonly children: ComponentChildren;
}

/** Rows that belong together. */
export function Group({ title, intro, children }: GroupProps) {
  return (
    <section class="group">
      {title && <h2>{title}</h2>}
      {intro && <p class="group-intro">{intro}</p>}
      <div class="rows">{children}</div>
    </section>
  );
}

interface RowProps {
  readonly title: string;
  readonly hint?: ComponentChildren;
  /** Where it says what became of a change of this row. */
  readonly place?: Place;
  readonly saved?: SavedModel;
  readonly children: ComponentChildren;
}

/** A setting: what it is beside what it is set to. */
export function Row({ title, hint, place, saved, children }: RowProps) {
  return (
    <div class="row">
      <div class="row-words">
        <p class="row-title">
          {title}
          {place && saved && <SavedMark place={place} saved={saved} />}
        </p>
        {hint && <p class="hint">{hint}</p>}
      </div>
      <div class="row-control">{children}</div>
    </div>
  );
}

interface SwitchRowProps {
  readonly title: string;
  readonly hint?: ComponentChildren;
  readonly isOn: boolean;
  readonly onChange: (isOn: boolean) => void;
  /** More that belongs to it. */
  readonly children?: ComponentChildren;
}

/** Something that is on or off; a click anywhere on its words changes it. */
export function SwitchRow({ title, hint, isOn, onChange, children }: SwitchRowProps) {
  const id = useId();
  return (
    <div class="row">
      <div class="row-words">
        <label for={id} class="row-title">
          {title}
        </label>
        {hint && (
          <p class="hint" id={`${id}-hint`}>
            {hint}
          </p>
        )}
        {children}
      </div>
      <input
        id={id}
        class="switch"
        type="checkbox"
        role="switch"
        aria-checked={isOn}
        checked={isOn}
        {...(hint ? { 'aria-describedby': `${id}-hint` } : {})}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
    </div>
  );
}

interface FactProps {
  readonly name: string;
  /** Needs the whole width where there is little. */
  readonly isLong?: boolean;
  readonly children: ComponentChildren;
}

/** One thing that is known, in a `dl.facts`. */
export function Fact({ name, isLong = false, children }: FactProps) {
  return (
    <div class={isLong ? 'is-long' : undefined}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

interface SavedMarkProps {
  readonly place: Place;
  readonly saved: SavedModel;
}

/** For the eyes; a screen reader hears the page's own line of status. */
export function SavedMark({ place, saved }: SavedMarkProps) {
  const outcome = saved.outcome.value;
  if (outcome?.place !== place) return null;
  return (
    <span class={outcome.result.ok ? 'saved-mark' : 'saved-mark danger-text'} aria-hidden="true">
      {savedWords(outcome)}
    </span>
  );
}

/** Says what became of the last change, wherever it was made. */
export function SavedStatus({ saved }: { readonly saved: SavedModel }) {
  const outcome = saved.outcome.value;
  return (
    <p class="hidden" role="status">
      {outcome && savedWords(outcome)}
    </p>
  );
}
