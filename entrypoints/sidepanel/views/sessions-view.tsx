import { CloseIcon, PlusIcon, SidebarIcon } from '../../../lib/ui/icons.tsx';
import { errorWords } from '../error-words.ts';
import type { ClockModel } from '../models/clock-model.ts';
import type { LayoutModel } from '../models/layout-model.ts';
import { SHELVES, type Shelf } from '../models/session-page.ts';
import type { SessionsModel } from '../models/sessions-model.ts';
import { SessionRow } from './session-row.tsx';

const SHELF_NAMES: Readonly<Record<Shelf, string>> = { active: 'Active', archived: 'Archived', trash: 'Trash' };

const EMPTY_WORDS: Readonly<Record<Shelf, string>> = {
  active: 'No sessions yet. Your first question starts one.',
  archived: 'Nothing is archived.',
  trash: 'The trash is empty.',
};

interface SessionsViewProps {
  readonly sessions: SessionsModel;
  readonly layout: LayoutModel;
  readonly clock: ClockModel;
  readonly isSheet: boolean;
  /** Nothing can be read for now. */
  readonly isAway: boolean;
}

export function SessionsView({ sessions, layout, clock, isSheet, isAway }: SessionsViewProps) {
  const shown = sessions.shelf.value;
  function leaveFor(go: () => void): void {
    layout.closeSheet();
    layout.closeSettings();
    go();
  }
  return (
    <>
      <div class="sessions-head">
        <h2>Sessions</h2>
        <button
          type="button"
          class="icon-button"
          aria-label="Hide sessions"
          title="Hide sessions"
          onClick={layout.hideSessions}
        >
          {isSheet ? <CloseIcon /> : <SidebarIcon />}
        </button>
      </div>
      <button type="button" class="button new-session" onClick={() => leaveFor(sessions.startNew)}>
        <PlusIcon />
        <span>New session</span>
      </button>
      <fieldset class="segments">
        <legend class="hidden">Which sessions</legend>
        {SHELVES.map((shelf) => (
          <label key={shelf}>
            <input type="radio" name="shelf" checked={shelf === shown} onChange={() => sessions.showShelf(shelf)} />
            <span>{SHELF_NAMES[shelf]}</span>
          </label>
        ))}
      </fieldset>
      <SessionList
        sessions={sessions}
        clock={clock}
        isAway={isAway}
        onOpen={(id) => leaveFor(() => sessions.open(id))}
      />
    </>
  );
}

interface SessionListProps {
  readonly sessions: SessionsModel;
  readonly clock: ClockModel;
  readonly isAway: boolean;
  readonly onOpen: (id: string) => void;
}

function SessionList({ sessions, clock, isAway, onOpen }: SessionListProps) {
  const list = sessions.list.value;
  if (list.state === 'failed') {
    const { what, todo } = errorWords(list.error.code);
    return (
      <div class="empty">
        <p>
          {what}. {todo}
        </p>
        <button type="button" class="button" onClick={sessions.reload}>
          Try again
        </button>
      </div>
    );
  }
  const rows = list.state === 'ready' ? list.value.sessions : [];
  return (
    <div class="session-scroll" aria-busy={list.state === 'loading'}>
      {/* biome-ignore lint/a11y/noRedundantRoles: a list without bullets is none to some screen readers */}
      <ul role="list" aria-label="Sessions" class="session-list">
        {rows.map((session) => (
          <SessionRow key={session.id} session={session} sessions={sessions} clock={clock} onOpen={onOpen} />
        ))}
      </ul>
      {list.state === 'loading' && (
        <p class="empty late">{isAway ? 'Your sessions are shown here once the host is there.' : 'Loading…'}</p>
      )}
      {list.state === 'ready' && rows.length === 0 && <p class="empty">{EMPTY_WORDS[sessions.shelf.value]}</p>}
      {list.state === 'ready' && list.value.nextCursor !== null && (
        <button
          type="button"
          class="button quiet load-more"
          disabled={sessions.isLoadingMore.value}
          onClick={() => void sessions.loadMore()}
        >
          {sessions.isLoadingMore.value ? 'Loading…' : 'Load more'}
        </button>
      )}
    </div>
  );
}
