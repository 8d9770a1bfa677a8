import { useEffect, useRef } from 'preact/hooks';
import { CloseIcon, SearchIcon } from '../../../lib/ui/icons.tsx';
import { onDemand } from '../../../lib/ui/on-demand.tsx';
import { ariaKeys, type KeyCombo, keyWords } from '../key-combo.ts';
import type { RecentSearchesModel } from '../models/recent-searches-model.ts';
import type { SessionFilterModel } from '../models/session-filter-model.ts';
import type { SessionsModel } from '../models/sessions-model.ts';
import type { RecentSearchesProps } from './recent-searches.tsx';

const RecentSearches = onDemand<RecentSearchesProps>(
  async () => (await import('./recent-searches.tsx')).RecentSearches,
);

interface SessionFilterProps {
  readonly filter: SessionFilterModel;
  readonly searches: RecentSearchesModel;
  /** What brings the focus here, if anything. */
  readonly keys: KeyCombo | undefined;
  readonly isMac: boolean;
  /** ↓ goes on into the list. */
  readonly onLeaveDown: () => void;
}

/** The field above the list. Esc clears it, and leaves it when there is nothing to clear. */
export function SessionFilter({ filter, searches, keys, isMac, onLeaveDown }: SessionFilterProps) {
  const field = useRef<HTMLInputElement>(null);
  const text = filter.text.value;
  const isWanted = filter.isWanted.value;
  useEffect(() => {
    if (!isWanted) return;
    field.current?.focus();
    field.current?.select();
    filter.gotFocus();
  }, [isWanted, filter]);

  function onEscape(event: KeyboardEvent): void {
    if (text === '') {
      // In the sheet it closes the sheet.
      if (!field.current?.closest('dialog')) field.current?.blur();
      return;
    }
    event.preventDefault();
    event.stopPropagation();
    filter.clear();
  }

  return (
    <div class="filter-field">
      <SearchIcon />
      <input
        ref={field}
        type="search"
        aria-label="Filter sessions"
        aria-keyshortcuts={keys && ariaKeys(keys, isMac)}
        placeholder="Filter"
        autocomplete="off"
        spellcheck={false}
        value={text}
        onInput={(event) => filter.setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.isComposing || event.defaultPrevented) return;
          if (event.key === 'Escape') onEscape(event);
          if (event.key === 'ArrowDown') {
            event.preventDefault();
            onLeaveDown();
          }
        }}
      />
      {text === '' ? (
        keys && (
          <span class="key" aria-hidden="true">
            {keyWords(keys, isMac)}
          </span>
        )
      ) : (
        <button
          type="button"
          class="icon-button small"
          aria-label="Clear the filter"
          title="Clear (Esc)"
          onClick={() => {
            filter.clear();
            field.current?.focus();
          }}
        >
          <CloseIcon />
        </button>
      )}
      <RecentSearches field={field} filter={filter} searches={searches} onLeaveDown={onLeaveDown} />
    </div>
  );
}

interface FilterStatusProps {
  readonly filter: SessionFilterModel;
  readonly sessions: SessionsModel;
}

/** How many there are, and how far was looked. Always there, so that what it comes to say is read out. */
export function FilterStatus({ filter, sessions }: FilterStatusProps) {
  const isShown = filter.isOn.value && sessions.list.value.state === 'ready';
  const isFailed = isShown && sessions.more.value === 'failed';
  return (
    <div class="filter-status" aria-live="polite">
      {isShown && <p>{statusWords({ filter, sessions })}</p>}
      {isFailed && (
        <button type="button" class="button small quiet" onClick={filter.tryAgain}>
          Try again
        </button>
      )}
    </div>
  );
}

function statusWords({ filter, sessions }: FilterStatusProps): string {
  const found = filter.rows.value.length.toLocaleString();
  const read = sessions.rows.value.length.toLocaleString();
  if (!sessions.hasMore.value) return `${found} of ${read}`;
  if (sessions.more.value === 'failed') return `${found} in the newest ${read}; the rest could not be read.`;
  return filter.isLooking.value ? `${found} in the newest ${read}, looking further…` : `${found} in the newest ${read}`;
}
