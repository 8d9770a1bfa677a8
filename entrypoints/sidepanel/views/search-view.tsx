import { useEffect, useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { SearchHit } from '../../../lib/protocol/search-shapes.ts';
import { CloseIcon, SearchIcon } from '../../../lib/ui/icons.tsx';
import { countChoices } from '../models/search-choice.ts';
import { SearchModel } from '../models/search-model.ts';
import { openHit } from './open-hit.ts';
import { SearchFilters } from './search-filters.tsx';
import { SearchNote, SearchStatus } from './search-notes.tsx';
import { SearchRow } from './search-row.tsx';
import type { SideViewProps } from './side-view.tsx';
import './search.css';

/** So far from the end more is asked for, px. */
const NEAR_END_PX = 600;

/** Rows that a page up or down goes. */
const PAGE_ROWS = 6;

/** Finds what was ever written, in all sessions: the field keeps the focus, the arrows go through what was found. */
export function SearchView({ panel }: SideViewProps) {
  const search = panel.modelOf(SearchModel);
  const { isReady } = panel.connection;
  const [areFiltersShown, setFiltersShown] = useState(() => countChoices(search.choice.peek()) > 0);
  const field = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const id = useId();
  const text = search.text.value;
  const hits = search.found.value?.hits ?? [];
  const active = Math.min(search.activeIndex.value, hits.length - 1);
  const chosenCount = countChoices(search.choice.value);

  // At once: what is typed right after the key is to be found.
  useLayoutEffect(() => {
    field.current?.focus();
    field.current?.select();
  }, []);
  useEffect(() => {
    if (isReady.value) search.refresh();
  }, [isReady.value, search]);
  useEffect(
    () => list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' }),
    [active, hits],
  );

  function open(hit: SearchHit | undefined): void {
    if (!hit) return;
    search.remember();
    openHit(panel, hit, search.query.peek());
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.isComposing || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const step = STEPS[event.key];
    if (event.key === 'Enter') open(hits[active]);
    else if (step !== undefined && hits.length > 0) search.goTo(active + step);
    else return;
    event.preventDefault();
  }

  return (
    <>
      <div class="search-head">
        <div class="search-field">
          <SearchIcon />
          <input
            ref={field}
            type="text"
            role="combobox"
            aria-expanded={hits.length > 0}
            aria-controls={`${id}-list`}
            aria-activedescendant={hits.length > 0 ? `${id}-${active}` : undefined}
            aria-label="Search everything"
            placeholder="Search everything"
            maxLength={1000}
            autocomplete="off"
            spellcheck={false}
            value={text}
            onInput={(event) => search.setText(event.currentTarget.value)}
            onKeyDown={onKeyDown}
          />
          {text !== '' && (
            <button
              type="button"
              class="icon-button small"
              aria-label="Clear the search"
              title="Clear"
              onClick={() => {
                search.setText('');
                field.current?.focus();
              }}
            >
              <CloseIcon />
            </button>
          )}
        </div>
        <button
          type="button"
          class="button"
          aria-expanded={areFiltersShown}
          aria-controls={`${id}-filters`}
          onClick={() => setFiltersShown(!areFiltersShown)}
        >
          {chosenCount > 0 ? `Filters (${chosenCount})` : 'Filters'}
        </button>
      </div>
      {areFiltersShown && <SearchFilters id={`${id}-filters`} panel={panel} search={search} />}
      <SearchStatus search={search} />
      <div
        ref={list}
        id={`${id}-list`}
        role="listbox"
        aria-label="Found"
        class="search-results"
        onScroll={({ currentTarget: box }) => {
          if (box.scrollTop + box.clientHeight > box.scrollHeight - NEAR_END_PX) search.goOn();
        }}
      >
        {hits.map((hit, index) => (
          <SearchRow
            key={hit.messageId ?? `session ${hit.sessionId}`}
            id={`${id}-${index}`}
            hit={hit}
            isActive={index === active}
            clock={panel.clock}
            onOpen={() => open(hit)}
          />
        ))}
      </div>
      <SearchNote search={search} isReady={isReady.value} focusField={() => field.current?.focus()} />
    </>
  );
}

const STEPS: Readonly<Record<string, number>> = {
  ArrowDown: 1,
  ArrowUp: -1,
  PageDown: PAGE_ROWS,
  PageUp: -PAGE_ROWS,
};
