import { useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Session } from '../../../lib/protocol/shapes.ts';
import { MoreIcon } from '../../../lib/ui/icons.tsx';
import type { ClockModel } from '../models/clock-model.ts';
import type { SessionsModel } from '../models/sessions-model.ts';
import { Age } from './age.tsx';

/** What the store calls a session that is no branch of another. */
const MAIN_BRANCH = 'main';

interface SessionRowProps {
  readonly session: Session;
  readonly sessions: SessionsModel;
  readonly clock: ClockModel;
  readonly onOpen: (id: string) => void;
}

export function SessionRow({ session, sessions, clock, onOpen }: SessionRowProps) {
  const [isRenaming, setRenaming] = useState(false);
  const isCurrent = sessions.currentId.value === session.id;
  const title = session.title || 'Untitled';
  return (
    <li class={isCurrent ? 'session-row current' : 'session-row'}>
      {isRenaming ? (
        <RenameField
          title={session.title}
          onDone={(next) => {
            setRenaming(false);
            if (next !== undefined && next !== session.title) sessions.rename(session.id, next);
          }}
        />
      ) : (
        <button
          type="button"
          class="session-open"
          aria-current={isCurrent ? 'true' : undefined}
          title={title}
          onClick={() => onOpen(session.id)}
        >
          <span class="session-title">{title}</span>
          <span class="session-facts">
            {session.branchName !== null && session.branchName !== MAIN_BRANCH && `${session.branchName} · `}
            <Age timestamp={session.updatedAt} clock={clock} />
          </span>
        </button>
      )}
      <SessionMenu session={session} sessions={sessions} onRename={() => setRenaming(true)} />
    </li>
  );
}

interface SessionMenuProps {
  readonly session: Session;
  readonly sessions: SessionsModel;
  readonly onRename: () => void;
}

/** The browser opens, places and closes it; Esc and a click beside it close it. */
function SessionMenu({ session, sessions, onRename }: SessionMenuProps) {
  const id = useId();
  const menu = useRef<HTMLDivElement>(null);
  const { id: sessionId, isArchived, deletedAt, title } = session;

  function item(label: string, run: () => void) {
    return (
      <button
        type="button"
        class="menu-item"
        onClick={() => {
          menu.current?.hidePopover();
          run();
        }}
      >
        {label}
      </button>
    );
  }

  return (
    <>
      <button
        type="button"
        class="icon-button small session-more"
        aria-label={`Actions for ${title || 'Untitled'}`}
        title="Actions"
        popovertarget={id}
      >
        <MoreIcon />
      </button>
      <div ref={menu} id={id} popover="auto" class="menu">
        {deletedAt !== null ? (
          item('Restore', () => sessions.restore(sessionId, false))
        ) : (
          <>
            {item('Rename', onRename)}
            {item(isArchived ? 'Take out of the archive' : 'Archive', () =>
              sessions.setArchived(sessionId, !isArchived),
            )}
            {item('Move to the trash', () => sessions.remove(sessionId))}
          </>
        )}
      </div>
    </>
  );
}

interface RenameFieldProps {
  readonly title: string;
  /** undefined: leave the title as it is. */
  readonly onDone: (title: string | undefined) => void;
}

function RenameField({ title, onDone }: RenameFieldProps) {
  const input = useRef<HTMLInputElement>(null);
  const isDone = useRef(false);
  useLayoutEffect(() => {
    input.current?.focus();
    input.current?.select();
  }, []);

  /** Leaving the field also fires when it goes away after Enter. */
  function finish(next: string | undefined): void {
    if (isDone.current) return;
    isDone.current = true;
    onDone(next);
  }

  return (
    <input
      ref={input}
      class="rename"
      aria-label="Session name"
      defaultValue={title}
      maxLength={500}
      onBlur={(event) => finish(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.isComposing) return;
        if (event.key === 'Enter') finish(event.currentTarget.value);
        if (event.key === 'Escape') {
          // The sheet around stays open.
          event.preventDefault();
          event.stopPropagation();
          finish(undefined);
        }
      }}
    />
  );
}
