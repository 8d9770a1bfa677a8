import type { RefObject } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { RecentSearchesModel } from '../models/recent-searches-model.ts';
import type { SessionFilterModel } from '../models/session-filter-model.ts';
import './recent-searches.css';

/** A single letter that is left behind was hardly a search. */
const MIN_REMEMBERED_LENGTH = 2;

export interface RecentSearchesProps {
  readonly field: RefObject<HTMLInputElement | null>;
  readonly filter: SessionFilterModel;
  readonly searches: RecentSearchesModel;
  /** ↓ from the last one. */
  readonly onLeaveDown: () => void;
}

/** What was looked for before, below the field while that is empty and has the focus; also remembers what is looked for. */
export function RecentSearches({ field, filter, searches, onLeaveDown }: RecentSearchesProps) {
  const list = useRef<HTMLDivElement>(null);
  const [hasFocus, setHasFocus] = useState(document.activeElement === field.current);

  useEffect(() => {
    const input = field.current;
    if (!input) return;
    const enter = () => setHasFocus(true);
    const leave = ({ relatedTarget }: FocusEvent) => {
      if (!list.current?.contains(relatedTarget as Node | null)) setHasFocus(false);
      searches.remember(MIN_REMEMBERED_LENGTH);
    };
    const goDown = (event: KeyboardEvent) => {
      if (event.key !== 'ArrowDown' || event.isComposing || !list.current) return;
      event.preventDefault();
      list.current.querySelector('button')?.focus();
    };
    input.addEventListener('focus', enter);
    input.addEventListener('blur', leave);
    // Before the field's own, which goes into the list of sessions.
    input.addEventListener('keydown', goDown, true);
    return () => {
      input.removeEventListener('focus', enter);
      input.removeEventListener('blur', leave);
      input.removeEventListener('keydown', goDown, true);
    };
  }, [field, searches]);

  const goUp = () => field.current?.focus();

  function onKeyDown(event: KeyboardEvent): void {
    const buttons = [...(list.current?.querySelectorAll('button') ?? [])];
    const index = buttons.indexOf(event.target as HTMLButtonElement);
    if (event.key === 'Escape') goUp();
    else if (event.key === 'ArrowUp') (buttons[index - 1] ?? field.current)?.focus();
    else if (event.key !== 'ArrowDown') return;
    else if (index < buttons.length - 1) buttons[index + 1]?.focus();
    else onLeaveDown();
    event.preventDefault();
    event.stopPropagation();
  }

  if (!hasFocus || filter.text.value !== '' || searches.offered.value.length === 0) return null;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for a form
    <div
      ref={list}
      class="menu recent-searches"
      role="group"
      aria-label="Recent searches"
      onKeyDown={onKeyDown}
      onFocusOut={({ relatedTarget }) => {
        if (!list.current?.contains(relatedTarget as Node | null)) setHasFocus(relatedTarget === field.current);
      }}
    >
      <p>Recent searches</p>
      {searches.offered.value.map((text) => (
        <button
          key={text}
          type="button"
          class="menu-item"
          onClick={() => {
            filter.setText(text);
            goUp();
          }}
        >
          {text}
        </button>
      ))}
      <button
        type="button"
        class="menu-item muted"
        onClick={() => {
          // What has the focus goes.
          goUp();
          searches.clear();
        }}
      >
        Clear recent searches
      </button>
    </div>
  );
}
