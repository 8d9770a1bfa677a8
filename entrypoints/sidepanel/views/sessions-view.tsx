import { useCallback, useRef } from 'preact/hooks';
import { CloseIcon, PlusIcon, SidebarIcon } from '../../../lib/ui/icons.tsx';
import type { PanelModel } from '../models/panel-model.ts';
import { SHELVES, type Shelf } from '../models/session-page.ts';
import { Hint } from './hint.tsx';
import { FilterStatus, SessionFilter } from './session-filter.tsx';
import { SessionList } from './session-list.tsx';

const SHELF_NAMES: Readonly<Record<Shelf, string>> = { active: 'Active', archived: 'Archived', trash: 'Trash' };

interface SessionsViewProps {
  readonly panel: PanelModel;
  readonly isSheet: boolean;
  readonly isMac: boolean;
}

export function SessionsView({ panel, isSheet, isMac }: SessionsViewProps) {
  const { sessions, filter, rows, layout } = panel;
  const shown = sessions.shelf.value;
  const focusList = useRef(() => {});
  const leaveFor = useCallback(
    (go: () => void) => {
      layout.closeSheet();
      layout.closeView();
      go();
    },
    [layout],
  );
  const open = useCallback(
    (id: string) => {
      panel.recentSearches.remember();
      rows.goTo(id);
      leaveFor(() => sessions.open(id));
    },
    [leaveFor, rows, sessions, panel],
  );
  return (
    <>
      <div class="sessions-head">
        <h2>Sessions</h2>
        <button
          type="button"
          class="icon-button"
          aria-label="New session"
          title="New session"
          onClick={() => leaveFor(sessions.startNew)}
        >
          <PlusIcon />
        </button>
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
      <SessionFilter
        filter={filter}
        searches={panel.recentSearches}
        keys={panel.keys.bindings.value.get('filter-sessions')}
        isMac={isMac}
        onLeaveDown={() => focusList.current()}
      />
      <fieldset class="segments">
        <legend class="hidden">Which sessions</legend>
        {SHELVES.map((shelf) => (
          <label key={shelf}>
            <input type="radio" name="shelf" checked={shelf === shown} onChange={() => sessions.showShelf(shelf)} />
            <span>{SHELF_NAMES[shelf]}</span>
          </label>
        ))}
      </fieldset>
      {shown === 'trash' && sessions.rows.value.length > 0 && (
        <Hint id="trash" help={panel.help}>
          Open a session to read or restore it.
        </Hint>
      )}
      <FilterStatus filter={filter} sessions={sessions} />
      <SessionList panel={panel} onOpen={open} focusList={focusList} />
    </>
  );
}
