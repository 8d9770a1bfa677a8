import { useContext, useMemo } from 'preact/hooks';
import { CopyText } from '../../../lib/ui/copy.tsx';
import { List } from '../../../lib/ui/list.tsx';
import { layOutList } from '../../../lib/ui/list-window.ts';
import { pxPerRem, useListWindow } from '../../../lib/ui/use-list-window.ts';
import type { PanelModel } from '../models/panel-model.ts';
import { createSessionOut } from '../session-out.ts';
import { SessionGroup } from './session-group.tsx';
import { onSessionKey } from './session-keys.ts';
import { EndOfList, InsteadOfRows } from './session-list-states.tsx';
import { SessionMenu } from './session-menu.tsx';
import { useActiveRow } from './use-active-row.ts';
import { useRowMenu } from './use-row-menu.ts';

/** Two lines and what is around them. */
const ROW_REM = 3;
const HEADING_REM = 2;
/** With a question, two lines of how long backups hold it, and its two answers below. */
const ASKING_REM = 7.75;

interface SessionListProps {
  readonly panel: PanelModel;
  readonly onOpen: (id: string) => void;
  /** Gets what brings the focus to the active row. */
  readonly focusList: { current: () => void };
}

/** The sessions by day; of a long list, what can be seen is drawn. */
export function SessionList({ panel, onOpen, focusList }: SessionListProps) {
  const { sessions, filter, rows, connection } = panel;
  const list = sessions.list.value;
  const shelf = sessions.shelf.value;
  const shown = filter.rows.value;
  const groups = rows.groups.value;
  const task = rows.task.value;
  const isWhole = list.state === 'ready' && !filter.isOn.value;

  const keys = useMemo(() => shown.map(({ id }) => id), [shown]);
  const rem = useMemo(pxPerRem, []);
  const asking = task?.kind === 'delete-forever' ? keys.indexOf(task.id) : -1;
  const layout = useMemo(() => {
    const row = (index: number) => (index === asking ? ASKING_REM : ROW_REM) * rem;
    const counts = groups.map((group) => group.sessions.length);
    return layOutList(counts, { heading: HEADING_REM * rem, row });
  }, [groups, asking, rem]);
  const { scroller, range, rowsPerPage, reveal } = useListWindow({
    layout,
    keys,
    listKey: `${shelf} ${list.state} ${filter.isOn.value ? filter.text.value : ''}`,
    startPlace: isWhole ? (rows.placeOf(shelf) ?? 0) : 0,
    headingHeight: HEADING_REM * rem,
    onPlace: (top) => isWhole && rows.keepPlace(shelf, top),
    onNearEnd: filter.showMore,
  });
  const { activeIndex, goTo } = useActiveRow({ panel, keys, scroller, reveal });
  focusList.current = () => goTo(filter.isOn.peek() ? 0 : activeIndex);
  const menu = useRowMenu(rows, scroller);
  const copyText = useContext(CopyText);
  const out = useMemo(() => createSessionOut(panel, copyText), [panel, copyText]);

  function onContextMenu(event: MouseEvent): void {
    const id = sessionAt(event);
    if (id === undefined || task?.id === id) return;
    event.preventDefault();
    menu.open(id);
  }

  return (
    <div ref={scroller} class="session-scroll" aria-busy={list.state === 'loading'}>
      <List
        aria-label="Sessions"
        class="session-list"
        style={{ height: `${layout.height}px` }}
        onContextMenu={onContextMenu}
        // A click and a screen reader put the focus on any row.
        onFocusIn={(event) => rows.goTo(sessionAt(event) ?? null)}
        onKeyDown={(event) =>
          onSessionKey(event, { shown, activeIndex, sessions, rows, rowsPerPage, goTo, openMenu: menu.open })
        }
      >
        {groups.map((group, index) => (
          <SessionGroup
            key={group.key}
            {...{ group, index, layout, range, panel, activeIndex, onOpen }}
            menuId={menu.id}
            menuFor={menu.isOpen ? menu.session?.id : undefined}
            onMenu={menu.prepare}
          />
        ))}
      </List>
      {shown.length === 0 && (
        <InsteadOfRows list={list} sessions={sessions} filter={filter} isAway={connection.isAway.value} />
      )}
      <EndOfList sessions={sessions} filter={filter} />
      <SessionMenu
        id={menu.id}
        menu={menu.menu}
        session={menu.session}
        sessions={sessions}
        layout={panel.layout}
        rows={rows}
        out={out}
        onToggle={menu.onToggle}
      />
    </div>
  );
}

/** The session of the row that something happened in. */
function sessionAt({ target }: Event): string | undefined {
  return (target as Element).closest<HTMLElement>('[data-session]')?.dataset['session'];
}
