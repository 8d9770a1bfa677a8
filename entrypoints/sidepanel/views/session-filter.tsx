import { useSignal } from '@preact/signals';
import { useEffect, useId, useRef } from 'preact/hooks';
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

/**
 * The field above the list. Esc clears it, and leaves it when there is nothing to clear. While it is empty and has the focus,
 * what was looked for before is offered below it.
 */
export function SessionFilter({ filter, searches, keys, isMac, onLeaveDown }: SessionFilterProps) {
  const place = useRef<HTMLDivElement>(null);
  const field = useRef<HTMLInputElement>(null);
  const hasFocus = useSignal(false);
  const recentId = useId();
  const text = filter.text.value;
  const isWanted = filter.isWanted.value;
  const isOffering = hasFocus.value && text === '' && searches.offered.value.length > 0;
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

  function leaveDown(): void {
    const first = place.current?.querySelector<HTMLElement>('.recent-searches button');
    if (first) first.focus();
    else onLeaveDown();
  }

  return (
    <div
      ref={place}
      class="filter-field"
      onFocusIn={() => {
        hasFocus.value = true;
      }}
      onFocusOut={({ relatedTarget }) => {
        if (place.current?.contains(relatedTarget as Node | null)) return;
        hasFocus.value = false;
        searches.remember(MIN_REMEMBERED_LENGTH);
      }}
    >
      <SearchIcon />
      <input
        ref={field}
        type="search"
        aria-label="Filter sessions"
        aria-describedby={isOffering ? recentId : undefined}
        aria-keyshortcuts={keys && ariaKeys(keys, isMac)}
        placeholder="Filter"
        autocomplete="off"
        spellcheck={false}
        value={text}
        onInput={(event) => filter.setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.isComposing) return;
          if (event.key === 'Escape') onEscape(event);
          if (event.key === 'ArrowDown') {
            event.preventDefault();
            leaveDown();
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
      {isOffering && (
        <RecentSearches
          searches={searches}
          titleId={recentId}
          onChoose={(chosen) => {
            filter.setText(chosen);
            field.current?.focus();
          }}
          onLeaveUp={() => field.current?.focus()}
          onLeaveDown={onLeaveDown}
        />
      )}
    </div>
  );
}

/** A single letter that is left behind was hardly a search. */
const MIN_REMEMBERED_LENGTH = 2;

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
