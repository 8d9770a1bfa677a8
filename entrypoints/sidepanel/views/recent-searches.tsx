import { useRef } from 'preact/hooks';
import type { RecentSearchesModel } from '../models/recent-searches-model.ts';

export interface RecentSearchesProps {
  readonly searches: RecentSearchesModel;
  /** Describes the field above. */
  readonly titleId: string;
  readonly onChoose: (text: string) => void;
  /** ↑ from the first one, and Esc. */
  readonly onLeaveUp: () => void;
  /** ↓ from the last one. */
  readonly onLeaveDown: () => void;
}

/** What was looked for before, below the empty field. */
export function RecentSearches({ searches, titleId, onChoose, onLeaveUp, onLeaveDown }: RecentSearchesProps) {
  const place = useRef<HTMLDivElement>(null);

  function onKeyDown(event: KeyboardEvent): void {
    const buttons = [...(place.current?.querySelectorAll('button') ?? [])];
    const index = buttons.indexOf(event.target as HTMLButtonElement);
    if (event.key === 'Escape') onLeaveUp();
    else if (event.key === 'ArrowUp') index > 0 ? buttons[index - 1]?.focus() : onLeaveUp();
    else if (event.key === 'ArrowDown') index < buttons.length - 1 ? buttons[index + 1]?.focus() : onLeaveDown();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for a form
    <div ref={place} class="menu recent-searches" role="group" aria-labelledby={titleId} onKeyDown={onKeyDown}>
      <p id={titleId}>Recent searches</p>
      {searches.offered.value.map((text) => (
        <button key={text} type="button" class="menu-item" onClick={() => onChoose(text)}>
          {text}
        </button>
      ))}
      <button
        type="button"
        class="menu-item muted"
        onClick={() => {
          // What has the focus goes.
          onLeaveUp();
          searches.clear();
        }}
      >
        Clear recent searches
      </button>
    </div>
  );
}
