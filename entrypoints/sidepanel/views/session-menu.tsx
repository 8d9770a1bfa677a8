import type { RefObject } from 'preact';
import type { Session } from '../../../lib/protocol/shapes.ts';
import type { LayoutModel } from '../models/layout-model.ts';
import type { SessionRowsModel } from '../models/session-rows-model.ts';
import type { SessionsModel } from '../models/sessions-model.ts';
import type { SessionOut } from '../session-out.ts';

interface SessionMenuProps {
  readonly id: string;
  readonly menu: RefObject<HTMLDivElement | null>;
  /** The one that it is for, or was for last. */
  readonly session: Session | undefined;
  readonly sessions: SessionsModel;
  readonly layout: LayoutModel;
  readonly rows: SessionRowsModel;
  readonly out: SessionOut;
  readonly onToggle: (isOpen: boolean) => void;
}

/**
 * The menu of whichever row asked for it. The browser opens, places and closes it; Esc and a click beside it close it, and give the
 * focus back.
 */
export function SessionMenu({ id, menu, session, onToggle, ...doing }: SessionMenuProps) {
  return (
    <div
      ref={menu}
      id={id}
      popover="auto"
      class="menu"
      role="menu"
      aria-label={`Actions for ${session?.title || 'Untitled'}`}
      tabIndex={-1}
      onKeyDown={moveInMenu}
      onToggle={(event) => {
        const isOpen = event.newState === 'open';
        onToggle(isOpen);
        if (isOpen && !event.currentTarget.querySelector(':focus')) itemsOf(event.currentTarget)[0]?.focus();
      }}
    >
      {session &&
        actionsOf(session, doing).map(({ label, keys, isDanger, run }) => (
          <button
            key={label}
            type="button"
            role="menuitem"
            class={isDanger ? 'menu-item danger' : 'menu-item'}
            tabIndex={-1}
            onClick={() => {
              menu.current?.hidePopover();
              run();
            }}
          >
            <span>{label}</span>
            {keys && (
              <span class="key" aria-hidden="true">
                {keys}
              </span>
            )}
          </button>
        ))}
    </div>
  );
}

interface MenuAction {
  readonly label: string;
  readonly keys?: string;
  readonly isDanger?: boolean;
  readonly run: () => void;
}

function actionsOf(
  session: Session,
  { sessions, layout, rows, out }: Pick<SessionMenuProps, 'sessions' | 'layout' | 'rows' | 'out'>,
): MenuAction[] {
  const { id, isArchived, deletedAt } = session;
  const leaving = [
    { label: 'Copy as Markdown', run: () => out.copyMarkdown(session) },
    { label: 'Export…', run: () => out.chooseExport(session) },
  ];
  if (deletedAt !== null) {
    return [
      { label: 'Restore', run: () => sessions.restore(id, false) },
      ...leaving,
      { label: 'Delete forever…', keys: 'Del', isDanger: true, run: () => rows.start('delete-forever', id) },
    ];
  }
  return [
    { label: 'Rename', keys: 'F2', run: () => rows.start('rename', id) },
    {
      label: isArchived ? 'Unarchive' : 'Archive',
      run: () => sessions.setArchived(id, !isArchived),
    },
    {
      label: 'Branches',
      run() {
        sessions.open(id);
        layout.closeSheet();
        layout.openView('branches');
      },
    },
    ...leaving,
    { label: 'Move to the trash', keys: 'Del', run: () => sessions.remove(id) },
  ];
}

/** The keys of a menu: ↑ ↓ Home End. */
export function moveInMenu(event: KeyboardEvent & { readonly currentTarget: HTMLElement }): void {
  event.stopPropagation();
  const items = itemsOf(event.currentTarget);
  const at = items.findIndex((item) => item.matches(':focus'));
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  items.at(to % items.length)?.focus();
}

/** What can be chosen in a menu. */
export function itemsOf(menu: HTMLElement): HTMLElement[] {
  return [...menu.querySelectorAll<HTMLElement>('[role="menuitem"]')];
}
