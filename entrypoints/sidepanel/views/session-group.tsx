import { useId } from 'preact/hooks';
import type { Session } from '../../../lib/protocol/shapes.ts';
import { List } from '../../../lib/ui/list.tsx';
import type { ListLayout, RowRange, SectionPlace } from '../../../lib/ui/list-window.ts';
import type { DayGroup } from '../models/day-groups.ts';
import type { PanelModel } from '../models/panel-model.ts';
import { type RowMark, SessionRow } from './session-row.tsx';

interface SessionGroupProps {
  readonly group: DayGroup;
  /** Which one of the layout's sections it is. */
  readonly index: number;
  readonly layout: ListLayout;
  readonly range: RowRange;
  readonly panel: PanelModel;
  readonly activeIndex: number;
  readonly menuId: string;
  /** The session whose menu is open. */
  readonly menuFor: string | undefined;
  readonly onMenu: (session: Session) => void;
  readonly onOpen: (id: string) => void;
}

/** A day and those of its rows that are to be drawn; without any, nothing. Its heading stays while its rows pass below it. */
export function SessionGroup(props: SessionGroupProps) {
  const { group, index, layout, range, panel, activeIndex, menuId, menuFor, onMenu, onOpen } = props;
  const { sessions, filter, rows, unread, replies, clock } = panel;
  const headingId = useId();
  const place = layout.sections[index];
  if (!place) return null;
  const drawn = rowsOf(place, range, activeIndex);
  if (drawn.length === 0) return null;
  const isComplete = !sessions.hasMore.value;
  const task = rows.task.value;

  function markOf({ id }: Session): RowMark {
    if (replies.sessionIds.value.has(id)) return 'live';
    return unread.ids.value.has(id) ? 'unread' : undefined;
  }

  function topOf(row: number): number {
    return layout.tops[row] ?? layout.height;
  }

  return (
    <li
      class="session-group"
      style={{ top: `${place.top}px`, height: `${place.height}px` }}
      aria-posinset={index + 1}
      aria-setsize={isComplete ? layout.sections.length : -1}
    >
      <h3 id={headingId} class="group-heading">
        {group.label}
      </h3>
      <List aria-labelledby={headingId}>
        {drawn.map((row) => {
          const session = group.sessions[row - place.first];
          if (!session) return null;
          const isLast = row === place.first + place.count - 1;
          const bottom = isLast ? place.top + place.height : topOf(row + 1);
          return (
            <SessionRow
              key={session.id}
              session={session}
              sessions={sessions}
              rows={rows}
              clock={clock}
              isCurrent={sessions.currentId.value === session.id}
              isActive={row === activeIndex}
              task={task?.id === session.id ? task.kind : undefined}
              mark={markOf(session)}
              position={row + 1}
              setSize={isComplete ? filter.rows.value.length : -1}
              top={topOf(row) - place.top}
              height={bottom - topOf(row)}
              menuId={menuId}
              isMenuOpen={menuFor === session.id}
              onMenu={onMenu}
              onOpen={onOpen}
            />
          );
        })}
      </List>
    </li>
  );
}

/** The rows of a section that are to be drawn; the active one always is, since it can have the focus. */
function rowsOf({ first, count }: SectionPlace, range: RowRange, active: number): number[] {
  const rows: number[] = [];
  const end = Math.min(first + count, range.end);
  for (let row = Math.max(first, range.first); row < end; row += 1) rows.push(row);
  if (active >= first && active < first + count && !rows.includes(active)) rows.push(active);
  return rows.sort((a, b) => a - b);
}
