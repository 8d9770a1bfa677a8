import type { Session } from '../../../lib/protocol/shapes.ts';
import type { ClockModel } from '../models/clock-model.ts';
import type { RowTask, SessionRowsModel } from '../models/session-rows-model.ts';
import type { SessionsModel } from '../models/sessions-model.ts';
import { DeleteForever } from './delete-forever.tsx';
import { RenameField } from './rename-field.tsx';
import { RowMenuButton } from './row-menu-button.tsx';
import { originOf } from './session-origin.ts';
import { SessionTime } from './session-time.tsx';

/** What stands out about a session that is not read. */
export type RowMark = 'live' | 'unread' | undefined;

interface SessionRowProps {
  readonly session: Session;
  readonly sessions: SessionsModel;
  readonly rows: SessionRowsModel;
  readonly clock: ClockModel;
  readonly isCurrent: boolean;
  /** Tab comes here. */
  readonly isActive: boolean;
  readonly task: RowTask['kind'] | undefined;
  readonly mark: RowMark;
  /** From 1, in the whole list. */
  readonly position: number;
  /** -1: nobody knows yet how many there are. */
  readonly setSize: number;
  /** Within its group, px. */
  readonly top: number;
  readonly height: number;
  readonly menuId: string;
  readonly isMenuOpen: boolean;
  readonly onMenu: (session: Session) => void;
  readonly onOpen: (id: string) => void;
}

/** One session. Its parameters are plain values, so that it is drawn again only when one of them changed. */
export function SessionRow(props: SessionRowProps) {
  const { session, sessions, rows, task, isCurrent, mark, position, setSize, top, height } = props;
  const { id } = session;
  const classes = ['session-row', isCurrent && 'current', mark, props.isMenuOpen && 'menu-open'];
  return (
    <li
      class={classes.filter(Boolean).join(' ')}
      data-session={id}
      style={{ top: `${top}px`, height: `${height}px` }}
      aria-posinset={position}
      aria-setsize={setSize}
    >
      {task === 'rename' ? (
        <RenameField
          title={session.title}
          typed={rows.nameSoFar()}
          onType={rows.typeName}
          onDone={(next) => {
            rows.stop();
            if (next !== undefined && next !== session.title) sessions.rename(id, next);
          }}
        />
      ) : task === 'delete-forever' ? (
        <DeleteForever
          session={session}
          held={rows.held.value}
          onKeep={rows.stop}
          onDelete={() => {
            rows.stop();
            sessions.removeForever(id);
          }}
        />
      ) : (
        <OpenButton {...props} />
      )}
    </li>
  );
}

function OpenButton(props: SessionRowProps) {
  const { session, clock, isCurrent, isActive, mark, menuId, onMenu, onOpen } = props;
  const title = session.title || 'Untitled';
  const tabIndex = isActive ? 0 : -1;
  return (
    <>
      <button
        type="button"
        class="session-open"
        aria-current={isCurrent ? 'true' : undefined}
        title={title}
        tabIndex={tabIndex}
        onClick={() => onOpen(session.id)}
      >
        <span class="session-title">{title}</span>
        <span class="session-facts">
          {mark && (
            <>
              <span class="row-mark" aria-hidden="true" />
              <span class="mark-words">{mark === 'live' ? 'Replying' : 'New reply'}</span>
              {' · '}
            </>
          )}
          <SessionTime timestamp={session.updatedAt} clock={clock} />
          {originOf(session)}
        </span>
      </button>
      <RowMenuButton {...{ title, menuId, tabIndex }} onMenu={() => onMenu(session)} />
    </>
  );
}
