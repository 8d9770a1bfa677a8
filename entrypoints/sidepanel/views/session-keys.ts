import type { Session } from '../../../lib/protocol/shapes.ts';
import type { SessionRowsModel } from '../models/session-rows-model.ts';
import type { SessionsModel } from '../models/sessions-model.ts';

interface SessionKeysOptions {
  readonly shown: readonly Session[];
  readonly activeIndex: number;
  readonly sessions: SessionsModel;
  readonly rows: SessionRowsModel;
  readonly rowsPerPage: () => number;
  readonly goTo: (index: number) => void;
  readonly openMenu: (id: string) => void;
}

/** What the keys do while a row has the focus. Enter is the row's own, since it is a button. */
export function onSessionKey(event: KeyboardEvent, options: SessionKeysOptions): void {
  const { shown, activeIndex, sessions, rows, goTo, openMenu } = options;
  const session = shown[activeIndex];
  if (!session || event.ctrlKey || event.metaKey || event.altKey) return;
  const to = targetOf(event.key, options);
  if (to !== undefined) {
    goTo(Math.min(Math.max(to, 0), shown.length - 1));
    // There can be more than is read: the end is where those end.
    if (event.key === 'End') void goToVeryEnd(options);
  } else if (event.key === 'F2' && session.deletedAt === null) rows.start('rename', session.id);
  else if (event.key === 'Delete') {
    if (session.deletedAt === null) sessions.remove(session.id);
    else rows.start('delete-forever', session.id);
  } else if (event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey)) openMenu(session.id);
  else return;
  event.preventDefault();
}

function targetOf(key: string, { shown, activeIndex, rowsPerPage }: SessionKeysOptions): number | undefined {
  switch (key) {
    case 'ArrowDown':
      return activeIndex + 1;
    case 'ArrowUp':
      return activeIndex - 1;
    case 'PageDown':
      return activeIndex + rowsPerPage();
    case 'PageUp':
      return activeIndex - rowsPerPage();
    case 'Home':
      return 0;
    case 'End':
      return shown.length - 1;
    default:
      return undefined;
  }
}

/** Goes on while nobody goes elsewhere. */
async function goToVeryEnd({ shown, sessions, rows, goTo }: SessionKeysOptions): Promise<void> {
  const last = shown.at(-1)?.id;
  const stays = () => rows.activeId.peek() === last;
  await sessions.loadWhile(stays);
  if (stays()) goTo(Number.POSITIVE_INFINITY);
}
