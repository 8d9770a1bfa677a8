import { errorWords } from '../error-words.ts';
import type { Remote } from '../models/remote.ts';
import type { SessionFilterModel } from '../models/session-filter-model.ts';
import type { SessionPage, Shelf } from '../models/session-page.ts';
import type { SessionsModel } from '../models/sessions-model.ts';
import { Sentences } from './sentences.tsx';

const EMPTY_WORDS: Readonly<Record<Shelf, readonly string[]>> = {
  active: ['No sessions yet.', 'Your first question starts one.'],
  archived: ['No archived sessions.'],
  trash: ['The trash is empty.'],
};

interface InsteadOfRowsProps {
  readonly list: Remote<SessionPage>;
  readonly sessions: SessionsModel;
  readonly filter: SessionFilterModel;
  /** Nothing can be read for now. */
  readonly isAway: boolean;
}

/** What is said where there are no rows. */
export function InsteadOfRows({ list, sessions, filter, isAway }: InsteadOfRowsProps) {
  if (list.state === 'failed') {
    const { what, todo } = errorWords(list.error.code);
    return (
      <div class="empty">
        <p>
          <Sentences texts={[`${what}.`, todo]} />
        </p>
        <button type="button" class="button" onClick={sessions.reload}>
          Try again
        </button>
      </div>
    );
  }
  if (list.state === 'loading') {
    return isAway ? <p class="empty late">Your sessions appear here as soon as they can be read.</p> : <Skeleton />;
  }
  if (!filter.isOn.value) {
    return (
      <div class="empty">
        <p>
          <Sentences texts={EMPTY_WORDS[sessions.shelf.value]} />
        </p>
      </div>
    );
  }
  // Not yet known: the line under the field says how far it is.
  if (filter.isLooking.value) return null;
  return (
    <div class="empty">
      <p>
        No title has “<span class="looked-for">{filter.text.value.trim()}</span>”.
      </p>
      <button type="button" class="button" onClick={filter.clear}>
        Clear the filter
      </button>
    </div>
  );
}

/** As many rows as are there at once for most people. */
const SKELETON_ROWS = [0, 1, 2, 3, 4];

/** Shows only when the rows are not there at once. */
function Skeleton() {
  return (
    <div class="skeleton late">
      <p class="hidden">Loading sessions</p>
      {SKELETON_ROWS.map((row) => (
        <div key={row} class="skeleton-row" />
      ))}
    </div>
  );
}

/** Below the last row, while there are further ones to read. */
export function EndOfList({ sessions, filter }: Pick<InsteadOfRowsProps, 'sessions' | 'filter'>) {
  if (!sessions.hasMore.value || filter.isOn.value) return null;
  if (sessions.more.value !== 'failed') return <p class="list-end">Loading…</p>;
  return (
    <div class="list-end">
      <p>More sessions could not be read.</p>
      <button type="button" class="button small" onClick={filter.tryAgain}>
        Try again
      </button>
    </div>
  );
}
